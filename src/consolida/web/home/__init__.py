"""Inicio: site by month, and what waits."""
