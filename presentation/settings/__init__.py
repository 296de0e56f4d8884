"""Settings, learners, appeals and entries that two windows have changed, in words."""
