"""The benchmark: one command, prints ratios."""
