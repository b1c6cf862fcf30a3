"""Consolida: a company's vouchers from many sites in one set of books."""

__version__ = "0.1.0"
