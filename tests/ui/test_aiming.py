"""Practice that aims, and appeals, on the pages: begun where a mistake is named, said, told afterwards, kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from content import question
from db.records import Paper, PaperItem
from db.store import Store
from presentation.translate import speaking
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.stored_instances import taken_up, to_keep
from quiz.targeted import Target
from tests.db.attempts import NOON, attempt
from tests.ui.app import attempt_of, button, page, posed_of, sound, state_of
from ui.session import aiming
from ui.session.restored_attempts import AIMED

QUESTION = "self-attention/score-and-scale"
UNSCALED = Target("self_attention", "scaled", "div.not_divided")


@pytest.fixture(autouse=True)
def ways(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """Where the pages went; a page by itself has no other to go to."""
    found: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(aiming, "go_to", lambda name, **query: found.append((name, query)))
    return found


def texts(at: AppTest) -> str:
    return "\n".join([*(h.body for h in at.html), *(m.value for m in at.markdown), *(c.value for c in at.caption)])


def labels(at: AppTest) -> list[str]:
    return [b.label for b in at.button]


def answered(at: AppTest, *grids: tuple[tuple[str, ...], ...]) -> AppTest:
    """As if these had been handed in, step by step."""
    found = attempt_of(at)
    assert found.sitting is not None
    for grid in grids:
        found.sitting = found.sitting.hand_in(grid)
    return sound(at.run())


def unscaled(lang: str = "en") -> AppTest:
    """A sheet on which the scores were not scaled."""
    at = sound(page("practise", lang, q=QUESTION))
    scores = posed_of(at, PosedSteps).solution()["scores"]
    return answered(at, scores, scores)


def aimed_at(at: AppTest, ways: list[tuple[str, dict[str, str]]]) -> AppTest:
    """The page that the last button led to, in the same session."""
    name, query = ways[-1]
    assert name == "practise"
    for key in list(at.query_params):
        if key != "lang":
            del at.query_params[key]
    for key, value in query.items():
        at.query_params[key] = value
    return sound(at.run())


# ---- practice that aims ----


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_a_marked_step_to_its_mistake_and_whether_it_is_gone(
    lang: str, ways: list[tuple[str, dict[str, str]]]
) -> None:
    at = unscaled(lang)
    sound(button(at, "practise_this_scaled").click().run())
    at = aimed_at(at, ways)
    posed = posed_of(at, PosedSteps)
    assert attempt_of(at).aim == UNSCALED
    assert posed.parts == ("scaled",)
    assert posed.question.id != QUESTION
    with speaking(lang):
        said = {"en": "This aims at one mistake, “", "zh": "这里针对一个错误「"}[lang]
    assert said in texts(at)
    still = answered(at, tuple(tuple(row) for row in scores_of(posed)))
    assert {"en": "The mistake is still there: “", "zh": "这个错误还在：「"}[lang] in texts(still)
    sound(button(still, "again").click().run())
    fresh = posed_of(still, PosedSteps)
    assert fresh.parts == ("scaled",)
    assert (fresh.seed, attempt_of(still).aim) != (posed.seed, None)
    gone = answered(still, fresh.solution()["scaled"])
    assert {"en": "The mistake is gone: “", "zh": "这个错误改掉了："}[lang] in texts(gone)


def scores_of(posed: PosedSteps) -> tuple[tuple[str, ...], ...]:
    from quiz.answers.write import written

    return written(posed.sheet.truth["scores"], posed.sheet.decimals)


def test_what_aims_rates_no_card_and_counts_as_practice(store: Store, ways: list[tuple[str, dict[str, str]]]) -> None:
    at = unscaled()
    sound(button(at, "practise_this_scaled").click().run())
    at = aimed_at(at, ways)
    posed = posed_of(at, PosedSteps)
    answered(at, posed.solution()["scaled"])
    (latest, *_) = store.attempts(limit=1)
    assert (latest.question_id, list(latest.marking), latest.points) == (posed.question.id, ["scaled"], 3.0)
    assert store.card(posed.question.id) is None
    assert store.card(QUESTION) is not None
    assert latest.aimed
    assert [total.attempts for total in store.question_totals()] == [1]  # of the question in which it began
    today = store.daily_counts(latest.finished_at)[-1]
    assert (today.attempts, today.aimed) == (1, 1)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("lang", "said", "alone"),
    [
        ("en", "Besides, 1 step was practised alone.", "one step alone"),
        ("zh", "另有 1 次单步专项练习。", "单步专项练习"),
    ],
)
def test_progress_and_today_count_it_apart(store: Store, lang: str, said: str, alone: str) -> None:
    now = datetime.now(UTC)
    store.record(attempt(QUESTION, now), now)
    store.record(attempt(QUESTION, now, aimed=True, points=0.0), now)
    progress = sound(page("progress", lang))
    assert '<span class="big">1</span>' in texts(progress)
    assert said in texts(progress)
    assert texts(progress).count(f">{alone}<") == 1
    assert "<b>100 %</b>" in texts(progress)
    assert said in texts(sound(page("today", lang)))


def test_it_is_the_same_after_a_reload_and_what_was_begun_in_the_question_stays(
    store: Store, ways: list[tuple[str, dict[str, str]]]
) -> None:
    at = unscaled()
    sound(button(at, "practise_this_scaled").click().run())
    at = aimed_at(at, ways)
    id, drawn = attempt_of(at).question.id, attempt_of(at).posed.drawn
    assert store.draft(AIMED + id) is not None
    whole = sound(page("practise", q=id))
    assert (attempt_of(whole).aim, len(attempt_of(whole).posed.parts) > 1) == (None, True)
    again = sound(page("practise", q=id, aim="1"))
    assert (attempt_of(again).aim, attempt_of(again).posed.drawn) == (UNSCALED, drawn)
    assert "This aims at one mistake" in texts(again)


def test_an_aim_that_is_not_kept_opens_the_question(store: Store) -> None:
    at = sound(page("practise", q=QUESTION, aim="1"))
    assert attempt_of(at).aim is None
    assert at.query_params.get("aim") is None


def test_a_step_without_a_named_mistake_is_practised_alone(ways: list[tuple[str, dict[str, str]]]) -> None:
    at = sound(page("practise", q=QUESTION))
    right = posed_of(at, PosedSteps).solution()
    at = answered(at, right["scores"], right["scaled"])
    assert labels(at).count("Practise this step") == 2
    assert "I think I am right" not in str(labels(at))
    sound(button(at, "practise_this_scores").click().run())
    at = aimed_at(at, ways)
    assert posed_of(at, PosedSteps).parts == ("scores",)
    assert "This practises one step, " in texts(at)


@pytest.mark.parametrize("name", ["progress", "today"])
def test_progress_and_today_lead_to_the_mistake(
    store: Store, name: str, ways: list[tuple[str, dict[str, str]]]
) -> None:
    posed = pose(question(QUESTION), 3)
    made = {"mechanism": "self_attention", "misconceptions": (("scaled", UNSCALED.misconception),)}
    store.record(attempt(QUESTION, NOON, inputs=posed.drawn, points=1.0, **made), NOON + timedelta(minutes=1))
    at = sound(page(name))
    sound(button(at, "practise_slip_0").click().run())
    ((to, query),) = ways
    assert (to, query["aim"]) == ("practise", "1")
    found = attempt_of(at)
    assert (found.aim, found.posed.parts) == (UNSCALED, ("scaled",))


def test_a_papers_mark_sheet_leads_to_the_mistake(store: Store, ways: list[tuple[str, dict[str, str]]]) -> None:
    at = handed_in(store)
    practise = [b for b in at.button if b.label.startswith("Practise: ")]
    assert len(practise) == 1  # the same mistake in two steps is one
    sound(practise[0].click().run())
    assert ways[-1][1]["aim"] == "1"
    assert attempt_of(at).aim == UNSCALED


def test_a_papers_mark_sheet_has_both_ways_beside_each_part_that_missed_marks(
    store: Store, ways: list[tuple[str, dict[str, str]]]
) -> None:
    at = handed_in(store)
    assert not [b for b in at.button if b.key == "practise_mistake_1_0"]  # the scores were right
    chip = "appeal_a-0_scaled"
    state_of(at).chips.add(chip)
    sound(at.run())
    sound(at.text_area(key=f"{chip}_note").set_value("Scaled above.").run())
    sound(button(at, f"{chip}_keep").click().run())
    (draft,) = store.drafts_under("appeal/")
    assert (draft.state["note"], draft.state["part"]) == ("Scaled above.", "scaled")
    assert draft.state["parts"][1]["marking"]["status"] == "misconception"


def test_a_part_left_blank_is_practised_and_not_appealed_against(
    store: Store, ways: list[tuple[str, dict[str, str]]]
) -> None:
    at = handed_in(store, blank=True)
    assert [b.label for b in at.button if (b.key or "").startswith("practise_mistake")] == ["Practise this step"] * 2
    state_of(at).chips.add("appeal_a-0_scaled")
    sound(at.run())
    assert not at.text_area
    sound(button(at, "practise_mistake_1_0").click().run())
    assert attempt_of(at).aim == Target("self_attention", "scores")


def handed_in(store: Store, blank: bool = False) -> AppTest:
    """A paper of one question, in which the scores were not scaled, or nothing was answered."""
    from quiz.attempt import Attempt
    from ui.session.attempt_records import record_of

    posed = pose(question(QUESTION), 3)
    scores = posed.solution()["scores"]
    answers = {} if blank else {"scores": scores, "scaled": scores}
    item = PaperItem(
        "a-0", QUESTION, 3, to_keep(posed), {part: [list(r) for r in rows] for part, rows in answers.items()}
    )
    store.compose_paper(Paper("p-1", 3, 45, posed.possible, NOON, items=(item,)))
    store.start_paper("p-1", NOON)
    sat = Attempt(posed, "a-0", NOON, paper="p-1", answers=answers)
    store.hand_in_paper("p-1", [record_of(sat, NOON)], NOON + timedelta(minutes=5))
    return sound(page("papers", paper="p-1"))


# ---- I think I am right ----


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_appeal_is_kept_with_its_note_listed_and_removed(store: Store, lang: str) -> None:
    at = unscaled(lang)
    found = attempt_of(at)
    chip = f"appeal_{found.id}_scaled"
    state_of(at).chips.add(chip)
    sound(at.run())
    sound(at.text_area(key=f"{chip}_note").set_value("My book divides by 1. <b>").run())
    sound(button(at, f"{chip}_keep").click().run())
    (draft,) = store.drafts_under("appeal/")
    assert (draft.state["note"], draft.state["part"]) == ("My book divides by 1. <b>", "scaled")
    assert draft.state["parts"][1]["typed"] == [list(row) for row in scores_of(posed_of(at, PosedSteps))]
    json.dumps(dict(draft.state), allow_nan=False)
    again = taken_up(question(QUESTION), found.seed, {**draft.state["drawn"], "as_put": draft.state["as_put"]})
    assert again is not None
    assert again.drawn == found.posed.drawn
    sound(at.text_area(key=f"{chip}_note").set_value("Another reason").run())
    sound(button(at, f"{chip}_keep").click().run())
    assert [d.state["note"] for d in store.drafts_under("appeal/")] == ["Another reason"]

    listed = sound(page("settings", lang))
    assert {"en": "1 of 3 marks", "zh": "3 分中得 1 分"}[lang] in texts(listed)
    assert "Another reason" in texts(listed)
    if lang == "zh":
        return  # AppTest looks for a chosen entry of a list in the words of the thread that runs the test
    sound(button(listed, "appeal_remove_0").click().run())
    assert not store.drafts_under("appeal/")
    assert "Another reason" not in texts(listed)


def test_an_appeal_outlives_the_end_of_its_attempt(store: Store) -> None:
    at = sound(page("practise", q=QUESTION))
    right = posed_of(at, PosedSteps).solution()
    at = answered(at, right["scaled"])
    chip = f"appeal_{attempt_of(at).id}_scores"
    state_of(at).chips.add(chip)
    sound(at.run())
    sound(button(at, f"{chip}_keep").click().run())
    answered(at, right["scaled"])
    assert store.attempts(limit=1)[0].attempt_id == attempt_of(at).id
    assert [d.state["part"] for d in store.drafts_under("appeal/")] == ["scores"]


def test_a_question_of_another_kind_is_appealed_against_as_a_whole(store: Store) -> None:
    at = sound(page("practise", q="encoder-block/who-mixes"))
    attempt_of(at).handed_in = True
    sound(at.run())
    chip = f"appeal_{attempt_of(at).id}_"
    state_of(at).chips.add(chip)
    sound(at.run())
    sound(button(at, f"{chip}_keep").click().run())
    (draft,) = store.drafts_under("appeal/")
    assert (draft.state["part"], draft.state["question"]["kind"]) == ("", "choice")


def test_a_damaged_appeal_is_left_out(store: Store) -> None:
    from db.records import Draft

    store.save_draft(Draft("appeal/x/y", "appeal/x", NOON, state={"format": "something else"}), NOON)
    assert not [b for b in sound(page("settings")).button if (b.key or "").startswith("appeal_")]
