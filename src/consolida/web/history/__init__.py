"""Historial: what left and what came, and what an import did."""
