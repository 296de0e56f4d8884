"""Tests that use the app as a learner does: a real server, a real browser."""
