"""Changes of a YAML file that leave every other byte unchanged."""
