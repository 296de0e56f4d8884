"""What is computed on Explain and Check mine: sizes, words and numbers as typed, and what changes them."""
