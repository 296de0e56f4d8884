"""The changes of the tables over time, each once, in order."""
