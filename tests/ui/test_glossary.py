"""The glossary's page: searched, in both languages, each term leading to its lesson."""

from __future__ import annotations

from tests.ui.app import button, page, sound


def test_a_term_is_looked_for_and_leads_to_its_lesson() -> None:
    for lang, name, other in (("en", "forget gate", "遗忘门"), ("zh", "遗忘门", "forget gate")):
        at = sound(page("glossary", lang))
        assert len(at.markdown) > 60
        sound(at.text_input(key="glossary_search").set_value("ywm").run())
        (shown,) = [one.value for one in at.markdown if "forget" in one.value.casefold()]
        assert shown.startswith(f"**{name}**")
        assert other in shown
        section = "LSTM: one step › The formulas, with shapes" if lang == "en" else "LSTM：一个时刻 › 公式与形状"
        assert button(at, "lesson_of_forget-gate").help == section


def test_a_word_that_fits_nothing_is_answered() -> None:
    at = sound(page("glossary"))
    sound(at.text_input(key="glossary_search").set_value("xyzzy").run())
    assert [one.value for one in at.caption] == ["No term fits. Try a shorter word."]


def test_every_lesson_and_the_route_lead_to_it() -> None:
    for at in (page("learn", topic="gru"), page("learn")):
        assert button(sound(at), "to_glossary").label == "Glossary"
