"""Carries transfer files out and in; decides nothing about accounting."""
