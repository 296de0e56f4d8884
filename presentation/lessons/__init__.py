"""Lessons that answer: their figures, a learner's numbers in place of the example's, questions in the middle."""
