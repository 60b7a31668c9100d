"""Charts: each a function from tidy tables to a ``Figure``."""
