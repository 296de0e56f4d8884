"""A trained model on Explain: its answer, heads cut, a gate held, one word more, and words that are offered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from presentation.workspaces.changed_model import Changed
from tests.ui.app import button, page, sound, state_of, workspace_of


def opened(topic: str, preset: str, lang: str = "en") -> Any:
    """Explain on an example of a trained model, its chips open."""
    from content import topic as content_of
    from presentation.workspaces.workspace import opened as workspace

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
    assert f"**King** {before:.3f} → {after:.3f}" in said(at)  # behind the chip, on a line
    assert "show the model as trained" in said(at)
    cut = next(one for one in at.toggle if one.label == "layer 2 · head 2")
    sound(cut.set_value(False).run())
    assert "| **King**" not in said(at)
    assert "show the model as trained" not in said(at)


@pytest.mark.exhaustive
def test_each_head_has_a_line_of_what_it_does() -> None:
    at = opened("language-model", "trained-zh", "zh")
    lines = [caption.value for caption in at.caption if caption.value.endswith("%。")]
    assert len(lines) == 4
    assert any("归纳头" in line and "答对 1 %" in line for line in lines)


@pytest.mark.exhaustive
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
    held = workspace_of(at).changed
    assert (held.gate, held.first, held.last) == (gate, 0, len(workspace_of(at).words) - 1)


def test_one_unit_held_over_some_words_only() -> None:
    at = opened("lstm-sequence", "trained-en")
    sound(next(one for one in at.selectbox if one.key == "held_gate").set_value("forget_gate").run())
    sound(next(one for one in at.get("button_group") if one.key == "held_unit").set_value(2).run())
    assert workspace_of(at).changed.unit == 2
    words = next(one for one in at.select_slider if one.label == "From word to word")
    sound(words.set_range(4, 9).run())
    held = workspace_of(at).changed
    assert (held.first, held.last, held.unit) == (4, 9, 2)


@pytest.mark.exhaustive
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


@pytest.mark.exhaustive
def test_the_end_of_the_table_of_positions_is_one_sentence() -> None:
    at = opened("language-model", "trained-en")
    for _ in range(16 - 9):
        sound(button(at, "next_word").click().run())
    assert len(workspace_of(at).words) == 16
    sound(button(at, "next_word").click().run())
    assert len(workspace_of(at).words) == 16
    assert any("16" in toast.value for toast in at.toast)


@pytest.mark.exhaustive
def test_a_word_that_is_offered_is_appended() -> None:
    at = opened("language-model", "trained-zh", "zh")
    offered = next(one for one in at.get("button_group") if one.key.startswith("offered_"))
    sound(offered.set_value("李").run())
    assert workspace_of(at).words[-1] == "李"
    assert sentence_field(at).value == " ".join(workspace_of(at).words)
    sound(button(at, "next_word").click().run())
    assert sentence_field(at).value == " ".join(workspace_of(at).words)


def test_a_translation_is_written_word_by_word_and_another_sentence_begins_anew() -> None:
    at = opened("rnn-attention", "trained-en", "en")
    assert "The translation ends here." in said(at)
    sound(button(at, "begin_again").click().run())
    for word in ("I", "read"):
        assert f"**{word}** 0.99" in said(at)
        sound(button(at, "next_word").click().run())
    assert workspace_of(at).labels["m"] == ("<s>", "I", "read")
    assert "attention weights of one more word" in said(at)
    sound(button(at, "take_back").click().run())
    assert workspace_of(at).labels["m"] == ("<s>", "I")
    sound(sentence_field(at).set_value("tā(she) mài chá").run())
    assert workspace_of(at).words == ("tā(she)", "mài", "chá", "</s>")
    assert sentence_field(at).value == "tā(she) mài chá </s>"
    assert workspace_of(at).labels["m"] == ("<s>",)
    assert "**she** 0.99" in said(at)


def test_the_alignment_has_a_line_of_what_it_shows() -> None:
    at = opened("rnn-attention", "trained-zh", "zh")
    assert any("这就是对齐" in caption.value and "1 %" in caption.value for caption in at.caption)


def sentence_field(at: Any) -> Any:
    """The field with the learner's own sentence."""
    return next(one for one in at.text_input if one.key.startswith("sentence_"))


def test_another_example_begins_unchanged() -> None:
    at = opened("language-model", "trained-en")
    cut = next(one for one in at.toggle if one.label == "layer 1 · head 1")
    sound(cut.set_value(True).run())
    assert workspace_of(at).changed != Changed()
    sound(button(at, "preset_by-hand").click().run())
    assert workspace_of(at).changed == Changed()
    assert not [one for one in at.toggle if one.label.endswith("head 1")]


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("topic", "changed"),
    [
        ("language-model", Changed(cut=frozenset({("layer=2/attention/weights", (1,))}))),
        ("lstm-sequence", Changed(gate="forget_gate", unit=2, value=0.25, first=3, last=5)),
    ],
)
def test_what_was_done_is_there_after_a_reload_and_behind_a_link(topic: str, changed: Changed) -> None:
    from presentation.workspaces.links import packed, unpacked

    at = opened(topic, "trained-en")
    state_of(at).workspace = replace(workspace_of(at), changed=changed)
    told = said(sound(at.run()))
    again = sound(page("explain", topic=topic))
    assert workspace_of(again).changed == changed
    table = {line for line in told.splitlines() if line.startswith("| **")}
    assert table
    assert {line for line in said(again).splitlines() if line.startswith("| **")} == table
    space = workspace_of(at)
    assert unpacked(space.topic, packed(space), "en").changed == changed


@pytest.mark.parametrize("damage", [{"value": 2}, {"cut": [3]}, {"unit": "all"}, {"first": None}])
def test_a_link_with_something_that_cannot_be_done_is_refused(damage: dict[str, Any]) -> None:
    from presentation.workspaces.changed_model import changed_of, changed_state

    state = changed_state(Changed(gate="forget_gate"))
    assert state is not None
    assert changed_of(state) == Changed(gate="forget_gate")
    with pytest.raises((LookupError, TypeError, ValueError)):
        changed_of({**state, **damage})
