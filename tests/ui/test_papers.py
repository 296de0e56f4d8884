"""The page of papers as a script: composing, sitting, handing in, the mark sheet, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from content import question, questions
from db.errors import StoreError
from db.records import Paper, PaperItem
from db.store import Store
from engine import run
from quiz.answers.write import written
from quiz.kinds import pose, worth
from quiz.kinds.choice import PosedChoice
from quiz.kinds.convention import PosedConvention
from quiz.kinds.spoken import PosedSpoken
from quiz.kinds.steps import PosedSteps
from quiz.posed import Posed, single_cell
from quiz.verdicts import Marking, StepMarking
from tests.ui.app import button, page, sound

STEPS, CHOICE, NUMBER = "self-attention/by-hand", "self-attention/why-root-d-k", "next-sentence/parameters"
SHAPES, CODE = "next-sentence/shapes", "multi-head/reshape-trap"
EVERY_KIND = (STEPS, NUMBER, SHAPES, "kv-cache/find", "masked-softmax/stable-in-code", CODE, "kv-cache/which-cache")
PAPER = (*EVERY_KIND, "sinusoidal/whose-positions")
NOW = datetime.now(UTC)
AS_IT_RUNS = datetime.min.replace(tzinfo=UTC)  # a long run of the tests outlasts a paper begun when they were read
KEPT = "What you entered is kept here and saved as soon as that is possible."
Answers = dict[str, list[list[str]]]


def filed(
    store: Store, asked: tuple[str, ...], started: datetime | None = AS_IT_RUNS, minutes: int = 30
) -> list[Posed[Any]]:
    """A paper named p of these questions; its attempts are a-0, a-1 and so on."""
    started = datetime.now(UTC) if started is AS_IT_RUNS else started
    posed = [pose(question(id), 11) for id in asked]
    items = tuple(PaperItem(f"a-{n}", p.question.id, 11, p.drawn) for n, p in enumerate(posed))
    possible = sum(p.possible for p in posed)
    store.compose_paper(Paper("p", 11, minutes, possible, NOW, {"marks": 40}, started, items=items))
    return posed


def rows(answer: Any) -> Answers:
    return {part: [list(row) for row in grid] for part, grid in answer.items()}


def said(at: AppTest) -> str:
    return "\n".join(str(x.value if hasattr(x, "value") else x.body) for x in (*at.markdown, *at.caption, *at.html))


# ---- composing ----


@pytest.mark.parametrize(
    ("lang", "cover"), [("en", "questions, 20 marks, 45 minutes."), ("zh", "题，20 分，45 分钟。")]
)
def test_a_paper_is_composed_from_what_is_wished_for(store: Store, lang: str, cover: str) -> None:
    at = sound(page("papers", lang))
    at.select_slider(key="paper_marks").set_value(20)
    at.multiselect(key=f"paper_topics_{lang}").set_value(["gru", "lstm"])
    at.multiselect(key=f"paper_kinds_{lang}").set_value(["choice", "number", "shapes"])
    at.number_input(key="paper_number").set_value(4711)
    sound(button(at, "compose_paper").click().run())
    (paper,) = store.papers()
    assert (paper.seed, paper.minutes, paper.started_at) == (4711, 45, None)
    assert cover in said(at)
    assert "4711" in said(at)
    assert paper.paper_id[:8] not in said(at)
    kept = store.paper(paper.paper_id)
    assert kept is not None
    chosen = [question(item.question_id) for item in kept.items]
    assert {q.topic for q in chosen} == {"gru", "lstm"}
    assert {q.kind for q in chosen} <= {"choice", "number", "shapes"}


def test_the_same_number_gives_the_same_paper(store: Store) -> None:
    for number in (5, 5, 6):
        at = page("papers")
        at.select_slider(key="paper_marks").set_value(20)
        at.multiselect(key="paper_kinds_en").set_value(["choice", "number"])
        at.number_input(key="paper_number").set_value(number)
        sound(button(at, "compose_paper").click().run())
    found = [store.paper(paper.paper_id) for paper in store.papers()]
    last, second, first = ([(i.question_id, i.inputs) for i in paper.items] for paper in found if paper)
    assert first == second != last


def test_too_few_questions_are_said_before_and_marks_that_are_missed_afterwards() -> None:
    at = page("papers")
    at.multiselect(key="paper_topics_en").set_value(["next-sentence"])
    sound(at.multiselect(key="paper_kinds_en").set_value(["shapes", "order"]).run())
    most = sum(worth(q) for q in questions("next-sentence") if q.kind in ("shapes", "order"))
    assert (
        f"2 questions to choose from · questions to be answered aloud are left out · all together {most:g} marks"
        in {c.value for c in at.caption}
    )
    sound(button(at, "compose_paper").click().run())
    assert "40 marks cannot be made up exactly" in said(at)
    none = page("papers")
    none.multiselect(key="paper_kinds_en").set_value(["convention"])
    sound(none.multiselect(key="paper_topics_en").set_value(["next-sentence"]).run())
    assert button(none, "compose_paper").disabled


# ---- sitting ----


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_kind_is_asked_without_a_hint_or_a_check(store: Store, lang: str) -> None:
    posed = filed(store, PAPER)
    assert len({p.question.kind for p in posed}) == len(posed) == 8
    at = page("papers", lang, paper="p")
    for p in posed:
        sound(at)
        assert at.title[0].value == p.question.title.of(lang)
        assert not [b for b in at.button if b.key == "check" or str(b.key).startswith("next_hint")]
        if p is not posed[-1]:
            button(at, "exam_next").click().run()
    assert not [b for b in at.button if b.key == "exam_next"]


def test_what_is_entered_is_kept_and_what_another_window_enters_stays(store: Store) -> None:
    filed(store, (SHAPES, NUMBER))
    at = page("papers", paper="p")
    assert store.merge_answers("p", "a-0", {"pooled": [["1×4"]]}, NOW)  # the other window
    sound(at.text_input[0].set_value("1×768").run())
    sound(button(at, "place_open_1").click().run())
    sound(at.text_input[0].set_value("12").run())
    kept = store.paper("p")
    assert kept is not None
    assert kept.items[0].answers == {"preactivation": [["1×768"]], "pooled": [["1×4"]]}
    assert kept.items[1].answers == {"number": [["12"]]}
    again = page("papers", paper="p")  # reloaded
    assert [t.value for t in again.text_input][:2] == ["1×768", "1×4"]


def test_what_could_not_be_kept_is_kept_with_the_next_answer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(store, (SHAPES, NUMBER))
    at = page("papers", paper="p")

    def full(*_given: Any) -> bool:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "merge_answers", full)
        sound(at.text_input[0].set_value("1×768").run())
        assert [error.value for error in at.error] == [f"The disk is full. {KEPT}"]
    sound(button(at, "hand_in_paper").click().run())
    kept = store.paper("p")
    assert kept is not None
    assert kept.items[0].answers == {"preactivation": [["1×768"]]}


def test_a_paper_that_another_window_hands_in_shows_its_marks(store: Store) -> None:
    filed(store, (NUMBER,))
    first, second = page("papers", paper="p"), page("papers", paper="p")
    sound(button(first, "hand_in_paper").click().run())
    sound(second.text_input[0].set_value("12").run())
    assert second.toast[0].value == "This paper is handed in; nothing more can be changed."
    assert 'class="big"' in said(second)


@pytest.mark.parametrize("minutes", [1, 30])
def test_when_the_time_is_over_what_was_entered_counts(store: Store, minutes: int) -> None:
    (posed,) = filed(store, (NUMBER,), started=None, minutes=minutes)
    began = datetime.now(UTC) - timedelta(minutes=minutes, seconds=1)
    store.start_paper("p", began)
    assert store.merge_answers("p", "a-0", rows(posed.solution()), began + timedelta(seconds=30))
    at = sound(page("papers", paper="p"))
    assert "The time is over" in at.toast[0].value
    (paper,) = store.papers()
    assert (paper.points, paper.handed_in_at) == (posed.possible, began + timedelta(minutes=minutes))


# ---- the mark sheet ----


def mixed(posed: list[Posed[Any]]) -> dict[int, Answers]:
    """Own errors with right work after them, right answers, half answers, wrong ones, and one left blank."""
    given = {n: rows(p.solution()) for n, p in enumerate(posed)}
    steps = posed[0]
    assert isinstance(steps, PosedSteps)
    sheet, scores = steps.sheet, np.array(steps.sheet.truth["scores"]) + 0.75
    trace = run(sheet.program, sheet.inputs, {"scores": scores})
    given[0] = rows({step: written(np.asarray(trace[step]), sheet.decimals) for step in sheet.asked})
    given[0]["context"][0][0] = ""
    given[2] = {"pooled": given[2]["pooled"]}
    given[3] = {"step": given[3]["step"]}
    given[6] = rows({"result": single_cell(next(x for x in posed[6].offered if x != "right"))})  # type: ignore[attr-defined]
    del given[7]
    return given


def marks(texts: list[str]) -> list[tuple[float, float]]:
    found = (re.search(r"(?:\*\*|>)([\d.]+)(?:\*\*)? / ([\d.]+)", text) for text in texts)
    return [(float(m[1]), float(m[2])) for m in found if m]


def marked_questions(at: AppTest) -> tuple[list[tuple[float, float]], list[str]]:
    """The marks of each question, and the tables of its parts; between them stand ways on from what missed marks."""
    heads: list[str] = []
    sheets: list[str] = []
    nodes: list[Any] = list(at.main)
    for node in nodes:
        if node.type == "markdown" and node.value.startswith("**") and " / " in node.value:
            heads.append(node.value)
            sheets.append("")
        elif node.type == "html" and 'class="marksheet"' in node.body:
            sheets[-1] += node.body
    return marks(heads), sheets


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_marks_of_a_sheet_add_up(store: Store, lang: str) -> None:
    posed = filed(store, PAPER)
    for n, answers in mixed(posed).items():
        assert store.merge_answers("p", f"a-{n}", answers, NOW)
    at = page("papers", lang, paper="p")
    empty = "1 question has no answer yet." if lang == "en" else "还有 1 题没有作答。"
    assert empty in said(at)
    sound(button(at, "hand_in_paper").click().run())
    (paper,) = store.papers()
    heads, sheets = marked_questions(at)
    assert sum(earned for earned, _ in heads) == paper.points
    assert sum(whole for _, whole in heads) == paper.possible
    assert f'<span class="big">{paper.points:g}</span>' in said(at)
    assert f" · {int(100 * (paper.points or 0) / paper.possible + 0.5)} %</span>" in said(at)
    for (earned, whole), sheet in zip(heads, sheets, strict=True):
        parts = marks(re.findall("<td>[^<]*</td>", sheet))
        assert all(number * 2 % 1 == 0 for pair in (*parts, (earned, whole)) for number in pair)
        assert not parts or (sum(p for p, _ in parts), sum(w for _, w in parts)) == (earned, whole)
    assert not marks(re.findall("<td>[^<]*</td>", sheets[2]))  # a sixth of two marks is no mark: the question has them
    assert heads[2] == (0, 2)
    assert heads[7] == (0, posed[7].possible)
    follow = next(c.value for c in at.caption if re.search("follows from an own error|承前错误", c.value))
    assert ("marks come in halves, rounded down" if lang == "en" else "得分以半分为单位") in follow
    assert store.attempts()[0].finished_at == paper.handed_in_at


def test_no_ids_and_no_latex_stand_on_a_sheet(store: Store) -> None:
    posed = filed(store, PAPER, started=NOW - timedelta(hours=1))
    at = sound(page("papers", "zh", paper="p"))
    shown = re.sub("<[^>]*>", " ", "\n".join(h.body for h in at.html if 'class="marksheet"' in h.body))
    shown = shown.replace(".reshape(n, h, d_k)", "").replace("d_k, h)", "")
    for raw in ("a-0", "$", "\\", "`", *(step for p in posed for step in p.parts if "_" in step or "/" in step)):
        assert raw not in shown


def test_steps_of_the_same_name_are_told_apart_and_right_answers_stand_alone(store: Store) -> None:
    (posed,) = filed(store, ("gru-sequence/shapes-both-ways",))
    assert store.merge_answers("p", "a-0", rows(posed.solution()), NOW)
    at = sound(button(page("papers", paper="p"), "hand_in_paper").click().run())
    (sheet,) = [h.body for h in at.html if 'class="marksheet"' in h.body]
    names = [name for name in re.findall("<tr><td>(.*?)</td>", sheet) if name]
    assert len(set(names)) == len(names) == len(posed.parts)
    assert "left to right · t = 2 · Hidden state" in names
    assert "The solution" not in sheet


def test_a_later_examiner_changes_no_marks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (posed,) = filed(store, (CHOICE,))
    assert store.merge_answers("p", "a-0", rows(posed.solution()), NOW)
    sound(button(page("papers", paper="p"), "hand_in_paper").click().run())
    monkeypatch.setattr(PosedChoice, "mark", lambda *_: Marking((StepMarking("choices", "wrong", (), 0, 3),)))
    at = sound(page("papers", paper="p"))
    assert marks([m.value for m in at.markdown]) == [(3, 3)]
    assert "badge right" in said(at)


def test_another_convention_is_told_by_its_letter_and_name(store: Store) -> None:
    (posed,) = filed(store, ("sinusoidal/whose-positions",))
    assert isinstance(posed, PosedConvention)
    other = next(k for k in posed.order if k != posed.wanted)
    assert store.merge_answers("p", "a-0", {"convention": [[posed.names[other]]]}, NOW)
    at = sound(button(page("papers", paper="p"), "hand_in_paper").click().run())
    assert f"{'ABCDE'[posed.order.index(other)]} · {posed.question.among[other].name.en}" in said(at)
    assert "another convention" in said(at)
    assert posed.names[other] not in said(at)


# ---- answers in words, which the learner marks ----

WORDS = "multi-head/why-several-heads"


def in_words(store: Store, started: datetime = AS_IT_RUNS) -> PosedSpoken:
    """A paper of a spoken question and a choice."""
    started = datetime.now(UTC) if started is AS_IT_RUNS else started
    posed = pose(question(WORDS), 11)
    assert isinstance(posed, PosedSpoken)
    alone = posed.without_follow_ups()
    asked = (alone, pose(question(CHOICE), 11))
    items = tuple(PaperItem(f"a-{n}", p.question.id, 11, p.drawn) for n, p in enumerate(asked))
    wanted = {"kinds": ["spoken", "choice"]}
    store.compose_paper(Paper("p", 11, 30, sum(p.possible for p in asked), NOW, wanted, started, items=items))
    return alone


def write(store: Store, text: str) -> None:
    assert store.merge_answers("p", "a-0", {"text": [[text]]}, NOW)


@pytest.mark.parametrize(("lang", "title"), [("en", "Mark your own answers"), ("zh", "批改自己的回答")])
def test_answers_in_words_are_marked_by_the_learner_when_the_paper_is_handed_in(
    store: Store, lang: str, title: str
) -> None:
    posed = in_words(store)
    write(store, "Several <i>heads</i>.")
    at = sound(page("papers", lang, paper="p"))
    assert posed.question.prompt.of(lang) in said(at)
    assert not at.checkbox
    sound(button(at, "hand_in_paper").click().run())
    assert at.title[0].value == title
    assert "Several &lt;i&gt;heads&lt;/i&gt;." in said(at)
    assert posed.question.answer.of(lang) in said(at)
    sound(at.checkbox[1].check().run())
    again = sound(page("papers", lang, paper="p"))  # a reload
    assert again.checkbox[1].value
    sound(button(again, "hand_in_paper").click().run())
    paper = store.paper("p")
    assert paper is not None
    assert (paper.points, paper.handed_in_at is not None) == (2, True)
    assert {a.question_id: a.points for a in store.attempts()} == {WORDS: 2, CHOICE: 0}
    assert posed.question.points[0].text.of(lang).split("$")[0] in said(again)
    assert store.card(WORDS) is not None


def test_a_paper_without_words_in_it_is_handed_in_at_once(store: Store) -> None:
    in_words(store)
    at = sound(page("papers", paper="p"))
    sound(button(at, "hand_in_paper").click().run())
    paper = store.paper("p")
    assert paper is not None
    assert paper.points == 0


def test_key_points_are_ticked_after_the_time_is_over(store: Store) -> None:
    in_words(store, started=datetime.now(UTC) - timedelta(minutes=29))
    write(store, "Heads.")
    store.give_time("p", timedelta(seconds=-60), NOW)
    sound(page("papers"))  # the list hands in what is over, but not this
    at = sound(page("papers", paper="p"))
    sound(button(at, "mark_own").click().run())
    sound(at.checkbox[0].check().run())
    again = sound(page("papers", paper="p"))
    assert again.checkbox[0].value
    sound(button(again, "hand_in_paper").click().run())
    paper = store.paper("p")
    assert paper is not None
    assert paper.points == 1
    assert paper.items[0].late != {}


def test_questions_in_words_are_chosen_only_if_they_are_wanted(store: Store) -> None:
    at = page("papers")
    at.multiselect(key="paper_topics_en").set_value(["multi-head"])
    at.multiselect(key="paper_kinds_en").set_value(["choice"])
    at.select_slider(key="paper_marks").set_value(20)
    sound(at.toggle(key="paper_words").set_value(True).run())
    assert any("you mark yourself when you hand in" in c.value for c in at.caption)
    sound(button(at, "compose_paper").click().run())
    (listed,) = store.papers()
    paper = store.paper(listed.paper_id)
    assert paper is not None
    assert {question(item.question_id).kind for item in paper.items} == {"choice", "spoken"}
    assert all("follow_ups" not in item.inputs for item in paper.items)
