"""A learner's days in words: what is due, sessions, the route, what is remembered."""
