"""Transfer files and packages that were changed at random: what a stick, a forger or a bungler may bring."""
