"""What python -m content counts: questions by kind and difficulty, words and choices by topic."""

from __future__ import annotations

from pathlib import Path

from content.check.counts import counts
from tests.content.documented import edit, library_of


def test_the_documented_topic_is_counted(written: Path) -> None:
    kinds, difficulties, head, row, whole = counts(library_of(written))
    assert "derivation 1" in kinds
    assert "steps 2" in kinds
    assert difficulties == "by difficulty: 1 2, 2 7, 3 3, 4 2"
    assert head.split() == "topic words en words zh questions choices spoken follow-ups longest en longest zh".split()
    assert row.split()[3:] == ["14", "1", "1", "1", "100%", "100%"]
    assert row.split()[1:] == whole.split()[1:]


def test_a_longer_distractor_is_counted(written: Path) -> None:
    said = "So that the gate cannot exceed 1"
    edit(written, "questions.toml", f"{said}.", said + " ever" * 20)
    row = list(counts(library_of(written)))[3]
    assert row.split()[-2:] == ["0%", "100%"]
