"""A language model of two layers that completes a name it has read once."""
