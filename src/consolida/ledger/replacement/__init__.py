"""The one door: check, preview, swap and undo of replacements."""
