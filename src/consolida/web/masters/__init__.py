"""Maestros: lists, rows, files in and out, sites, company and senders."""
