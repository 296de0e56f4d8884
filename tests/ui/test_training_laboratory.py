"""A network is trained in a laboratory: said before it is seen, started, stopped, gone on with; sessions apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content.laboratories import laboratories
from db.records import Draft
from db.store import Store
from engine.readings.numbers import fixed
from engine.readings.torch_check import install_line
from models.country.course import STEPS, Course, recorded
from models.country.reading import keeping_unit, read_sentence
from tests.ui.app import button, page, sound, state_of
from ui.session import training as worker
from ui.session.draft_places import LABORATORY
from ui.session.state import Training

NOW = datetime.now(UTC)
LONG = 120  # seconds that a worker may take


class Server:
    """Streamlit's runtime with one open session."""

    @classmethod
    def exists(cls) -> bool:
        return True

    @classmethod
    def instance(cls) -> Server:
        return cls()

    def is_active_session(self, session_id: str) -> bool:
        return session_id == "open"


def laboratory(lang: str = "en") -> AppTest:
    """The laboratory, shown without a number said before; another session finds it so."""
    at = sound(page("laboratory", lang, lab="training"))
    return sound(button(at, "foretell_skip").click().run()) if "foretell_skip" in keys(at) else at


def own(at: AppTest) -> Training:
    found = state_of(at).training
    assert found is not None
    return found


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def stopped(at: AppTest) -> AppTest:
    """The page once the worker has stopped."""
    wait_until(lambda: not own(at).running)
    return sound(at.run())


def keys(at: AppTest) -> set[str | None]:
    return {one.key for one in at.button}


def said(at: AppTest) -> str:
    return "\n".join(one.value for kind in (at.caption, at.markdown) for one in kind)


# ---- what is said before anything is shown ----


def test_nothing_is_shown_before_something_is_said() -> None:
    at = sound(page("laboratory", lab="training"))
    assert not at.select_slider
    assert "train" not in keys(at)
    sound(button(at, "foretell_check").click().run())
    assert not at.select_slider
    at.text_input(key="foretell_training_at_first").set_value("much")
    sound(button(at, "foretell_check").click().run())
    assert not at.select_slider
    assert "This is no number." in said(at)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_numbers_that_were_said_stand_beside_those_of_the_recorded_training(lang: str) -> None:
    at = sound(page("laboratory", lang, lab="training"))
    unit = keeping_unit(lang)
    found = [read_sentence(recorded(lang).weights[n], lang).in_between("forget_gate", unit) for n in (0, STEPS)]
    at.text_input(key="foretell_training_at_first").set_value(f"{found[0] + 0.09:.3f}")
    at.text_input(key="foretell_training_at_last").set_value("0.2")
    sound(button(at, "foretell_check").click().run())
    (told,) = (one.body for one in at.html if 'role="status"' in one.body)
    first, last = told.split("</div><div>")
    assert fixed(found[0], 2) in first
    assert "badge right" in first
    assert fixed(found[1], 2) in last
    assert "badge wrong" in last
    assert at.select_slider


def verdict(at: AppTest) -> str | None:
    return next((one.body for one in at.html if 'role="status"' in one.body), None)


def foretell(at: AppTest, *numbers: str) -> AppTest:
    """Both numbers are said and checked."""
    for name, number in zip(("at_first", "at_last"), numbers, strict=True):
        at.text_input(key=f"foretell_training_{name}").set_value(number)
    return sound(button(at, "foretell_check").click().run())


@pytest.mark.parametrize("numbers", [("0.73", "0.2"), ("", "0.2")])
def test_what_was_said_and_checked_comes_back_in_another_session(numbers: tuple[str, str]) -> None:
    checked = verdict(foretell(sound(page("laboratory", lab="training")), *numbers))
    assert checked
    again = sound(page("laboratory", lab="training"))
    assert verdict(again) == checked
    assert again.select_slider


def test_an_answer_that_was_only_shown_is_shown_in_another_session() -> None:
    checked = verdict(laboratory())
    assert "You said" not in str(checked)
    assert verdict(sound(page("laboratory", lab="training"))) == checked


def test_what_one_learner_said_is_not_shown_to_another(store: Store) -> None:
    foretell(sound(page("laboratory", lab="training")), "0.73", "0.2")
    other = sound(page("laboratory", lab="training"))
    become(other, store.add_learner("Li", "blue", NOW))
    assert verdict(sound(other.run())) is None
    assert not other.select_slider


def become(at: AppTest, learner_id: int) -> None:
    """The session is another learner's from now on."""
    state_of(at).learner_id = learner_id
    state_of(at).foretold = {}


def test_two_windows_show_what_is_kept_of_both() -> None:
    first, second = (sound(page("laboratory", lab="training")) for _ in range(2))
    foretell(first, "0.73", "")
    told = verdict(foretell(second, "", "0.2"))
    assert "You said: 0.73" in str(told)
    assert "You said: 0.2" in str(told)


@pytest.mark.parametrize("state", [{}, {"said": 7}, {"said": {"at_first": "0.7"}}, {"said": {"x": "1"}}])
def test_what_is_kept_and_damaged_is_asked_again(store: Store, state: dict[str, Any]) -> None:
    store.save_draft(Draft(LABORATORY + "training", LABORATORY + "training", NOW, state=state), NOW)
    at = sound(page("laboratory", lab="training"))
    assert verdict(at) is None
    assert "You said: 0.73" in str(verdict(foretell(at, "0.73", "0.2")))


