"""To be written."""

from __future__ import annotations

from ui.attempt import Attempt
from ui.views import practise_frame as frame


def show(attempt: Attempt) -> None:
    """The question."""
    frame.head(attempt)
