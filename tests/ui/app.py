"""Pages of the app as scripts, and what their sessions keep."""

from __future__ import annotations

from typing import Any, TypeVar

from streamlit.testing.v1 import AppTest

from presentation.workspaces.workspace import Workspace
from quiz.attempt import Attempt
from quiz.posed import Posed
from ui.session.state import KEY, SessionState

P = TypeVar("P", bound=Posed[Any])
PATIENCE = 30  # seconds
CHIPS = ("words", "sizes", "numbers", "conventions", "gradient", "digits", "export", "question")


def script(name: str) -> None:
    """The frame and one page; AppTest copies this function's source."""
    import importlib

    from ui import elements
    from ui.components import contested
    from ui.components.language_switch import language_switch
    from ui.session import early_events, unsaved
    from ui.session.language import begin

    begin()
    early_events.set_aside()
    language_switch()
    elements.apply()
    unsaved.begin()
    importlib.import_module(f"ui.pages.{name}").page()
    unsaved.tell()
    contested.tell()
    early_events.let_happen()


def page(name: str, lang: str = "en", opened: bool = True, **query: str) -> AppTest:
    """A page that was just opened under an address; what is behind its chips is there to be used, or not drawn yet."""
    at = AppTest.from_function(script, kwargs={"name": name}, default_timeout=PATIENCE)
    at.query_params["lang"] = lang
    for key, value in query.items():
        at.query_params[key] = value
    at.session_state[KEY] = SessionState(chips={f"{name}_chip" for name in CHIPS} if opened else set())
    return at.run()


def sound(at: AppTest) -> AppTest:
    """The page, which has raised nothing."""
    assert not at.exception, at.exception[0].value
    return at


def button(at: AppTest, key: str) -> Any:
    """A button by its key or its words."""
    return next(b for b in at.button if key in (b.key, b.label))


def state_of(at: AppTest) -> SessionState:
    """What the session keeps."""
    found: SessionState = at.session_state[KEY]
    return found


def attempt_of(at: AppTest) -> Attempt:
    """The session's open attempt."""
    found = state_of(at).attempt
    assert found is not None
    return found


def posed_of(at: AppTest, kind: type[P]) -> P:
    """The session's open question, which is of this kind."""
    found = attempt_of(at).posed
    assert isinstance(found, kind)
    return found


def workspace_of(at: AppTest) -> Workspace:
    """The session's workspace."""
    found = state_of(at).workspace
    assert found is not None
    return found
