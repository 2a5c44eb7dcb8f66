"""Tasks of started responses and the first-hour card."""
