"""Models that can be named in a config, and loading of published weights."""
