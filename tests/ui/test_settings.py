"""Settings: learners, whose session it is, backups, export and import."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content import question
from db import FIRST_LEARNER, database
from db.records import Draft, Paper, PaperItem
from db.store import Store
from quiz.attempt import Attempt
from quiz.kinds import pose
from tests.db.attempts import NOON, QUESTION, attempt
from tests.db.released.__main__ import fill
from tests.ui.app import PATIENCE, button, page, sound, state_of
from ui.server import SCRIPT
from ui.session import persistence
from ui.session.attempt_records import record_of
from ui.session.daily_backup import DailyBackup, daily_backup

NAME = "new_learner"
FIRST = "Attention and recurrent networks, computed by hand"  # the title of the first page


def app(**query: str) -> AppTest:
    """The whole app in a new session under an address, in English."""
    at = AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE)
    at.query_params["lang"] = "en"
    for key, value in query.items():
        at.query_params[key] = value
    return sound(at.run())


def title(at: AppTest) -> str:
    return str(at.title[0].value)


def settings(chip: str = "") -> AppTest:
    """The page, with one of its chips open."""
    at = page("settings", opened=False)
    if chip:
        state_of(at).chips.add(chip)
        at.run()
    return sound(at)


def press(at: AppTest, key: str) -> AppTest:
    return sound(button(at, key).click().run())


def names(store: Store, removed: bool = False) -> list[str]:
    return [one.name for one in store.learners() if (one.removed_at is not None) == removed]


# ---- whose session it is ----


def test_one_learner_is_not_asked_and_not_in_the_address(store: Store) -> None:
    at = app()
    assert title(at) == FIRST
    assert "learner" not in at.query_params
    assert "learner" not in app(learner="7").query_params  # an old bookmark


def test_where_there_are_several_a_new_session_is_asked_and_the_address_says_it_from_then_on(store: Store) -> None:
    second = store.add_learner("Anna", "green", NOON)
    at = app()
    assert title(at) == "Who is learning?"
    assert len(at.title) == 1
    press(at, f"choose_learner_{second}")
    assert title(at) == FIRST
    assert at.query_params["learner"] in (str(second), [str(second)])
    assert state_of(at).learner_id == second


@pytest.mark.parametrize("said", ["99", "0", "x", "１", "-1", "", pytest.param("9" * 5000, id="long")])
def test_an_unknown_learner_in_the_address_is_asked_again(store: Store, said: str) -> None:
    store.add_learner("Anna", "green", NOON)
    assert title(app(learner=said)) == "Who is learning?"


def test_a_removed_learner_in_the_address_is_asked_again_and_so_is_a_session_of_theirs(store: Store) -> None:
    second, _third = (store.add_learner(name, "green", NOON) for name in ("Anna", "Bo"))
    at = app(learner=str(second))
    assert title(at) == FIRST
    store.remove_learner(second, NOON)
    assert title(sound(at.run())) == "Who is learning?"
    assert title(app(learner=str(second))) == "Who is learning?"


def test_the_last_one_who_is_there_need_not_be_the_first(store: Store) -> None:
    second = store.add_learner("Anna", "green", NOON)
    store.remove_learner(FIRST_LEARNER, NOON)
    assert state_of(app()).learner_id == second


def test_another_learner_finds_nothing_of_the_session(store: Store) -> None:
    store.add_learner("Anna", "green", NOON)
    at = settings()
    old = state_of(at)
    old.drafts["x"] = {"y": ()}
    press(at, "switch_2")
    new = state_of(at)
    assert new is not old
    assert new.learner_id == 2
    assert not new.drafts
    assert new.language == "en"


# ---- learners ----


def test_a_learner_is_added_in_a_colour_of_their_own(store: Store) -> None:
    at = settings("add_learner_chip")
    at.text_input(key=NAME).set_value("  Anna ")
    press(at, "Add")
    added = store.learners()[-1]
    assert (added.name, added.color) == ("Anna", "violet")
    assert "add_learner_chip" not in state_of(at).chips


def test_nobody_is_added_without_a_name(store: Store) -> None:
    at = settings("add_learner_chip")
    press(at, "Add")
    assert len(store.learners()) == 1


def test_a_learner_is_renamed_and_recoloured_and_keeps_the_rest(store: Store) -> None:
    at = settings(f"learner_{FIRST_LEARNER}_chip")
    sound(at.text_input(key=f"name_{FIRST_LEARNER}").set_value("小明").run())
    sound(at.button_group(key=f"color_{FIRST_LEARNER}").set_value("red").run())
    sound(at.selectbox(key="day_start").set_value(6).run())
    (kept,) = store.learners()
    assert (kept.name, kept.color, kept.day_start) == ("小明", "red", 6)


def test_removing_asks_and_can_be_undone_and_made_final(store: Store) -> None:
    second = store.add_learner("Anna", "green", NOON)
    fill(store.of(second))
    at = settings(f"learner_{second}_chip")
    press(at, f"remove_{second}")
    assert names(store) == ["", "Anna"]  # it was only asked
    press(at, "asked_yes")
    assert names(store, removed=True) == ["Anna"]
    press(at, "undo_removal")
    assert names(store) == ["", "Anna"]
    store.remove_learner(second, NOON)
    sound(at.run())
    press(at, f"put_back_{second}")
    assert names(store) == ["", "Anna"]
    store.remove_learner(second, NOON)
    sound(at.run())
    press(at, f"delete_{second}")
    press(at, "asked_no")
    assert names(store, removed=True) == ["Anna"]
    press(at, f"delete_{second}")
    press(at, "asked_yes")
    assert names(store, removed=True) == []
    assert store.of(second).attempts() == []


def test_who_learns_now_cannot_be_removed(store: Store) -> None:
    store.add_learner("Anna", "green", NOON)
    at = settings(f"learner_{FIRST_LEARNER}_chip")
    assert f"remove_{FIRST_LEARNER}" not in [b.key for b in at.button]


def test_beginning_afresh_sets_the_history_aside_and_can_be_undone(store: Store) -> None:
    fill(store)
    had = len(store.attempts())
    at = settings()
    press(at, "start_afresh")
    assert len(store.attempts()) == had
    press(at, "asked_yes")
    new = state_of(at).learner_id
    assert new != FIRST_LEARNER
    assert store.of(new).attempts() == []
    press(at, "undo_removal")
    assert state_of(at).learner_id == FIRST_LEARNER
    assert len(store.attempts()) == had
    assert [one.learner_id for one in store.learners()] == [FIRST_LEARNER]  # the empty one is gone


def test_who_has_done_something_since_beginning_afresh_is_kept_when_that_is_undone(store: Store) -> None:
    at = settings()
    press(at, "start_afresh")
    press(at, "asked_yes")
    new = state_of(at).learner_id
    store.of(new).record(attempt(), NOON)
    press(at, "undo_removal")
    assert [one.learner_id for one in store.learners() if one.removed_at] == [new]
    assert len(store.of(new).attempts()) == 1


# ---- backups ----


def test_a_backup_is_made_and_gone_back_to(store: Store) -> None:
    fill(store)
    had = len(store.attempts())
    at = settings()
    press(at, "back_up")
    assert len(store.backups()) == 1
    store.record(attempt("gru/one-step"), NOON)
    press(at, "restore_0")
    assert len(persistence.store().attempts()) == had + 1
    press(at, "asked_yes")
    assert len(persistence.store().attempts()) == had
    assert len(persistence.store().backups()) == 2  # what there was is backed up too


@pytest.mark.parametrize("way", ["damaged_restore", "damaged_anew"])
def test_a_damaged_database_is_mended_from_any_page(store: Store, way: str, tmp_path: Path) -> None:
    fill(store)
    had = len(store.attempts())
    store.back_up(datetime.now(UTC))
    persistence.close()
    (tmp_path / "test.db").write_bytes(b"no database" * 500)
    at = app()
    assert any("damaged" in e.value for e in at.error)
    press(at, way)
    assert not [e.value for e in at.error]
    assert len(persistence.store().attempts()) == (had if way == "damaged_restore" else 0)
    assert [path.read_bytes()[:11] for path in tmp_path.glob("test-damaged-*.db")] == [b"no database"]


def test_a_damaged_database_without_a_backup_can_only_be_begun_anew(store: Store, tmp_path: Path) -> None:
    persistence.close()
    (tmp_path / "test.db").write_bytes(b"no database" * 500)
    at = app()
    assert {"damaged_anew"} == {b.key for b in at.button if str(b.key).startswith("damaged")}


def test_a_backup_a_day_and_its_failure_is_told_in_settings_only(store: Store) -> None:
    daily_backup().make(store)
    daily_backup().make(store)
    assert len(store.backups()) == 1
    store.backups()[0].path.unlink()
    folder = Path(store.location).parent / "backups"
    folder.rmdir()
    folder.write_text("in the way")
    daily_backup().make(store)
    assert any("No backup of" in w.value for w in settings().warning)
    assert not page("progress").error
    folder.unlink()
    press(settings(), "back_up")
    assert not settings().warning


def test_the_daily_backup_is_tried_once_a_day(
    store: Store, monkeypatch: pytest.MonkeyPatch, see_to: Callable[[DailyBackup, Store], None]
) -> None:
    made: list[Store] = []
    daily = DailyBackup()
    monkeypatch.setattr(daily, "make", made.append)
    for _time in range(3):
        see_to(daily, store)
    assert made == [store]


# ---- export and import ----


def exported(store: Store) -> bytes:
    target = io.BytesIO()
    store.export(target, NOON)
    return target.getvalue()


def read_in(at: AppTest, file: bytes) -> AppTest:
    state_of(at).chips.add("import_chip")
    sound(at.run())
    at.file_uploader(key="import_file").upload("export.zip", file, "application/zip").run()
    return press(at, "import")


def test_an_export_is_read_in_and_twice_changes_nothing(store: Store) -> None:
    fill(store)
    had, file = store.attempts(), exported(store)
    second = store.add_learner("Anna", "green", NOON)
    at = settings()
    press(at, f"switch_{second}")
    read_in(at, file)
    assert "Added" in at.success[0].value
    assert store.of(second).attempts() == had
    read_in(at, file)
    assert "already" in at.success[0].value
    assert store.of(second).attempts() == had
    assert not at.error


def test_import_pressed_before_the_file_has_come_waits_for_it(store: Store) -> None:
    fill(store)
    at, waits = settings(), "read as soon as it is there"
    state_of(at).chips.add("import_chip")
    sound(at.run())
    assert not [c for c in at.caption if waits in c.value]
    press(at, "import")
    assert [c for c in at.caption if waits in c.value]
    at.file_uploader(key="import_file").upload("export.zip", exported(store), "application/zip").run()
    assert "already" in at.success[0].value
    assert not state_of(at).awaited_files


def test_lines_that_cannot_be_read_are_told_with_the_first_place(store: Store) -> None:
    fill(store)
    source, target = zipfile.ZipFile(io.BytesIO(exported(store))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as spoilt:
        for name in source.namelist():
            spoilt.writestr(name, source.read(name) + (b"{}\n" if name == "attempts.jsonl" else b""))
    at = read_in(settings(), target.getvalue())
    line = len(store.attempts()) + 1
    assert f"attempts.jsonl:{line}" in at.warning[0].value


def test_another_file_is_refused_in_a_sentence(store: Store) -> None:
    at = read_in(settings(), b"no zip")
    assert "no export of Stepwise" in at.error[0].value


# ---- progress ----


def test_progress_tells_of_answers_from_the_future(store: Store) -> None:
    assert not [c.value for c in page("progress").caption if "future" in c.value]
    later = datetime(2999, 1, 1, tzinfo=UTC)
    store.record(attempt(now=later), later)
    assert [c.value for c in sound(page("progress")).caption if "1 answer is dated in the future" in c.value]


# ---- a database that can only be read ----


def hand_in_paper(store: Store, id: str) -> None:
    """A paper of one question that was left blank."""
    sat = Attempt(pose(question(QUESTION), 4))
    item = PaperItem(sat.id, QUESTION, 4, sat.posed.drawn)
    store.compose_paper(Paper(id, 4, 30, sat.posed.possible, NOON, items=(item,)))
    store.start_paper(id, NOON)
    store.hand_in_paper(id, [record_of(sat, NOON)], NOON)


def test_everything_can_be_read_where_nothing_can_be_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    hand_in_paper(store, "old")
    persistence.close()
    monkeypatch.setattr(database, "_may_write", lambda _: False)
    assert [h.value for h in sound(page("progress")).header if h.value == "Latest answers"]
    assert [h.value for h in sound(page("papers")).header if h.value == "Your papers"]
    assert not sound(page("papers", paper="old")).error
    for name in ("today", "explain", "learn", "practise", "settings"):
        assert sound(page(name)).title
    refused = settings()
    sound(refused.selectbox(key="day_start").set_value(6).run())
    assert any("can only be read" in e.value for e in refused.error)


# ---- display ----


def test_digits_chosen_in_settings_hold_on_explain_and_on_another_day() -> None:
    at = settings()
    sound(at.selectbox(key="settings_digits").set_value(2).run())
    assert settings().selectbox(key="settings_digits").value == 2
    explain = page("explain", topic="self-attention")
    assert explain.slider(key="explain_digits").value == 2
    sound(explain.slider(key="explain_digits").set_value(5).run())
    assert settings().selectbox(key="settings_digits").value == 5


@pytest.mark.parametrize("kept", [{}, {"digits": "4"}, {"digits": 0}, {"digits": 99}, {"digits": True}])
def test_digits_that_cannot_be_are_the_usual_ones(store: Store, kept: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    store.save_draft(Draft("settings/display", "settings/display", now, state=kept), now)
    assert settings().selectbox(key="settings_digits").value == 4


def test_the_language_is_chosen_in_settings_too() -> None:
    at = settings()
    group: Any = next(one for one in at.get("button_group") if one.key == "settings_language_en")
    sound(group.set_value("zh").run())
    assert at.title[0].value == "设置"
    assert state_of(at).language == "zh"
