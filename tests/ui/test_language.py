"""The language of a session: in the page, in its callbacks, fragments and downloads, and never another session's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier, Thread

from streamlit.testing.v1 import AppTest

from presentation.translate import _, in_this_language, language, speak, speaking
from tests.project.files import ROOT, files, relative
from tests.ui.app import PATIENCE

SAID = {"en": "Next step", "zh": "下一步"}


def script() -> None:
    """Says a sentence in the page, in a fragment, in a callback, and in a thread that began elsewhere."""
    from threading import Thread

    import streamlit as st

    from presentation.translate import _, in_this_language
    from ui.components.language_switch import language_switch
    from ui.session.callbacks import whole
    from ui.session.language import begin, fragment

    def say(key: str) -> None:
        st.session_state[key] = _("Next step")

    begin()
    language_switch()
    say("page")
    fragment(say)("fragment")
    st.button("say", on_click=whole(say), args=("callback",))
    downloaded: list[str] = []
    thread = Thread(target=in_this_language(lambda: downloaded.append(_("Next step"))))
    thread.start()
    thread.join()
    st.session_state["download"] = downloaded[0]


PLACES = ("page", "fragment", "callback", "download")


def test_two_sessions_by_turns_each_keep_their_language() -> None:
    sessions = {lang: AppTest.from_function(script, default_timeout=PATIENCE) for lang in SAID}
    for lang, at in sessions.items():
        at.query_params["lang"] = lang
        at.run()
    for _round in range(2):
        for lang, at in sessions.items():
            at.button[0].click().run()
            assert not at.exception
            assert {where: at.session_state[where] for where in PLACES} == dict.fromkeys(PLACES, SAID[lang])


def test_two_threads_at_once_never_mix() -> None:
    barrier = Barrier(len(SAID))

    def said(lang: str) -> set[str]:
        speak(lang)
        found = set()
        for _round in range(200):
            barrier.wait(timeout=30)
            found.add(_("Next step"))
        return found

    with ThreadPoolExecutor(len(SAID)) as pool:
        assert list(pool.map(said, SAID)) == [{text} for text in SAID.values()]


def test_the_switch_changes_the_language_of_the_same_run() -> None:
    at = AppTest.from_function(script, default_timeout=PATIENCE)
    at.query_params["lang"] = "en"
    at.run()
    at.button_group[0].set_value("zh").run()
    assert at.session_state["page"] == SAID["zh"]
    assert at.query_params["lang"] in ("zh", ["zh"])


def test_a_language_ends_where_it_was_said() -> None:
    with speaking("zh"):
        later = in_this_language(language)
        with speaking("en"):
            assert language() == "en"
        assert language() == "zh"
    assert later() == "zh"
    found: list[str] = []
    with speaking("zh"):
        thread = Thread(target=lambda: found.append(language()))
        thread.start()
        thread.join()
    assert found == ["en"]  # a thread of its own has spoken nothing yet


# ---- nothing that Streamlit calls by itself is left without a language ----

CALLBACKS = ("on_click", "on_change", "on_submit", "on_draft", "on_over", "on_text", "on_order", "on_speak", "on_kept")
WRAPPERS = ("whole", "turning")
WRAPPED_BY_THE_COMPONENT = {"figure", "clock", "aloud", "lines", "oral_clock", "recorder"}


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


SPEAKING = {  # who alone may use these of Streamlit's
    "st.fragment": "ui/session/language.py",
    "st.dialog": "ui/components/confirmation.py",
    "st.download_button": "ui/components/download.py",
}


@cache
def modules() -> dict[str, ast.Module]:
    return {relative(path): ast.parse(path.read_text(encoding="utf-8")) for path in files("ui/*.py")}


@cache
def whole() -> set[str]:
    """The functions that say the session's language first."""
    functions = (f for tree in modules().values() for f in ast.walk(tree) if isinstance(f, ast.FunctionDef))
    return {f.name for f in functions if any(name_of(d) in WRAPPERS for d in f.decorator_list)}


def speechless(tree: ast.Module) -> Iterator[str]:
    """The calls that hand Streamlit a callback without a language."""
    for call in calls(tree):
        for keyword in call.keywords:
            if keyword.arg in CALLBACKS and name_of(call.func) not in WRAPPED_BY_THE_COMPONENT:
                given = keyword.value
                fine = isinstance(given, ast.Constant) or name_of(given) in whole()
                if not (fine or (isinstance(given, ast.Call) and name_of(given.func) in WRAPPERS)):
                    yield ast.unparse(call)


def test_every_callback_is_whole() -> None:
    found = {module: list(speechless(tree)) for module, tree in modules().items()}
    assert {module: told for module, told in found.items() if told} == {}


def test_every_fragment_dialog_and_download_speaks() -> None:
    for module, tree in modules().items():
        used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert [name for name, place in SPEAKING.items() if name in used and place != module] == [], module


def test_there_is_something_to_look_at() -> None:
    assert len(modules()) > 30
    assert len(whole()) > 10
    assert ROOT.joinpath("ui/session/language.py").is_file()
