"""Formulas of a program in LaTeX and in plain text."""
