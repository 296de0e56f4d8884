"""The machine's clock is set while a paper runs: what was typed counts, and nothing is closed without asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from content import question
from db.errors import StoreError
from db.records import Paper, PaperItem
from db.store import Store
from quiz.kinds import pose
from tests.ui.app import button, page, sound
from ui.session import paper_clock, pending_writes, persistence

NUMBER = "next-sentence/parameters"
MINUTES = 30
NOW = datetime.now(UTC).replace(microsecond=0)
TYPED = {"number": [["12"]]}
JUMPS = (timedelta(days=1), timedelta(days=-1), timedelta(minutes=25), timedelta(minutes=-2))
ASKED = "This computer's clock was changed while the paper was running: go on with the {} that {} left, or hand in now."


@dataclass
class Clocks:
    """The machine's clock, which may be set, and the one that runs."""

    time: datetime = NOW
    seconds: float = 1000.0

    def pass_by(self, **span: float) -> None:
        """Time passes."""
        self.time += timedelta(**span)
        self.seconds += timedelta(**span).total_seconds()


@pytest.fixture(autouse=True)
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    """Clocks of the test's own."""
    made = Clocks()
    monkeypatch.setattr(persistence, "local_now", lambda: made.time)
    monkeypatch.setattr(paper_clock, "seconds", lambda: made.seconds)
    monkeypatch.setattr(pending_writes, "PAUSE", 0.0)
    return made


def sitting(store: Store, lang: str = "en") -> AppTest:
    """A paper of one number, just started."""
    posed = pose(question(NUMBER), 11)
    item = PaperItem("a-0", NUMBER, 11, posed.drawn)
    store.compose_paper(Paper("p", 11, MINUTES, posed.possible, NOW, {"marks": 40}, NOW, items=(item,)))
    return sound(page("papers", lang, paper="p"))


def kept(store: Store) -> Paper:
    found = store.paper("p")
    assert found is not None
    return found


def asked(at: AppTest) -> str:
    """The sentence of a page that asks; "" where the paper goes on."""
    said = [m.value for m in sound(at).markdown if "clock was changed" in m.value or "时钟" in m.value]
    assert len(said) <= 1
    assert bool(said) == any(b.key == "go_on_paper" for b in at.button)
    assert bool(said) != bool(at.text_input)
    return said[0] if said else ""


def left(store: Store, clocks: Clocks) -> float:
    """Minutes that the paper has left by the machine's clock."""
    started = kept(store).started_at
    assert started is not None
    return (started + timedelta(minutes=MINUTES) - clocks.time) / timedelta(minutes=1)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_the_page_asks_and_goes_on_with_the_time_that_was_left(store: Store, clocks: Clocks, jump: timedelta) -> None:
    at = sitting(store)
    clocks.pass_by(minutes=10)
    clocks.time += jump
    sound(at.text_input[0].set_value("12").run())  # typed under the clock that was set
    assert asked(at) == ASKED.format("20 minutes", "were")
    assert kept(store).handed_in_at is None
    assert (kept(store).items[0].answers, kept(store).items[0].late) == (TYPED, {})
    clocks.pass_by(minutes=2)  # the question is asked for a while
    button(at, "go_on_paper").click().run()
    assert asked(at) == ""
    assert at.text_input[0].value == "12"
    assert left(store, clocks) == pytest.approx(18)
    assert asked(at.run()) == ""


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_handed_in_instead_what_was_typed_counts(store: Store, clocks: Clocks, jump: timedelta) -> None:
    at = sitting(store)
    clocks.pass_by(minutes=10)
    clocks.time += jump
    sound(at.text_input[0].set_value("12").run())
    sound(button(at, "hand_in_paper").click().run())
    found = kept(store)
    assert (found.handed_in_at, found.items[0].answers) == (clocks.time, TYPED)
    assert [one.answers for one in store.attempts()] == [TYPED]
    assert 'class="big"' in "".join(str(x.body) for x in at.html)


def test_neither_the_list_nor_the_browser_closes_it(store: Store, clocks: Clocks) -> None:
    from ui.pages import paper_sit

    at = sitting(store)
    clocks.pass_by(minutes=1)
    clocks.time += timedelta(days=1)
    sound(page("papers"))
    assert kept(store).handed_in_at is None
    assert asked(at.run()) == ASKED.format("29 minutes", "were")
    reloaded = page("papers", paper="p")
    assert asked(reloaded) == ASKED.format("29 minutes", "were")
    paper_sit._over("p")
    assert kept(store).handed_in_at is None


