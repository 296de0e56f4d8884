"""Exercises: what a question asks, drawn on numbers that are certified to show every mistake."""
