"""The same computations written by hand, in NumPy and in PyTorch, keeping the same intermediate results as a trace."""
