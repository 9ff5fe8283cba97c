"""The suites' published recipes as evidence: names of models, and the recipes nearest to a case."""
