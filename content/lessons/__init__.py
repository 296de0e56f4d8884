"""Lessons: Markdown in which every number is computed."""
