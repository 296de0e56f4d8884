"""Where an address leads on Explain: to where the computation begins."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.sweeps import exhaustive
from tests.ui.app import page, sound, state_of


def place(at: AppTest) -> str:
    """What the bar says of the step that is open."""
    return next(m.value for m in at.markdown if m.value.startswith(("Step ", "第 ")))


@pytest.mark.parametrize(
    ("topic", "lang", "said"),
    [
        ("self-attention", "en", "Step 1 of 5"),
        ("embedding", "zh", "第 1 步，共 2 步"),
        exhaustive("temperature", "en", "Step 1 of 2"),
        exhaustive("layer-norm", "zh", "第 1 步，共 6 步"),
    ],
)
def test_an_address_leads_to_the_first_step(topic: str, lang: str, said: str) -> None:
    at = sound(page("explain", lang, topic=topic))
    assert place(at) == said
    assert len([m for m in at.markdown if m.value.startswith("## ")]) > 1  # what comes later are headings


def test_another_topic_begins_anew_and_the_same_one_stays_where_it_is() -> None:
    at = sound(page("explain", topic="self-attention"))
    state_of(at).opened = 4
    assert place(sound(at.run())) == "Step 4 of 5"
    at.query_params["topic"] = "temperature"
    assert place(sound(at.run())) == "Step 1 of 2"
