"""Lists of words: what was chosen from one is chosen in the other language too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db.records import Exam
from db.store import Store
from presentation.translate import speaking
from tests.ui.app import page, sound, state_of

CHOSEN: list[tuple[str, dict[str, str], str, str, Any]] = [
    ("papers", {}, "multiselect", "paper_topics", ["gru", "lstm"]),
    ("papers", {}, "multiselect", "paper_kinds", ["choice"]),
    ("check", {"topic": "self-attention"}, "selectbox", "check_unnamed_self-attention", "weights"),
    ("laboratory", {"lab": "sampling"}, "selectbox", "laboratory_sampling_logits", "all_alike"),
    ("settings", {}, "selectbox", "minutes_a_day", 45),
]


@pytest.mark.parametrize(("name", "query", "kind", "key", "chosen"), CHOSEN, ids=[case[3] for case in CHOSEN])
def test_what_was_chosen_is_chosen_in_the_other_language(
    store: Store, name: str, query: dict[str, str], kind: str, key: str, chosen: Any
) -> None:
    at = sound(page(name, "en", True, **query))
    sound(getattr(at, kind)(key=f"{key}_en").set_value(chosen).run())
    shown = "en"
    for language in ("zh", "en"):
        state_of(at).language = language
        with speaking(shown):  # the browser sends what was chosen in the words that it shows
            sound(at.run())
        with speaking(language):
            assert getattr(at, kind)(key=f"{key}_{language}").value == chosen
            sound(at.run())
            assert getattr(at, kind)(key=f"{key}_{language}").value == chosen
        shown = language


def test_the_areas_of_an_exam_chosen_in_one_language_are_chosen_in_the_other(store: Store) -> None:
    store.keep_exam(Exam("soon", datetime.now().astimezone().date() + timedelta(days=9)))
    at = sound(page("settings", "en", True))
    sound(at.multiselect(key="exam_areas_soon_en").set_value(["attention", "gated"]).run())
    state_of(at).language = "zh"
    with speaking("en"):
        sound(at.run())
    with speaking("zh"):
        assert at.multiselect(key="exam_areas_soon_zh").value == ["attention", "gated"]
    assert [one.areas for one in store.exams()] == [("attention", "gated")]
