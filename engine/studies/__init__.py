"""Measurements of textbook claims, published parameter counts and BERT's token masking."""
