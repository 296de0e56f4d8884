"""Settings fits the memory model in the background, and Today offers it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content import questions
from db.records import FittedParameters
from db.store import Store
from quiz import fitting as fitter
from quiz.fitting import Fitted
from quiz.schedule import DEFAULT_PARAMETERS
from tests.db.attempts import attempt
from tests.ui.app import button, page, sound, state_of
from ui.pages import settings_memory, today_parts
from ui.session.state import Fitting

LONG = 60  # seconds that a worker may take
CARDS, TURNS = 10, 4
FITTED = (0.5, *DEFAULT_PARAMETERS[1:])


@pytest.fixture
def reviewed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Forty reviews, which are enough."""
    for turn in range(TURNS):
        for n, asked in enumerate(questions("self-attention")[:CARDS]):
            now = datetime.now(UTC) - timedelta(days=40 - 9 * turn)
            store.record(attempt(asked.id, now, points=3.0 * ((n + turn) % 3 > 0)), now)
    for module in (settings_memory, today_parts):
        monkeypatch.setattr(module, "ENOUGH", CARDS * TURNS)
    return store


def instead(monkeypatch: pytest.MonkeyPatch, fit: Callable[..., Any]) -> None:
    monkeypatch.setattr(fitter, "fit", fit)


def running(at: AppTest) -> Fitting:
    found = state_of(at).fitting
    assert found is not None
    return found


def captions(at: AppTest) -> str:
    return "\n".join(caption.value for caption in at.caption)


def ended(at: AppTest) -> AppTest:
    """The page once the worker is done, which it may have been before the page was drawn."""
    if found := state_of(at).fitting:
        found.result.result(LONG)
    return sound(at.run())


def test_too_few_reviews_are_counted_and_not_fitted(store: Store) -> None:
    at = sound(page("settings"))
    assert "From 512 reviews on its parameters can be fitted to yours; you have 0." in captions(at)
    assert not [b for b in at.button if b.key == "fit"]


@pytest.mark.exhaustive
@pytest.mark.torch
def test_reviews_are_fitted_and_what_came_of_it_is_said(reviewed: Store) -> None:
    at = sound(page("settings"))
    assert "fitted to your 40 reviews" in captions(at)
    sound(button(at, "fit").click().run())
    ended(at)
    (made,) = reviewed.fits()
    assert (made.reviews, made.held_out) == (40, 6)
    said = "predict better and are used" if made.kept else "do not predict better; nothing has changed"
    assert said in captions(at)
    assert f"{made.loss:.4f} fitted, {made.loss_before:.4f} before" in captions(at)
    assert (reviewed.parameters() != DEFAULT_PARAMETERS) == made.kept


@pytest.mark.torch
def test_what_is_better_is_used_until_the_defaults_are_taken_back(
    reviewed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, lambda *_: Fitted(FITTED, 40, 6, 0.5, 0.4))
    at = sound(page("settings"))
    sound(button(at, "fit").click().run())
    ended(at)
    assert reviewed.parameters() == FITTED
    assert "0.4000" in captions(at)
    sound(button(at, "fit_defaults").click().run())
    assert reviewed.parameters() == DEFAULT_PARAMETERS
    assert not [b for b in at.button if b.key == "fit_defaults"]


@pytest.mark.torch
def test_a_fit_can_be_cancelled_and_changes_nothing(reviewed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    began = Event()

    def endless(_logs: object, _before: object, progress: Callable[[float], bool]) -> None:
        while progress(0.5):
            began.set()

    instead(monkeypatch, endless)
    at = sound(page("settings"))
    sound(button(at, "fit").click().run())
    assert began.wait(LONG)
    fitting = running(at)
    sound(button(at, "fit_cancel").click().run())
    assert fitting.result.result(LONG) is None
    sound(at.run())
    assert reviewed.fits() == []
    assert button(at, "fit")


@pytest.mark.torch
def test_today_offers_it_once(reviewed: Store) -> None:
    at = sound(page("today"))
    assert any("40 reviews are enough to fit the memory model to you." in str(one.body) for one in at.html)
    sound(button(at, "fit_not_now").click().run())
    assert not [b for b in at.button if b.key == "fit_not_now"]
    assert [fit.kept for fit in reviewed.fits()] == [False]
    assert not [b for b in sound(page("today")).button if b.key == "fit_not_now"]


def test_what_was_fitted_is_said_in_chinese(store: Store) -> None:
    store.take_fit(
        FittedParameters(datetime.now(UTC), 600, 120, 0.45, 0.4, kept=True, parameters=FITTED), datetime.now(UTC)
    )
    at = sound(page("settings", "zh"))
    assert "在未参与拟合的最近 120 次复习上，对数损失：拟合后 0.4000，拟合前 0.4500。" in captions(at)
    assert "恢复默认参数" in {b.label for b in at.button}


def test_a_fit_that_was_declined_has_nothing_to_say(store: Store) -> None:
    store.take_fit(FittedParameters(datetime.now(UTC), 600), datetime.now(UTC))
    assert "Log-loss" not in captions(sound(page("settings")))
