"""Importar: the files of a month, what importing them would do, and the import."""
