"""What one browser session keeps: the open question, paper and workspace, and the way to the store."""
