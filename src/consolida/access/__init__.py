"""Users and what each may do, by company and site."""
