"""The readings: each one file, and one table over the alphabet where it needs one."""
