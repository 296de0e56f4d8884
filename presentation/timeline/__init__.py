"""A computation along time: words, gates as bars, what states keep and what is written, gradients on their way back."""
