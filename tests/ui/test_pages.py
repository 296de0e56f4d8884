"""Every page as a script: it runs, in both languages, and its buttons do what they say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from content import Topic, questions, topics
from content import topic as content_topic
from db.store import Store
from engine import MECHANISMS
from quiz.kinds.choice import PosedChoice
from tests.sweeps import exhaustive, first_of_each
from tests.ui.app import attempt_of, button, page, posed_of, sound, state_of, workspace_of
from ui.pages.explain import NEXT


def group_of(one: tuple[str, str]) -> str:
    return content_topic(one[0]).group


@pytest.mark.parametrize(
    ("topic", "lang"), first_of_each(group_of, ((t.id, ("en", "zh")[n % 2]) for n, t in enumerate(topics())), "-".join)
)
def test_explain_tells_every_topic(topic: str, lang: str) -> None:
    at = sound(page("explain", lang, topic=topic))
    sound(button(at, "show_all").click().run())
    assert not at.error
    count = state_of(at).opened
    place = {"en": f"Step {count} of ", "zh": f"第 {count} 步，共 "}[lang]
    outline = [block.proto.popover.label for block in at.get("popover")]  # where a computation has many parts
    assert any(text.startswith(place) for text in [m.value for m in at.markdown] + outline)


def hardest(topic: str | None = None) -> dict[str, str]:
    """The hardest question of each kind, of a topic or of all."""
    return {q.kind: q.id for q in sorted(questions(topic), key=lambda q: q.difficulty)}


def asked(question: str, lang: str) -> None:
    at = sound(page("practise", lang, q=question))
    assert at.title[0].value == attempt_of(at).question.title.of(lang)
    if lang == "zh":
        assert not [m.value for m in at.markdown if re.search(r"\\text\{(rows|columns|heads)\}", m.value)]


@pytest.mark.parametrize(("kind", "lang"), [(kind, ("zh", "en")[n % 2]) for n, kind in enumerate(hardest())])
def test_practise_asks_every_kind(kind: str, lang: str) -> None:
    asked(hardest()[kind], lang)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("topic", "lang"), [(t.id, ("zh", "en")[n % 2]) for n, t in enumerate(topics())])
def test_practise_asks_every_topic_and_every_kind(topic: str, lang: str) -> None:
    assert {"steps", "choice"} <= set(hardest(topic))
    for question in hardest(topic).values():
        asked(question, lang)


@pytest.mark.parametrize(
    ("topic", "lang"), first_of_each(group_of, ((t.id, lang) for t in topics() for lang in ("en", "zh")), "-".join)
)
def test_learn_shows_every_lesson(topic: str, lang: str) -> None:
    at = sound(page("learn", lang, topic=topic))
    assert sum(len(m.value) for m in at.markdown) > 500


def test_an_unknown_question_or_topic_gives_the_first_page_and_says_so() -> None:
    at = sound(page("practise", q="no-such/question"))
    assert at.toast[0].value == r"There is no question called no\-such/question; here is the first one."
    assert sound(page("explain", topic="no-such-topic")).title[0].value == "Self-attention"
    assert sound(page("learn", topic="no-such-topic")).markdown


def test_switches_change_what_is_computed_and_keep_the_numbers() -> None:
    at = page("explain", topic="self-attention")
    space = workspace_of(at)
    assert "masked" not in space.trace.program.steps
    mask = next(s for s in at.segmented_control if s.key == "option_mask_self-attention")
    sound(mask.set_value("causal").run())
    after = workspace_of(at)
    assert "masked" in after.trace.program.steps
    assert after.typed["X"] == space.typed["X"]


def test_the_backward_pass_is_told_after_the_forward_one() -> None:
    at = page("explain", topic="self-attention")
    sound(at.selectbox(key="gradient_self-attention").set_value("context").run())
    assert "backward/W_q" in workspace_of(at).trace.program.steps


@pytest.mark.parametrize("topic", [t.id for t in topics()])
def test_every_convention_can_be_laid_beside(topic: str) -> None:
    from presentation.comparison import alternatives
    from presentation.workspaces.workspace import opened

    space = opened(content_topic(topic))
    for beside in alternatives(space):
        aligned = replace(space, beside=beside).aligned
        assert set(space.trace.program.steps) <= set(aligned)


def test_the_other_z_convention_differs_in_the_hidden_state_only() -> None:
    at = page("explain", topic="gru")
    state_of(at).workspace = replace(workspace_of(at), beside=("update", "z_takes_new"))
    sound(button(at, "show_all").click().run())
    aligned = workspace_of(at).aligned
    assert [step for step, one in aligned.items() if not one.same] == ["hidden"]
    assert any("the flagged cells differ" in c.value for c in at.caption)


@pytest.mark.exhaustive
def test_a_long_story_is_told_in_pieces() -> None:
    at = page("explain", topic="lstm-sequence")
    space = workspace_of(at)
    state_of(at).workspace = replace(space, gradient_of=list(space.trace.program.steps)[-1])
    state_of(at).together = True
    sound(at.run())
    assert sum(m.value.startswith("## ") for m in at.markdown) == 1 + NEXT
    sound(button(at, "show_all").click().run())
    assert state_of(at).opened == 40
    assert sum(m.value.startswith("## ") for m in at.markdown) == 40
    sound(button(at, "show_all").click().run())
    assert state_of(at).opened == 80
    picked = next(p for p in at.button_group if p.label == "Steps")
    assert picked.options[-1].startswith("201–")
    sound(picked.set_value(1).run())
    assert state_of(at).opened == 1
    sound(button(at, "show_all").click().run())
    assert state_of(at).opened == 40


def test_a_comparison_is_announced_once_with_its_formula() -> None:
    at = page("explain", topic="gru")
    state_of(at).workspace = replace(workspace_of(at), beside=("update", "z_takes_new"))
    sound(button(at, "show_all").click().run())
    assert [m.value for m in at.markdown if m.value.startswith("Beside it: **Update gate")] != []
    assert any(m.value == "differs in: 8 Hidden state" for m in at.markdown), [m.value for m in at.markdown]
    under = [c.value for c in at.caption if "Update gate: " in c.value]
    assert len(under) == 1
    assert r"+ z_t \odot" in under[0]
    sound(button(at, "beside_close").click().run())
    assert workspace_of(at).beside is None
    assert not any("Beside it" in m.value for m in at.markdown)


def test_a_convention_that_changes_no_number_shows_how_it_is_written() -> None:
    at = page("explain", topic="self-attention")
    state_of(at).workspace = replace(workspace_of(at), beside=("mask", "causal"))
    sound(button(at, "show_all").click().run())
    assert any("only there: Masked scores $Z = " in m.value for m in at.markdown)
    assert not any("the same numbers" in c.value and "Attention scores" in c.value for c in at.caption)


@pytest.mark.exhaustive
def test_what_was_typed_is_there_after_a_reload_and_gone_with_the_example() -> None:
    at = page("explain", topic="self-attention")
    typed = [list(row) for row in workspace_of(at).typed["X"]]
    typed[0][0] = "0.99"
    changed = workspace_of(at).with_typed({"X": typed}).with_options(mask="causal")
    state_of(at).workspace = changed
    sound(at.run())
    again = workspace_of(sound(page("explain", topic="self-attention")))
    assert (again.typed, again.options, again.words) == (changed.typed, changed.options, changed.words)
    assert workspace_of(page("explain", topic="gru")).typed["x"] != tuple(map(tuple, typed))
    at = page("explain", topic="self-attention")
    sound(button(at, f"preset_{again.topic.presets[0].id}").click().run())
    assert workspace_of(page("explain", topic="self-attention")).typed["X"][0][0] == "0.43"


def test_numbers_kept_from_a_topic_that_has_changed_are_let_go() -> None:
    from db.records import Draft
    from presentation.workspaces.workspace_state import stated
    from ui.session import persistence
    from ui.session.draft_places import EXPLAIN

    space = workspace_of(page("explain", topic="gru"))
    place = EXPLAIN + "gru"
    broken = {**stated(space), "typed": {"x": [["1"]]}}
    now = persistence.local_now()
    persistence.store().save_draft(Draft(place, place, now, state=broken), now)
    assert workspace_of(sound(page("explain", topic="gru"))).typed == space.typed


def test_words_beyond_as_many_as_a_sequence_can_have_are_named() -> None:
    """Moments, of which a page can write out fewer than it can show words at once."""
    at = page("explain", topic="lstm-sequence")
    sound(at.text_input[0].set_value(" ".join(f"w{n}" for n in range(64)) + " left over").run())
    assert len(workspace_of(at).words) == 64
    assert at.toast[0].value == "At most 64 words can be shown; left out: left over"


def test_a_sentence_takes_as_many_words_as_there_can_be_at_once() -> None:
    at = page("explain", topic="self-attention")
    sound(at.text_input[0].set_value(" ".join(f"w{n}" for n in range(129))).run())
    assert len(workspace_of(at).words) == 128
    assert at.toast[0].value == "At most 128 words can be shown; left out: w128"


def test_sizes_are_set_beside_each_other_and_kept_over_a_reload(store: Store) -> None:
    at = page("explain", topic="self-attention")
    assert [n.label for n in at.number_input] == ["n tokens", "d", "dₖ", "dᵥ"]
    sound(at.number_input[2].set_value(5).run())
    assert workspace_of(at).trace["queries"].shape == (6, 5)
    again = sound(page("explain", topic="self-attention"))
    assert workspace_of(again).typed == workspace_of(at).typed
    assert workspace_of(again).placeholders["W_q"] == workspace_of(at).placeholders["W_q"]
    at = page("explain", topic="grouped-query")
    sound(at.number_input(key="size_g_grouped-query").set_value(3).run())
    assert "key-value heads" in at.error[0].value
    assert workspace_of(at).all_sizes()["g"] == 2


def test_a_lessons_arithmetic_is_set_like_a_figures() -> None:
    at = sound(page("learn", topic="lstm"))
    assert not any("```" in m.value for m in at.markdown)
    lines = [h.body for h in at.html if "worked-line" in h.body]
    assert lines
    assert any("<sub>" in line and "<b>" in line for line in lines)


def test_a_new_sentence_keeps_known_words() -> None:
    at = page("explain", topic="self-attention")
    before = workspace_of(at)
    sound(at.text_input[0].set_value("journey is one step").run())
    after = workspace_of(at)
    assert after.words == ("journey", "is", "one", "step")
    assert after.typed["X"][0] == before.typed["X"][1]
    assert after.trace["scores"].shape == (4, 4)


def test_a_question_left_blank_is_recorded_once_and_shows_in_progress() -> None:
    at = page("practise", q="self-attention/by-hand")
    sitting = attempt_of(at).sitting
    assert sitting
    for step in sitting.sheet.asked:
        sound(button(at, f"blank_{step}").click().run())
    assert attempt_of(at).recorded
    sound(at.run())
    shown = sound(page("progress"))
    assert any("Self-attention · Attention by hand" in h.body for h in shown.html)
    from ui.session import persistence

    assert len(persistence.store().attempts()) == 1


def test_a_choice_is_marked_with_reasons() -> None:
    at = page("practise", q="self-attention/why-root-d-k")
    asked = posed_of(at, PosedChoice).question
    right = next(k for k, choice in enumerate(asked.choices) if choice.correct)
    at.radio[0].set_value(right).run()
    sound(button(at, "Check").click().run())
    assert any(asked.choices[right].reason.en in m.value for m in at.markdown)
    assert attempt_of(at).recorded


def test_an_empty_progress_page_says_what_to_do() -> None:
    at = sound(page("progress", "zh"))
    assert at.title[0].value == "进度"
    assert any("答一道题" in h.body for h in at.html)


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database, and long enough to be looked at" * 40)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{broken}")
    st.cache_resource.clear()
    at = page("progress")
    assert not at.exception
    assert "damaged or no Stepwise database" in at.error[0].value
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    st.cache_resource.clear()


def test_a_computation_starts_in_the_middle(store: Store) -> None:
    at = page("explain", topic="self-attention")
    sound(at.multiselect(key="given_self-attention").set_value(["weights"]).run())
    space = workspace_of(at)
    assert list(space.trace.program.steps) == ["values", "context"]
    assert "Given, not computed: Attention weights. What only leads to that stands in grey." in [
        c.value for c in at.caption
    ]
    changed = [["0.9", "0.1", "0", "0", "0", "0"]] * 6
    state_of(at).workspace = space.with_typed({"weights": changed})
    sound(at.run())
    values = workspace_of(at).trace["values"]
    assert workspace_of(at).trace["context"][0] == pytest.approx(0.9 * values[0] + 0.1 * values[1])
    again = sound(page("explain", topic="self-attention"))  # after a reload
    assert workspace_of(again).given["weights"][0][0] == "0.9"
    sound(again.multiselect(key="given_self-attention").set_value([]).run())
    assert len(workspace_of(again).trace.program.steps) > 2


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("topic", "option", "typed", "kept", "refused"),
    [
        ("layer-norm", "epsilon", "0", 0.0, False),
        ("rope", "start", "0", 0, False),
        ("rope", "start", "1.5", 3, True),
        ("rope", "base", "-5", 100.0, True),
        ("sinusoidal", "base", "−5", 100.0, True),
        ("sinusoidal", "base", "0", 100.0, True),
        ("sinusoidal", "base", "inf", 100.0, True),
        ("temperature", "temperature", "0", 0.25, True),
    ],
)
@pytest.mark.parametrize("lang", ["en", exhaustive("zh")])
def test_a_constant_may_be_what_makes_sense(
    topic: str, option: str, typed: str, kept: float, refused: bool, lang: str
) -> None:
    """What cannot be is refused in one sentence, and the number stays as it was; a reload computes."""
    before = {"epsilon": "0.5", "start": "3", "base": "100", "temperature": "0.25"}[option]
    at = sound(page("explain", lang, topic=topic))
    key = f"option_{option}_{topic}"
    for text in (before, typed):
        field = next(x for x in at.text_input if x.key == key)
        sound(field.set_value(text).run())
    assert getattr(workspace_of(at).options, option) == kept
    assert bool(at.error) == refused
    assert workspace_of(at).trace.arrays
    reloaded = sound(page("explain", lang, topic=topic))
    assert not reloaded.error


def test_all_conventions_of_a_library_at_once() -> None:
    at = page("explain", topic="lstm")
    offered = at.button_group(key="option_preset_lstm")
    assert offered.options[:2] == ["textbook", "PyTorch"]
    sound(offered.set_value("pytorch").run())
    assert workspace_of(at).options == MECHANISMS["lstm_step"].presets["pytorch"]
    assert workspace_of(at).trace.program.steps
    sound(at.button_group(key="option_preset_lstm").set_value("textbook").run())
    assert workspace_of(at).options == MECHANISMS["lstm_step"].options()


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.id)
def test_every_preset_can_be_taken_and_left(topic: Topic) -> None:
    from content import arrays
    from presentation.workspaces.workspace import workspace

    preset = topic.presets[0]
    space = workspace(topic, preset.id, arrays(preset))
    for name in space.mechanism.presets:
        there = space.with_options(**vars(space.options_of(name)))
        assert there.trace.program.steps
        back = there.with_options(**vars(space.options))
        assert back.typed == space.typed
