"""Our own dialect: the configs that `lrkit train` reads."""
