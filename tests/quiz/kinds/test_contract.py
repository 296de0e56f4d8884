"""Every question of the content, of whatever kind: put, kept, put again, answered rightly, wrongly and not at all."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import Question, questions, topics
from content.question_base import Sized
from quiz.kinds import pose, put_again
from quiz.posed import Posed
from quiz.remarking import mark_again
from tests.examples import examples
from tests.sweeps import exhaustive, first_of_each

ONE_OF_EACH = list({(q.kind, q.topic): q for q in questions()}.values())
DRAWN = ("steps", "find", "order", "choice", "result", "convention")
VARIED: list[Any] = [
    q for q in questions() if isinstance(q, Sized) and len(list(q.combinations)) > 1 and getattr(q, "of", "") != "cell"
]
typed = st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=4)


def each_kind(asked: list[Any]) -> list[Any]:
    """The questions as parameters; of each kind one always, the others where everything is run."""
    return first_of_each(lambda q: q.kind, asked, lambda q: q.id)


each_topic = pytest.mark.parametrize("topic", [t.id for t in topics()])


@pytest.mark.exhaustive
@pytest.mark.parametrize("seeds", [(1,), exhaustive((2, 3))], ids=["one draw", "other draws"])
@each_topic
def test_the_solution_earns_full_marks_also_when_put_again(topic: str, seeds: tuple[int, ...]) -> None:
    for question, seed in product(questions(topic), seeds):
        posed = pose(question, seed)
        assert posed.possible > 0, question.id
        assert set(posed.solution()) == set(posed.parts), question.id
        again = pose(question, seed, json.loads(json.dumps(posed.drawn)))
        assert again.drawn == posed.drawn, question.id
        for one in (posed, again):
            marking = one.mark(posed.solution())
            assert {step.status for step in marking.steps} == {"right"}, (question.id, seed)
            assert marking.points == pytest.approx(one.possible), (question.id, seed)
            assert marking.possible == pytest.approx(one.possible)
            assert {step.step for step in marking.steps} <= set(one.parts)


@each_topic
def test_nothing_earns_nothing(topic: str) -> None:
    for question in questions(topic):
        marking = pose(question, 4).mark({})
        assert {step.status for step in marking.steps} == {"blank"}, question.id
        assert marking.points == 0, question.id


@pytest.mark.parametrize("question", each_kind(ONE_OF_EACH[::7]))
@examples(20)
@given(data=st.data())
def test_whatever_is_typed_is_marked(question: Question, data: st.DataObject) -> None:
    posed: Posed[Question] = pose(question, 5)
    answers = data.draw(st.dictionaries(st.sampled_from([*posed.parts, "no such part"]), typed))
    marking = posed.mark(answers)
    assert 0 <= marking.points <= posed.possible
    assert all(step.points <= step.possible for step in marking.steps)
    assert all(step.points == 0 for step in marking.steps if step.status == "blank")


@pytest.mark.parametrize("question", each_kind([q for q in ONE_OF_EACH if q.kind in DRAWN]))
def test_other_seeds_give_other_numbers(question: Question) -> None:
    first = pose(question, 0).drawn
    assert any(pose(question, seed).drawn != first for seed in range(1, 8))


def spoilt(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    """What was drawn as it would be if the question had been another one then."""
    found = []
    for name, kept in drawn.items():
        if isinstance(kept, list) and kept:
            found += [{**drawn, name: [*kept[:-1], "no such thing"]}]
            fewer_will_do = name in ("offered", "follow_ups")  # names to choose from, and what was not yet asked then
            found += [] if fewer_will_do else [{**drawn, name: kept[:-1]}]
        elif isinstance(kept, dict) and kept:
            found += [{**drawn, name: dict(list(kept.items())[1:])}]
        elif isinstance(kept, str | int):
            found += [{**drawn, name: "no such thing" if isinstance(kept, str) else 99}]
    return found


@pytest.mark.parametrize("question", each_kind(ONE_OF_EACH[::5]))
def test_what_does_not_belong_to_the_question_any_more_is_not_put_again(question: Question) -> None:
    drawn = json.loads(json.dumps(pose(question, 6).drawn))
    found = put_again(question, 6, drawn)
    assert found is not None
    assert found.drawn == drawn
    for other in spoilt(drawn):
        assert put_again(question, 6, other) is None, other


@pytest.mark.parametrize("question", each_kind(VARIED))
def test_every_combination_of_sizes_can_be_put_and_answered(question: Any) -> None:
    sizes = pose(question, 0).drawn["sizes"]
    posed = [pose(question, 0, {"sizes": {**sizes, **drawn}}) for drawn in question.combinations]
    for one in posed:
        assert one.mark(one.solution()).points == pytest.approx(one.possible)
    assert len({json.dumps(one.solution()) for one in posed}) > 1  # what is drawn makes a difference


KEPT = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 5) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["X", "n"]), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.exhaustive
@examples(150)
@given(question=st.sampled_from(list({q.kind: q for q in questions()}.values())), data=st.data())
def test_what_was_kept_in_another_form_is_refused_and_never_raises(question: Question, data: st.DataObject) -> None:
    posed = pose(question, 7)
    fields = [*posed.drawn, "no such field"]
    changed = data.draw(st.dictionaries(st.sampled_from(fields), KEPT, max_size=2))
    put_again(question, 7, {**posed.drawn, **changed})
    mark_again(question.id, 7, posed.drawn, data.draw(st.dictionaries(st.sampled_from(posed.parts), KEPT, max_size=2)))
