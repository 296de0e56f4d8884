"""Exercises: what a question asks, drawn on numbers on which its misconceptions can be told apart."""
