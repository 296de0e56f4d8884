"""Readings of a program: explanation, formulas, gradients, costs, misconceptions, code, spreadsheets.

Each is one module or package, with one table over the operations where it needs one.
"""
