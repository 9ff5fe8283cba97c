"""Our own dialect, the configs that `lrkit train` reads; see `paddle_lrkit.suites.base` for the modules of a suite."""
