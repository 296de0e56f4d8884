"""Formulas in LaTeX and in plain text."""
