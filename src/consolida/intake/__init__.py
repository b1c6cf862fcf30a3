"""Other programs’ files, converted into transfer files for the one door."""
