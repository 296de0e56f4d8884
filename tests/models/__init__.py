"""Trained models do what is claimed of them."""
