"""A trained model on Explain: its answer, heads cut or a gate held, and one word more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from content.schema import AnswerRow, TrainedWeights
from engine import EngineError
from engine.execution.run import Trace
from engine.expression.cell import Index
from engine.readings.interventions import gates, heads
from presentation.trained_model import (
    alignment_claim,
    alignment_line,
    answer_sentence,
    answered_rows,
    appended_sentence,
    cache_sentence,
    chances,
    changed_trace,
    gate_titles,
    head_claim,
    head_line,
    head_name,
    on_a_line,
    table,
    trained_of,
    unit_claims,
    unit_line,
)
from presentation.translate import _, escaped, sentence, together
from presentation.workspaces.changed_model import Changed
from presentation.workspaces.workspace import Workspace
from presentation.workspaces.written_words import appended, begun_again, said_words, written_of, written_words
from ui.components.chip import chip
from ui.pages.explain_recipe import write_sentence
from ui.session.callbacks import turning
from ui.session.explain import to_change
from ui.session.state import session

NEXT = "\n\n"  # what is a table begins a paragraph


def show(space: Workspace) -> None:
    """The answer of the example's trained model, before and after what the learner does to it; nothing without one."""
    trained = trained_of(space)
    if trained is None or trained.answer is None:
        return
    changed = space.changed
    after = changed_trace(space, changed)
    with st.container(key="trained_model"):
        _answers(space, trained.answer, after)
        if after:
            st.caption(_("The steps and their sentences show the model as trained; only this table has the change."))
        if claim := alignment_claim(trained):
            st.caption(alignment_line(claim))
        with st.container(key="model_ways", horizontal=True, vertical_alignment="center"):
            _heads_chip(space, trained, changed, after)
            _gate_chip(space, trained, changed, after)
            _next_word(space, trained.answer, after)
        _appended(space, trained.answer)


def _answers(space: Workspace, answer: AnswerRow | None, after: Trace | None) -> None:
    """The most probable words, on a line as trained, as a table beside those after a change."""
    if answer is None:
        return
    for row in answered_rows(space, answer):
        said = _("{said}:").format(said=answer_sentence(space, answer, row))
        st.markdown(f"{said}{' ' if after is None else NEXT}{table(chances(space, answer, after, row))}")


def _answers_on_a_line(space: Workspace, answer: AnswerRow | None, after: Trace | None) -> None:
    """The same behind a chip, where there must be room for what is to be chosen."""
    if answer is None:
        return
    for row in answered_rows(space, answer):
        said = _("{said}:").format(said=answer_sentence(space, answer, row))
        st.markdown(f"{said} {on_a_line(chances(space, answer, after, row))}")


def _change(**what: Any) -> None:
    """What is done to the model is part of what the page computes: it is kept, and goes along with a link."""
    space = to_change()
    session().workspace = replace(space, changed=replace(space.changed, **what))


# ---- heads ----


def _heads_chip(space: Workspace, trained: TrainedWeights, changed: Changed, after: Trace | None) -> None:
    found = heads(space.trace.program)
    if not found:
        return
    cut = [head_name(space, *head) for head in found if head in changed.cut]
    label = _("Cut: {heads}").format(heads=_(", ").join(cut)) if cut else _("Cut a head")
    with chip("cut_chip", label) as opened:
        if opened:
            _answers_on_a_line(space, trained.answer, after)
            st.caption(_("A head that is cut has equal weights on every word that it may attend to."))
            for n, head in enumerate(found):
                _head(space, trained, head, f"cut_{n}", head in changed.cut)


def _head(space: Workspace, trained: TrainedWeights, head: tuple[str, Index], key: str, cut: bool) -> None:
    st.session_state[key] = cut
    st.toggle(head_name(space, *head), key=key, on_change=_cut, args=(head,))
    if claim := head_claim(trained, *head):
        st.caption(head_line(claim))


@turning
def _cut(head: tuple[str, Index]) -> None:
    _change(cut=to_change().changed.cut ^ {head})


# ---- gates ----


def _gate_chip(space: Workspace, trained: TrainedWeights, changed: Changed, after: Trace | None) -> None:
    titles = gate_titles(space)
    if not titles:
        return
    held = titles.get(changed.gate, "")
    label = _("{gate} held at {value:g}").format(gate=held, value=changed.value) if held else _("Hold a gate")
    with chip("hold_chip", label) as opened:
        if opened:
            _answers_on_a_line(space, trained.answer, after)
            _gate(titles, changed)
            if held:
                _how_held(space, changed)
            for claim in unit_claims(trained):
                st.caption(unit_line(claim))


