"""Measurements of what textbooks say, published parameter counts, BERT's masking."""
