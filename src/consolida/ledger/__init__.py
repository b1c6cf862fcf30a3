"""Batches, vouchers and balances; replacement is the one door into it."""
