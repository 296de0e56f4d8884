"""A computation worked out on paper: one document, written as Markdown or as LaTeX."""
