"""What printed pages are written with: formulas, matrices, lines to write on, the style sheet."""
