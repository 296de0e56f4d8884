"""Typed answers: parsing cells, cutting pasted tables, reading grids, and writing numbers as text."""
