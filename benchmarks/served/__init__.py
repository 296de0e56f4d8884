"""The app and an empty one, served and visited as a learner does it."""
