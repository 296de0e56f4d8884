"""The matrix figure as a component: its scripts, its style sheets, what the learner does in it."""
