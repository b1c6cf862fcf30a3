"""The transfer file: one month's vouchers of one site in a portable SQLite database."""
