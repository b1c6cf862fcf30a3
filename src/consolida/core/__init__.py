"""Vocabulary, rules, transfer file, difference and digests: pure Python, no framework."""
