"""The Progress page where questions were taken out since they were answered."""

from __future__ import annotations

from datetime import timedelta

from content import question
from tests.db.attempts import NOON, attempt
from tests.ui.app import page, sound
from ui.session import persistence


def test_a_question_that_was_taken_out_does_not_come_back() -> None:
    store = persistence.store()
    for asked in ("self-attention/taken-out", "self-attention/by-hand"):
        store.record(attempt(asked, now=NOON, mechanism="self_attention", points=1.0), NOON)
    assert len(store.due(NOON + timedelta(days=9000))) == 2
    shown = sound(page("progress"))
    bodies = [h.body for h in shown.html]
    assert any('<span class="big">1</span><span class="unit">question due' in body for body in bodies)
    assert any("self-attention/taken-out" in body for body in bodies)  # among the latest answers it keeps its id
    title = question("self-attention/by-hand").title.en
    assert [m.value for m in shown.markdown if title in m.value]
    assert not [m.value for m in shown.markdown if "taken-out" in m.value]
