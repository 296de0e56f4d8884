"""A trained model on Explain: its answer, heads cut, a gate held, one word more, and words that are offered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.app import button, page, sound, state_of, workspace_of


def opened(topic: str, preset: str, lang: str = "en") -> Any:
    """Explain on an example of a trained model, its chips open."""
    from content import topic as content_of
    from presentation.workspace import opened as workspace

    at = page("explain", lang=lang, topic=topic)
    state_of(at).workspace = workspace(content_of(topic), preset, lang)
    state_of(at).chips |= {"cut_chip", "hold_chip"}
    return sound(at.run())


def said(at: Any) -> str:
    return "\n".join([m.value for m in at.markdown] + [c.value for c in at.caption])


def test_a_known_name_is_completed_and_with_the_induction_head_cut_it_is_not() -> None:
    at = opened("language-model", "trained-en")
    assert "**King** 0.9" in said(at)
    cut = next(one for one in at.toggle if one.label == "layer 2 · head 2")
    sound(cut.set_value(True).run())
    (row,) = {line for line in said(at).splitlines() if line.startswith("| **King**")}
    before, after = (float(cell) for cell in row.split("|")[2:4])
    assert before > 0.9 > 0.1 > after
    cut = next(one for one in at.toggle if one.label == "layer 2 · head 2")
    sound(cut.set_value(False).run())
    assert "| **King**" not in said(at)


def test_each_head_has_a_line_of_what_it_does() -> None:
    at = opened("language-model", "trained-zh", "zh")
    lines = [caption.value for caption in at.caption if caption.value.endswith("%。")]
    assert len(lines) == 4
    assert any("归纳头" in line and "答对 1 %" in line for line in lines)


@pytest.mark.parametrize(("topic", "gate"), [("lstm-sequence", "forget_gate"), ("gru-sequence", "update_gate")])
def test_a_gate_held_open_to_nothing_loses_the_country(topic: str, gate: str) -> None:
    at = opened(topic, "trained-en")
    assert "**French** 0.99" in said(at)
    sound(next(one for one in at.selectbox if one.key == "held_gate").set_value(gate).run())
    sound(next(one for one in at.slider if one.key == "held_value").set_value(0.0 if topic[0] == "l" else 0.2).run())
    (row,) = {line for line in said(at).splitlines() if line.startswith("| **French**")}
    before, after = (float(cell) for cell in row.split("|")[2:4])
    assert before > 0.9
    assert after < 0.5
    held = state_of(at).changed_model
    assert held is not None
    assert (held.gate, held.first, held.last) == (gate, 0, len(workspace_of(at).words) - 1)


def test_one_unit_held_over_some_words_only() -> None:
    at = opened("lstm-sequence", "trained-en")
    sound(next(one for one in at.selectbox if one.key == "held_gate").set_value("forget_gate").run())
    state = state_of(at)
    sound(next(one for one in at.get("button_group") if one.key == "held_unit").set_value(2).run())
    assert state.changed_model is not None
    assert state.changed_model.unit == 2
    words = next(one for one in at.select_slider if one.label == "From word to word")
    sound(words.set_range(4, 9).run())
    held = state_of(at).changed_model
    assert held is not None
    assert (held.first, held.last, held.unit) == (4, 9, 2)


def test_the_next_word_is_appended_with_what_is_kept_and_can_be_taken_back() -> None:
    at = opened("language-model", "trained-en")
    words = workspace_of(at).words
    sound(button(at, "next_word").click().run())
    assert workspace_of(at).words == (*words, "King")
    told = said(at)
    assert "the first 9 words" in told
    assert "128 numbers a word" in told  # keys and values of 32 numbers in two layers
    sound(button(at, "take_back").click().run())
    assert workspace_of(at).words == words
    assert "the first 9 words" not in said(at)


def test_the_end_of_the_table_of_positions_is_one_sentence() -> None:
    at = opened("language-model", "trained-en")
    for _ in range(16 - 9):
        sound(button(at, "next_word").click().run())
    assert len(workspace_of(at).words) == 16
    sound(button(at, "next_word").click().run())
    assert len(workspace_of(at).words) == 16
    assert any("16" in toast.value for toast in at.toast)


def test_a_word_that_is_offered_is_appended() -> None:
    at = opened("language-model", "trained-zh", "zh")
    offered = next(one for one in at.get("button_group") if one.key.startswith("offered_"))
    sound(offered.set_value("李").run())
    assert workspace_of(at).words[-1] == "李"


def test_another_example_begins_unchanged() -> None:
    at = opened("language-model", "trained-en")
    cut = next(one for one in at.toggle if one.label == "layer 1 · head 1")
    sound(cut.set_value(True).run())
    assert state_of(at).changed_model is not None
    sound(button(at, "preset_by-hand").click().run())
    assert state_of(at).changed_model is None
    assert not [one for one in at.toggle if one.label.endswith("head 1")]
