"""The legal books and balances, read from the ledger."""
