"""The manual inside the application: the pages of docs/manual, in Spanish."""
