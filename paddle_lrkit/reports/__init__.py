"""Words, tables, charts and pages that the commands show."""
