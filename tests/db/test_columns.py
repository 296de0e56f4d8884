"""What texts of SQLite are read as, sound and damaged ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.dialects.sqlite import dialect

from db.columns import UNREADABLE, Instant

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02 12:00:00.000000", NOON),
        ("2026-03-02 12:00:00.250000", NOON.replace(microsecond=250_000)),
        ("2026-03-02 12:00:00", NOON),
        ("2026-03-02 13:00:00.000000+01:00", NOON),
        ("2026-03-02", NOON.replace(hour=0)),
        (None, None),
        ("2026-13-02 12:00:00.000000", UNREADABLE),
        ("2026-03-02 12:00:00.00000x", UNREADABLE),
        ("0001-01-01 00:00:00+01:00", UNREADABLE),
        ("", UNREADABLE),
        (20260302, UNREADABLE),
    ],
)
def test_a_moment_is_read_in_utc(written: object, moment: Any) -> None:
    found = Instant().result_processor(dialect(), None)(written)
    assert found == moment
    assert not isinstance(found, datetime) or found.tzinfo is UTC
