"""Which words a mistake gets: the closest there are."""

from __future__ import annotations

import re
from typing import Literal

import pytest

from content import Misconception, NotFound, Topic, topic, topics
from content.schema import keys


def words(name: str) -> Misconception:
    text = {"en": name, "zh": name}
    return Misconception.model_validate({"name": text, "explanation": text})


def with_words(*keys: str) -> Topic:
    return topic("lstm").model_copy(update={"misconceptions": {key: words(key) for key in keys}})


ID = "exchanged.forget_gate.input_gate"


def test_the_closest_words_come_first() -> None:
    there = list(keys("cell", ID))
    assert there == [
        f"cell/{ID}",
        ID,
        "cell/exchanged.forget_gate.*",
        "exchanged.forget_gate.*",
        "cell/exchanged.*",
        "exchanged.*",
    ]
    while there:
        assert with_words(*there).misconception(ID, "cell", "en") == (there[0], there[0])
        there.pop(0)


def test_a_step_is_known_by_its_name_wherever_it_stands() -> None:
    found = with_words("cell/sqrt.no_root", "sqrt.no_root")
    assert found.misconception("sqrt.no_root", "layer=1/t=3/cell", "en")[0] == "cell/sqrt.no_root"
    assert found.misconception("sqrt.no_root", "hidden", "en")[0] == "sqrt.no_root"


def test_titles_fill_the_gaps() -> None:
    found = with_words("exchanged.*").model_copy(
        update={"misconceptions": {"exchanged.*": words("{first} for {second}"), "weights_of.*": words("W_{first}")}}
    )
    assert found.misconception(ID, "cell", "zh")[0] == "遗忘门 for 输入门"
    assert found.misconception("exchanged.h_prev.other", "cell", "en")[0] == "Old hidden state for other"
    assert found.misconception("weights_of.c", "cell", "en")[1] == "W_c"


def test_no_words_is_said() -> None:
    with pytest.raises(NotFound, match=r"There are no words for the misconception sqrt\.no_root\."):
        with_words("exchanged.*").misconception("sqrt.no_root", "cell", "en")


@pytest.mark.parametrize(
    ("lang", "named"), [("en", r"\bquestions?\b|\bexercises?\b|\bsheet\b"), ("zh", "题目|本题|此题|该题")]
)
def test_no_mistake_is_explained_by_a_question(lang: Literal["en", "zh"], named: str) -> None:
    """The same words are said of a program's results on Check mine, where there is none."""
    said = {
        (one.id, key): mistake.explanation.of(lang)
        for one in topics()
        for key, mistake in one.misconceptions.items()
        if re.search(named, f"{mistake.name.of(lang)} {mistake.explanation.of(lang)}")
    }
    assert said == {}