def _gate(titles: dict[str, str], changed: Changed) -> None:
    st.session_state["held_gate"] = changed.gate if changed.gate in titles else ""
    st.selectbox(
        _("Gate"), ["", *titles], format_func=lambda id: titles.get(id, _("none")), key="held_gate", on_change=_held
    )


def _how_held(space: Workspace, changed: Changed) -> None:
    """Which unit, at what value, from which word to which."""
    steps = gates(space.trace.program)[changed.gate]
    width = int(max(space.trace.program.steps[steps[0]].shape))
    st.session_state["held_unit"] = -1 if changed.unit is None else changed.unit
    st.segmented_control(
        _("Unit"),
        [-1, *range(width)],
        format_func=lambda k: _("all") if k < 0 else str(k + 1),
        key="held_unit",
        required=True,
        on_change=_held_so,
    )
    st.session_state["held_value"] = changed.value
    st.slider(_("Held at"), 0.0, 1.0, step=0.05, key="held_value", on_change=_held_so)
    last = len(steps) - 1
    ends = (min(changed.first, last), min(changed.last, last))
    key = f"held_words_{ends}_{last}"  # Streamlit takes two ends from the value alone
    st.select_slider(
        _("From word to word"),
        range(last + 1),
        ends,
        format_func=lambda k: f"{k + 1} {space.words[k]}" if k < len(space.words) else str(k + 1),
        key=key,
        on_change=_held_between,
        args=(key,),
    )


@turning
def _held() -> None:
    gate = str(st.session_state["held_gate"])
    space = session().computed
    last = len(gates(space.trace.program).get(gate, ())) - 1 if space else 0
    _change(gate=gate, first=0, last=max(last, 0))


@turning
def _held_so() -> None:
    unit, value = int(st.session_state["held_unit"]), float(st.session_state["held_value"])
    _change(unit=None if unit < 0 else unit, value=value)


@turning
def _held_between(key: str) -> None:
    first, last = st.session_state[key]
    _change(first=int(first), last=int(last))


# ---- one word more ----


def _next_word(space: Workspace, answer: AnswerRow, after: Trace | None) -> None:
    if answer.row != "next" or not space.word_input:
        return
    if len(written_words(space)) > 1:
        st.button(_("From the beginning"), key="begin_again", on_click=_begin_again)
    (row,) = answered_rows(space, answer)
    found = chances(space, answer, after, row)
    best = max(found, key=lambda chance: chance.before if chance.after is None else chance.after)
    written = written_of(space)
    if written and best.word == written.ends:
        st.markdown(_("The translation ends here."))
    else:
        _append_button(best.word)
    if before := _before(space):
        st.button(_("Take it back"), key="take_back", type="tertiary", on_click=_take_back, args=(before,))


def _append_button(word: str) -> None:
    st.button(
        _("Append “{word}”").format(word=escaped(word)),
        key="next_word",
        on_click=_append,
        args=(word,),
        help=_("The most probable next word is appended, and the model is asked again."),
    )


@turning
def _append(word: str) -> None:
    before = to_change()
    try:
        made = appended(before, word)
    except EngineError as error:  # the table of positions is at its end
        st.toast(sentence(error))
        return
    session().workspace, session().appended_to = made, before
    write_sentence(made)


@turning
def _begin_again() -> None:
    session().workspace, session().appended_to = begun_again(to_change()), None


@turning
def _take_back(before: Workspace) -> None:
    session().workspace, session().appended_to = replace(before, changed=to_change().changed), None
    write_sentence(before)


def _before(space: Workspace) -> Workspace | None:
    """The workspace to which the last word was appended, as long as that is what the page shows."""
    before = session().appended_to
    there = before and before.topic.id == space.topic.id and before.preset == space.preset
    return before if before and there and said_words(space)[:-1] == said_words(before) else None


def _appended(space: Workspace, answer: AnswerRow) -> None:
    """What is kept and what is new, once a word was appended."""
    before = _before(space)
    if before and written_of(space):
        st.caption(_("New: the attention weights of one more word. The earlier ones are as they were."))
    elif before:
        st.caption(together(cache_sentence(space, answer), appended_sentence(before, space, answer)))
