"""Answers as text: parsed, pasted, read into grids and written."""
