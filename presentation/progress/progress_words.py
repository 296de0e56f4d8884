"""Progress in words: questions and topics by their titles, slips by their names, what marking again has found."""

from __future__ import annotations

from content import NotFound, question, topic
from content.own_question import TITLE, is_own
from content.question_base import topic_of
from db.records import MisconceptionCount, StepTotal
from engine.ids import name_in
from engine.readings.numbers import fixed
from presentation.recorded_mistakes import recorded_name
from presentation.translate import _, language, ngettext
from quiz.targeted import asking


def question_title(question_id: str) -> str:
    """A question's title; its id when the content has it no more."""
    if is_own(question_id):
        return f"{topic_title(topic_of(question_id))} · {TITLE.of(language())}"
    try:
        found = question(question_id)
        return f"{topic(found.topic).title.of(language())} · {found.title.of(language())}"
    except NotFound:
        return question_id


def about(question_id: str) -> str | None:
    """The topic of a question; None when the content has it no more."""
    try:
        return topic(topic_of(question_id)).id if is_own(question_id) else question(question_id).topic
    except NotFound:
        return None


def topic_title(id: str) -> str:
    """A topic's title; its id when the content has it no more."""
    try:
        return topic(id).title.of(language())
    except NotFound:
        return id


def aimed_practice(n: int) -> str:
    """How often one step was practised alone, beside what was answered; "" for never."""
    said = ngettext("Besides, {n} step was practised alone.", "Besides, {n} steps were practised alone.", n)
    return said.format(n=n) if n else ""


def slip_name(slip: MisconceptionCount) -> str:
    """The misconception in words, and the step it was made in."""
    of = about(slip.question_id)
    if of is None:
        return slip.misconception_id
    here = topic(of)
    name = recorded_name(slip.question_id, here.id, slip.misconception_id, slip.step)
    words = here.steps.get(name_in(slip.step))
    return f"{name} · {words.title.of(language())}" if words else name


def slip_tries(slip: MisconceptionCount) -> str:
    """In how many of the latest tries it was made."""
    return _("{made} of the last {tries}").format(made=sum(slip.tries), tries=len(slip.tries))


def step_name(total: StepTotal) -> str:
    """A step by its title and its topic's."""
    here = topic(asking(total.mechanism, total.step)[0].topic)
    words = here.steps.get(total.step)
    return f"{words.title.of(language()) if words else total.step} · {here.title.of(language())}"


def step_share(total: StepTotal) -> str:
    """The share of its marks that a step earned, and in how many tries."""
    said = ngettext("{share} % of its marks in {n} try", "{share} % of its marks in {n} tries", total.tries)
    return said.format(share=round(100 * total.share), n=total.tries)


def remarked(added: int) -> str:
    """How many mistakes have a name since answers were marked again."""
    if not added:
        return _("Marked again: nothing new was found. Points stay as they were.")
    said = ngettext(
        "Marked again: {n} mistake has a name now. Points stay as they were.",
        "Marked again: {n} mistakes have names now. Points stay as they were.",
        added,
    )
    return said.format(n=added)


def points(x: float) -> str:
    """Marks with at most one decimal."""
    return fixed(x, 1).removesuffix(".0")


def from_the_future(n: int) -> str:
    """What is told of attempts that lie in the future."""
    said = ngettext(
        "{n} answer is dated in the future: this computer's clock was ahead when it was given.",
        "{n} answers are dated in the future: this computer's clock was ahead when they were given.",
        n,
    )
    return said.format(n=n)
