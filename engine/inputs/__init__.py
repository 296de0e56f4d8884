"""Validation of entered inputs, and inference of the sizes they imply."""
