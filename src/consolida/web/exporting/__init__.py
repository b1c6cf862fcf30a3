"""Exportar: a month's vouchers to a file, for the browser or a folder."""
