"""The first visit, logging in and out, and what is chosen in the header."""
