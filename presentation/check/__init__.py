"""Check mine as its page shows it: what was given, what was found, in words."""