# ---- what is shown ----


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_slider_leads_from_chance_to_the_trained_network(lang: str) -> None:
    words = laboratories()["training"]
    at = laboratory(lang)
    found = {}
    for step, weights in recorded(lang).weights.items():
        sound(at.select_slider(key="laboratory_training_step").set_value(step).run())
        due = fixed(read_sentence(weights, lang).due[1], 2)
        found[step] = next(one.value for one in at.markdown if due in one.value)
    assert found[0].startswith(words.seen["untrained"].of(lang).partition("{")[0])
    assert found[STEPS].startswith(words.seen["trained"].of(lang).partition("{")[0])
    assert "1.00" in found[STEPS]


def test_without_pytorch_the_recorded_training_is_shown_and_the_way_to_pytorch() -> None:
    at = laboratory()
    assert "PyTorch is not installed; Stepwise runs without it. What is shown is a recorded training." in said(at)
    assert install_line() in [code.value for code in at.code]
    assert "train" not in keys(at)
    assert at.header[0].value == laboratories()["training"].charts["loss"].title.en


# ---- training ----


@pytest.mark.exhaustive
@pytest.mark.torch
def test_a_training_is_stopped_and_goes_on_and_is_the_recipes() -> None:
    at = laboratory()
    sound(button(at, "train").click().run())
    assert "train_stop" in keys(at)
    wait_until(lambda: own(at).course.steps >= worker.TURN)
    sound(button(at, "train_stop").click().run())
    stopped(at)
    steps = own(at).course.steps
    assert 0 < steps < STEPS
    assert f"The training has stopped after {steps:,} of 1,500 steps." in said(at)
    time.sleep(0.3)
    assert own(at).course.steps == steps
    sound(button(at, "train_on").click().run())
    wait_until(lambda: own(at).course.steps >= 100)
    sound(button(at, "train_stop").click().run())
    stopped(at)
    found, kept = own(at).course, recorded("en")
    assert found.losses[:100] == pytest.approx(kept.losses[:100], abs=0.02)
    for step in (0, 100):
        for id, array in kept.weights[step].items():
            assert found.weights[step][id] == pytest.approx(array, abs=0.02), id
        assert read_sentence(found.weights[step], "en").gates["forget_gate"] == pytest.approx(
            read_sentence(kept.weights[step], "en").gates["forget_gate"], abs=0.02
        )


@pytest.mark.exhaustive
@pytest.mark.torch
def test_a_step_that_is_not_reached_is_said_and_the_recorded_training_can_be_shown_again() -> None:
    at = laboratory()
    sound(button(at, "train").click().run())
    sound(button(at, "train_stop").click().run())
    stopped(at)
    sound(at.select_slider(key="laboratory_training_step").set_value(500).run())
    assert f"The training has made {own(at).course.steps} steps so far" in said(at)
    assert len(at.header) == 2  # the loss, and the question
    sound(button(at, "train_drop").click().run())
    assert "What is shown is a recorded training of 1,500 steps." in said(at)
    assert len(at.header) == 6


@pytest.mark.exhaustive
@pytest.mark.torch
def test_two_sessions_train_in_turn_and_stopping_one_leaves_the_other() -> None:
    first, second = laboratory("en"), laboratory("zh")
    sound(button(first, "train").click().run())
    sound(button(second, "train").click().run())
    wait_until(lambda: own(first).course.steps > 0 < own(second).course.steps)
    sound(button(first, "train_stop").click().run())
    stopped(first)
    before = own(second).course.steps
    wait_until(lambda: own(second).course.steps > before)
    assert own(second).running
    assert (own(first).course.language, own(second).course.language) == ("en", "zh")
    sound(button(second, "train_stop").click().run())
    stopped(second)
    assert own(second).course.losses[:20] == pytest.approx(recorded("zh").losses[:20], abs=0.02)


@pytest.mark.torch
def test_a_session_trains_one_network_at_a_time() -> None:
    at = laboratory()
    sound(button(at, "train").click().run())
    before = own(at)
    sound(button(at, "train_stop").click().run())
    stopped(at)
    sound(button(at, "train").click().run())
    wait_until(lambda: own(at).course.steps > 0)
    assert own(at) is not before
    assert not before.running
    sound(button(at, "train_stop").click().run())
    stopped(at)


@pytest.mark.torch
def test_a_training_whose_session_is_gone_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_is_there", lambda _session: False)
    at = laboratory()
    sound(button(at, "train").click().run())
    stopped(at)
    assert own(at).course.steps == worker.TURN - 1  # the first of a turn is the network before any step


def test_a_session_is_there_as_long_as_it_has_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker._is_there("of a test, where there is no server")
    monkeypatch.setattr(worker, "Runtime", Server)
    assert worker._is_there("open")
    assert not worker._is_there("closed")


@pytest.mark.torch
def test_a_training_stops_by_itself_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LIMIT", 0)
    at = laboratory()
    sound(button(at, "train").click().run())
    stopped(at)
    assert 0 < own(at).course.steps < STEPS
    assert "train_on" in keys(at)


@pytest.mark.torch
def test_a_training_that_has_ended_is_looked_at_whole() -> None:
    at = laboratory()
    ended = recorded("en")
    state_of(at).training = Training("en", Course("en", list(ended.losses), dict(ended.weights)))
    sound(at.run())
    assert "What is shown is the network that was trained here, in 1,500 steps." in said(at)
    assert "train_on" not in keys(at)


def test_a_pytorch_that_does_not_load_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.pages import laboratory_training

    monkeypatch.setattr(laboratory_training, "installed", lambda: True)
    at = laboratory()
    sound(button(at, "train").click().run())
    stopped(at)
    assert "PyTorch cannot be loaded: " in said(at)
    assert "train_on" not in keys(at)


def test_a_training_of_the_other_language_is_not_shown_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.pages import laboratory_training

    monkeypatch.setattr(laboratory_training, "installed", lambda: True)
    at = laboratory()
    state_of(at).training = Training("zh", Course("zh", [1.0]))
    sound(at.run())
    assert "What is shown is a recorded training" in said(at)
