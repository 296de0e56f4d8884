"""The route in words: plans, what fits into the days, how far a topic is."""

from __future__ import annotations

from content.schema import Plan
from presentation.progress.today_words import short_day
from presentation.translate import _, language, ngettext, together
from quiz.plan import TopicDays


def plan_names() -> dict[Plan, str]:
    """What the plans are called."""
    return {"three-days": _("Three days"), "two-weeks": _("Two weeks"), "whole-course": _("Whole course")}


def planned(found: TopicDays, days: int, minutes: int, waiting: int, for_exam: bool = False) -> str:
    """What the plan makes of the days and minutes that are given; `for_exam`, Today follows an order of its own."""
    if not waiting:
        return _("Every topic of this plan is done. What comes back is on Today.")
    given = ngettext("{n} day, {minutes} minutes a day.", "{n} days, {minutes} minutes a day.", days)
    said = [given.format(n=days, minutes=minutes)]
    if found.left_out:
        fits = waiting - len(found.left_out)
        said.append(_("{fits} of the {waiting} topics that are left fit in.").format(fits=fits, waiting=waiting))
    else:
        last = short_day(found.days[-1].day)
        text = ngettext(
            "The {n} topic that is left fits in: done on {day}.",
            "The {n} topics that are left fit in; the last is done on {day}.",
            waiting,
        )
        said.append(text.format(n=waiting, day=last))
    said.append(_("From the second day on, a third of the time is for what comes back."))
    if for_exam:
        said.append(
            _("Until the exam, Today puts first what adds most per minute, so the order may differ from these dates.")
        )
    return together(*said)


def left_out(found: TopicDays) -> str:
    """The topics for which there is no time, and what would help."""
    names = _(", ").join(topic.title.of(language()) for topic in found.left_out)
    return _("No time for: {topics}. More minutes a day, or a shorter plan, would help.").format(topics=names)


def longest_that_fits(plan: Plan) -> str:
    """Why a plan named for few days stands over many: it is chosen by the minutes of each, too."""
    said = _("“{plan}” is the longest plan for the days and minutes until the exam.")
    return said.format(plan=plan_names()[plan])


def lesson_words(read: bool, minutes: float) -> str:
    """Whether a lesson was read, or how long it takes."""
    return _("lesson read") if read else _("lesson {n} min").format(n=max(1, round(minutes)))


def standing_words(state: str) -> str:
    """How far a topic is."""
    return {"done": _("done"), "begun": _("begun")}.get(state, _("not begun"))
