"""Typed answers: parsing cells, reading grids, and writing numbers as text."""
