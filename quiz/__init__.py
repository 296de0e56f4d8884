"""Exercises, marking and scheduling: draws a question's numbers, parses and marks answers, plans repetitions."""
