"""Companies, sites, accounts, parties, rates and accepted senders."""
