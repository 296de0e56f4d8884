"""Whoever changes what the examiner can name raises engine.VERSION, so that old attempts are marked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import MECHANISMS, VERSION
from tests.engine import listing

HOW = (
    "The misconceptions of {mechanism} are not those of version {version}: raise engine.VERSION, say in CHANGELOG.md "
    "what old attempts gain, and run: python -m tests.engine.listing"
)


@pytest.mark.exhaustive
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_version_names_the_same_misconceptions_for_good(mechanism: str) -> None:
    """A mechanism that came after the version was listed has no old attempts and needs no new version."""
    before = listing.stored()
    assert before, HOW.format(mechanism="every mechanism", version=VERSION)
    if mechanism in before:
        now = listing.known(mechanism)
        assert set(now["ids"]) == set(before[mechanism]["ids"]), HOW.format(mechanism=mechanism, version=VERSION)
        assert now["digest"] == before[mechanism]["digest"], HOW.format(mechanism=mechanism, version=VERSION)


def test_no_mechanism_of_the_list_is_gone() -> None:
    assert set(listing.stored()) <= set(MECHANISMS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(listing, "FOLDER", tmp_path)
    monkeypatch.setattr(listing, "MECHANISMS", {id: MECHANISMS[id] for id in ("rnn_step", "lstm_step")})
    return tmp_path


def test_a_version_once_listed_is_not_written_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert listing.write() == []
    text = (folder / f"{VERSION}.json").read_text(encoding="utf-8")
    monkeypatch.setattr(listing, "wrong_versions", lambda program, step: ())
    assert listing.write() == ["lstm_step", "rnn_step"]
    assert (folder / f"{VERSION}.json").read_text(encoding="utf-8") == text


def test_a_new_mechanism_is_added_to_the_list(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert listing.write() == []
    monkeypatch.setattr(listing, "MECHANISMS", {id: MECHANISMS[id] for id in ("rnn_step", "lstm_step", "gru_step")})
    assert listing.write() == []
    assert set(listing.stored()) == {"rnn_step", "lstm_step", "gru_step"}
