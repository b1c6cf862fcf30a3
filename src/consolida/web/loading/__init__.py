"""Cargar: vouchers and masters of other programs, through the preview that an import has."""
