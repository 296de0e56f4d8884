"""What a learner says of a laboratory before anything is shown; then how near it was, and why it is so."""

from __future__ import annotations

from html import escape

import streamlit as st

from content.laboratories import Foretelling, Laboratory
from presentation.laboratories.foretelling import PredictedNumber, compared, formatted, readable
from presentation.laboratories.model import Experiment
from presentation.translate import _, language
from ui import elements
from ui.components.held.component import declared
from ui.session import laboratory_drafts
from ui.session.browser_storage import hold
from ui.session.callbacks import turning
from ui.session.language import fragment


def show(words: Laboratory, experiment: Experiment) -> bool:
    """The question, or what was said to it; whether the laboratory may be shown. Without a question it may."""
    asked = words.foretells
    if asked is None:
        return True
    said = laboratory_drafts.said(words.id, asked.numbers)
    with st.container(key="laboratory_foretelling", border=True):
        head = _("Predict")
        st.markdown(f"**{head}**&ensp;{formatted(asked.question, experiment)}")
        if said is None:
            fragment(_part)(words.id, asked)
            return False
        _answered(asked, compared(experiment, said), formatted(asked.reason, experiment))
    return True


def _part(laboratory: str, asked: Foretelling) -> None:
    with declared("laboratory_foretelling"):
        _ask(laboratory, asked)


def _ask(laboratory: str, asked: Foretelling) -> None:
    keys = {name: f"foretell_{laboratory}_{name}" for name in asked.numbers}
    with st.container(key="laboratory_foretold", horizontal=True):
        for name, label in asked.numbers.items():
            hold(keys[name], f"laboratory/{laboratory}/{name}", "")  # nothing is kept before it is checked
            said = st.text_input(label.of(language()), key=keys[name], max_chars=40, autocomplete="off", width=220)
            if said and not readable(said):
                st.caption(_("This is no number."))
    with st.container(key="laboratory_foretell_moves", horizontal=True):
        st.button(_("Check"), key="foretell_check", on_click=_checked, args=(laboratory, keys))
        st.button(
            _("Show the answer"), key="foretell_skip", type="tertiary", on_click=_skipped, args=(laboratory, keys)
        )


@turning
def _checked(laboratory: str, keys: dict[str, str]) -> None:
    said = {name: (st.session_state.get(key) or "").strip() for name, key in keys.items()}
    if any(said.values()) and all(not one or readable(one) for one in said.values()):
        laboratory_drafts.say(laboratory, said)


@turning
def _skipped(laboratory: str, keys: dict[str, str]) -> None:
    laboratory_drafts.say(laboratory, dict.fromkeys(keys, ""))


def _answered(asked: Foretelling, found: dict[str, PredictedNumber], reason: str) -> None:
    """Each number as it was said and as it is, one that was left out only as it is; and why."""
    told = []
    for name, one in found.items():
        label = asked.numbers[name].of(language())
        line = escape(_("{what}: it is {value}.").format(what=label, value=one.value))
        if one.said:
            mine = _("You said: {answer}").format(answer=one.said)
            line += f" {elements.badge('right' if one.near else 'wrong', mine)}"
        told.append(f"<div>{line}</div>")
    st.html(f'<div role="status">{"".join(told)}</div>')
    st.markdown(reason)
