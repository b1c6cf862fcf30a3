"""Template tags: amounts and dates as Peruvian accountants read them."""
