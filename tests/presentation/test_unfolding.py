"""The way of a number back to the inputs, as it is drawn."""

from __future__ import annotations

from content import topic
from presentation.content_words import titles
from presentation.element import Element
from presentation.figure.view import View
from presentation.translate import speaking
from presentation.unfolding import LARGE, address, pressed, unfolded
from presentation.workspaces.workspace import opened
from ui.pages.explain_parts import numbers


def drawn(of: str, step: str, index: tuple[int, ...]) -> Element:
    space = opened(topic(of))
    view = View(space.trace, 4, space.words, titles(space.topic, space.trace.program), axes=space.axis_labels)
    return unfolded(view, step, index, numbers(space.trace.program), 4)


def lines(tree: Element, given: bool) -> list[str]:
    stages = [e for e in tree.all() if e.get("class") == ("stage given" if given else "stage")]
    return [e.text for stage in stages for e in stage.all() if e.get("class") == "line"]


def test_every_given_number_stands_once_and_every_cell_has_its_arithmetic() -> None:
    tree = drawn("self-attention", "scaled", (1, 1))
    assert len(set(lines(tree, given=True))) == len(lines(tree, given=True)) == 15
    assert "X[journey, 1] = 0.55×4" in lines(tree, given=True)
    assert lines(tree, given=False)[0] == "S′[journey, journey] = 1.8524 ÷ √2 = 1.3098"


def test_what_is_many_is_folded_and_counted() -> None:
    tree = drawn("self-attention", "context", (0, 0))
    summaries = [e.text for e in tree.all() if e.tag == "summary"]
    assert summaries[0] == "2 more"  # six attention weights, four of them at once
    with speaking("zh"):
        assert any(
            e.text == "还有 2 个" for e in drawn("self-attention", "context", (0, 0)).all() if e.tag == "summary"
        )


def test_very_many_paths_are_a_power_of_ten() -> None:
    tree = drawn("decoder-block", "feed_forward/norm/rescaled", (0, 0))
    times = [e.text for e in tree.all() if e.get("class") == "times"]
    assert any("·10^" in text for text in times)
    assert all(int(text[1:].replace("\N{NARROW NO-BREAK SPACE}", "")) < LARGE for text in times if "^" not in text)


def test_a_pressed_cell_is_read_as_it_was_written() -> None:
    assert pressed(address("layer=1/t=3/hidden", (0, 2, 1))) == ("layer=1/t=3/hidden", (0, 2, 1))
    assert pressed("part:3") is None
