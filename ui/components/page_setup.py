"""What every page carries unseen: its language, Streamlit's own words in it, what keeps formulas within the page, what
holds what is typed, and what its address says on every page.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from presentation.translate import _
from ui.components.sources import boxed, joined
from ui.components.streamlit_words import streamlit_words

TAGS = {"en": "en", "zh": "zh-CN"}
SCRIPTS = (
    "unseen_box.js",
    "base.js",
    "held/held.js",
    "held/passed.js",
    "held/fields.js",
    "held/unheard.js",
    "held/silence.js",
    "streamlit_words.js",
    "fit.js",
    "address.js",
    "unseen.js",
)

_component = st.components.v2.component("stepwise_unseen", js=joined(*SCRIPTS))


def declare(language: str, in_address: Mapping[str, str] | None = None) -> None:
    """Say that the page is in this language, "en" or "zh", have what is typed held, and this in its address.

    It takes no part in what is seen and stands last, so that nothing waits for its script.
    """
    said = {"tag": TAGS.get(language, "en"), "words": streamlit_words(), "passed": _passed()}
    _component(key="unseen", data=boxed(said | {"in_address": dict(in_address or {})}))


def _passed() -> dict[str, str]:
    """What is said of a text that another window has changed since it was typed here, of a press nobody heard, and of a
    server that does not answer.
    """
    return {
        "named": _("“{text}” was entered here ({label}) and could not be saved; another window has changed it since."),
        "unnamed": _("“{text}” was entered here and could not be saved; another window has changed it since."),
        "put_back": _("Put mine back"),
        "leave": _("Leave it as it is"),
        "unheard": _("“{label}” was pressed while Stepwise could not be reached."),
        "press": _("Press it now"),
        "silent": _("Stepwise has not answered for a while. What is typed is held here until it does."),
    }