def test_when_the_time_is_truly_over_nothing_is_asked(store: Store, clocks: Clocks) -> None:
    at = sitting(store)
    sound(at.text_input[0].set_value("12").run())
    clocks.time -= timedelta(hours=5)
    clocks.pass_by(minutes=MINUTES, seconds=1)
    sound(at.run())
    assert "The time is over" in at.toast[0].value
    assert kept(store).handed_in_at is not None
    assert [one.answers for one in store.attempts()] == [TYPED]


def test_what_is_typed_after_the_true_end_does_not_count(store: Store, clocks: Clocks) -> None:
    at = sitting(store)
    clocks.time -= timedelta(hours=5)
    clocks.pass_by(minutes=MINUTES, seconds=30)
    sound(at.text_input[0].set_value("12").run())
    assert kept(store).handed_in_at is not None
    assert [one.answers for one in store.attempts()] == [{}]


def test_a_clock_that_is_corrected_bit_by_bit_is_not_asked_about(store: Store, clocks: Clocks) -> None:
    at = sitting(store)
    clocks.pass_by(minutes=10)
    clocks.time += timedelta(seconds=20)
    assert asked(at.run()) == ""


def test_a_clock_set_back_while_nothing_ran_gives_no_more_than_the_whole_time(store: Store, clocks: Clocks) -> None:
    sitting(store)
    st.cache_resource.clear()  # started again
    clocks.time -= timedelta(days=3)
    at = page("papers", paper="p")
    assert asked(at) == ASKED.format("30 minutes", "were")
    button(at, "go_on_paper").click().run()
    assert asked(at) == ""
    assert left(store, clocks) == pytest.approx(MINUTES)


def test_what_could_not_be_saved_before_the_clock_was_set_counts(
    store: Store, clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = sitting(store)

    def full(*_given: Any, **_named: Any) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "merge_answers", full)
        at.text_input[0].set_value("12").run()
    clocks.time += timedelta(days=1)
    assert asked(at.run()) == ASKED.format("30 minutes", "were")
    assert (kept(store).items[0].answers, kept(store).items[0].late) == (TYPED, {})


@pytest.mark.parametrize(
    ("lang", "seconds", "words"),
    [("en", 60 * MINUTES - 61, "the 1 minute that was left"), ("zh", 600, "时钟被改动过：可以按当时剩下的 20 分钟")],
)
def test_it_is_asked_in_both_languages(store: Store, clocks: Clocks, lang: str, seconds: int, words: str) -> None:
    at = sitting(store, lang)
    clocks.pass_by(seconds=seconds)
    clocks.time += timedelta(days=1)
    assert words in asked(at.run())


def test_only_so_many_papers_are_remembered(clocks: Clocks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_clock, "MOST", 3)
    made = paper_clock.PaperClocks()
    for n in range(5):
        made.moment(Paper(str(n), 1, 30, 3.0, NOW, started_at=NOW), NOW)
    assert [paper for paper, _started in made._seen] == ["2", "3", "4"]


# ---- oral exams: nothing ends, and times are those of the clock that runs ----

SPOKEN = "lstm/explain"


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_an_oral_exam_goes_on_with_its_own_time(store: Store, clocks: Clocks, jump: timedelta) -> None:
    posed = pose(question(SPOKEN), 11)
    item = PaperItem("a-0", SPOKEN, 11, posed.drawn)
    wanted = {"form": "oral", "thinking": 60, "speaking": 120}
    store.compose_paper(Paper("p", 11, 5, posed.possible, NOW, wanted, NOW, items=(item,)))
    at = sound(page("papers", paper="p"))
    sound(button(at, "ask").click().run())
    clocks.pass_by(seconds=90)
    clocks.time += jump
    at = sound(page("papers", paper="p"))
    assert asked_again(at) == []
    sound(button(at, "answered_0").click().run())
    assert "thought 1 min, spoke 30 s" in {c.value for c in at.caption}
    assert kept(store).items[0].late == {}


def asked_again(at: AppTest) -> list[str]:
    """Buttons of a page that does not go on by itself."""
    return [str(b.key) for b in at.button if b.key in ("ask", "go_on_paper", "hand_in_paper")]
