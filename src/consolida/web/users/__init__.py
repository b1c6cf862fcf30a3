"""Users: who may what, where; passwords and locks."""
