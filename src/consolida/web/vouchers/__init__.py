"""Comprobantes: the list, a voucher's page, and entry."""
