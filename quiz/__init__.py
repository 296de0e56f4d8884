"""The examiner: numbers drawn, answers read and marked, and when a question comes back."""
