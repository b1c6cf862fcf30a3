"""Meses: what is open, closed and filed."""
