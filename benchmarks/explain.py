"""A rerun of Explain against a rerun of an empty app, script only: what the page itself costs."""

from __future__ import annotations

from functools import partial

from streamlit.testing.v1 import AppTest

from benchmarks.timing import interleaved, table


def empty() -> None:
    """An app that says one thing."""
    import streamlit as st

    st.title("Empty")


def explain() -> None:
    """The frame and the Explain page."""

    from ui import elements
    from ui.components.language_switch import language_switch
    from ui.pages.explain import page
    from ui.session.language import begin

    begin()

    language_switch()
    elements.apply()
    page()


def main() -> None:
    """Print the table."""
    apps = {"empty app": AppTest.from_function(empty), "Explain, two steps open": AppTest.from_function(explain)}
    timings = interleaved({name: partial(app.run, timeout=60) for name, app in apps.items()})
    print(table(timings, against="empty app"))


if __name__ == "__main__":
    main()
