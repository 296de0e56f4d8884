"""Worked arithmetic of one cell, true as printed."""
