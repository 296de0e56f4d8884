"""Recorded attempts as a page to print."""

from __future__ import annotations

from collections.abc import Sequence

from db.records import AttemptRecord
from presentation.content_words import when
from presentation.exams.attempt_pages import ToPrint, printed
from presentation.translate import _, language
from ui.components.download import download
from ui.session import persistence
from ui.session.attempt_records import reopened


def offer(records: Sequence[AttemptRecord], name: str) -> None:
    """The button; each attempt is printed as it was, as far as that can be shown."""
    zone = persistence.local_zone()

    def one(record: AttemptRecord) -> ToPrint:
        attempt, moment = reopened(record), when(record.finished_at, zone)
        if attempt is None:
            return ToPrint(record, moment)
        return ToPrint(record, moment, attempt.posed, attempt.texts, attempt.marking)

    file = f"stepwise-{name}-{language()}.html"
    download(_("To print"), lambda: printed([one(record) for record in records]), file, "text/html", key="print_page")
