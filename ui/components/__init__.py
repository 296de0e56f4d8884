"""Small components of their own: lines to put in order, and room to answer aloud."""
