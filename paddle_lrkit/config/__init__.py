"""YAML to typed settings: safe loading, ``_BASE_``, ``-o`` overrides, line marks, unknown-key errors."""
