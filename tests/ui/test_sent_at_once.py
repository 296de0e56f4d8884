"""What a browser sends of several fields with one event is kept, all of it."""

from __future__ import annotations

from db.store import Store
from tests.ui.app import sound
from tests.ui.test_settings import settings


def test_name_colour_day_start_and_minutes_sent_at_once_are_all_kept(store: Store) -> None:
    """A browser that comes back to the page sends all its fields with the next event."""
    at = settings("learner_1_chip")
    at.text_input(key="name_1").set_value("小明")
    at.segmented_control(key="color_1").set_value("green")
    at.selectbox(key="day_start").set_value(6)
    sound(at.run())
    (found,) = store.learners()
    assert (found.name, found.color, found.day_start) == ("小明", "green", 6)
