"""Tests of the repository itself: its documents, its code's manners, its settings."""
