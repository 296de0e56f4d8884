"""What a drawn sheet can show, in words: the mistakes it tells apart, those it cannot, and those no numbers could."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from content import topic
from presentation.content_words import titles
from presentation.recorded_mistakes import posed_name
from presentation.translate import _, language
from quiz.exercises.certificate import StepCertificate
from quiz.kinds.steps import PosedSteps

STYLE = (
    "body{font:15px/1.5 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;color:#23201d;"
    "max-width:46rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem;"
    "break-after:avoid}ul{margin:.1rem 0;padding-left:1.2rem}p{margin:.3rem 0}.quiet{color:#5f5952}"
    "@media print{body{margin:0;max-width:none}section{break-inside:avoid}}"
)


MOST_NAMED = 3  # mistakes named in a sentence


@dataclass(frozen=True)
class CertificateLine:
    """One step of the certificate: its title, and lists of names."""

    title: str
    shown: tuple[str, ...]
    vague: tuple[str, ...]
    unseen: tuple[str, ...]
    alike: tuple[str, ...]
    impossible: tuple[str, ...]


def said(posed: PosedSteps) -> list[CertificateLine]:
    """Every asked step."""
    title = titles(topic(posed.question.topic), posed.sheet.program)
    return [_step(posed, found, title(found.step)) for found in posed.certificate]


def _step(posed: PosedSteps, found: StepCertificate, title: str) -> CertificateLine:
    def named(ids: Iterable[str]) -> str:
        return _(" or ").join(dict.fromkeys(posed_name(posed, id, found.step) for id in ids))

    return CertificateLine(
        title,
        _distinct(named(ids) for ids in found.exposed if ids not in found.vague),
        _distinct(map(named, found.vague)),
        _distinct(named(ids) for ids in found.hidden),
        _distinct(f"{named(a)} = {named(b)}" for a, b in found.coincide),
        _distinct(named((id,)) for id in found.invisible),
    )


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def in_a_sentence(posed: PosedSteps) -> str:
    """Whether these numbers tell every mistake apart that some numbers do; else which they do not, the first few."""
    every = said(posed)
    alike = [pair for one in every for pair in one.alike]
    right = [_("{mistake} gives the right result").format(mistake=name) for one in every for name in one.unseen]
    vague = [_("nothing can prove {mistake}").format(mistake=name) for one in every for name in one.vague]
    found = list(_distinct((*right, *alike, *vague)))
    if not found:
        return _("On these numbers every typical mistake can be told from right work and from every other one.")
    named = _("; ").join(found[:MOST_NAMED])
    if len(found) > MOST_NAMED:
        said_of = _("On these numbers not every mistake can be recognised: {named}; and {n} more.")
        return said_of.format(named=named, n=len(found) - MOST_NAMED)
    return _("On these numbers not every mistake can be recognised: {named}.").format(named=named)


def page(posed: PosedSteps) -> str:
    """The certificate as a page of its own, to be printed."""
    here = topic(posed.question.topic)
    heading = f"{here.title.of(language())} · {posed.question.title.of(language())}"
    steps = "".join(section(one) for one in said(posed))
    about = escape(_("What these numbers can show"))
    lang = "zh-CN" if language() == "zh" else "en"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(heading)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(heading)}</h1>"
        f'<p class="quiet">{about}</p>{steps}</body></html>'
    )


def section(one: CertificateLine) -> str:
    """One step as HTML."""
    lists = "".join(f"<p>{escape(what)}</p>{_list(names)}" for what, names in groups(one) if names)
    return f"<section><h2>{escape(one.title)}</h2>{lists}</section>"


def _list(names: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(name)}</li>" for name in names) + "</ul>"


def groups(one: CertificateLine) -> list[tuple[str, tuple[str, ...]]]:
    """The lists of a step with what each says."""
    return [
        (_("Recognised if they are made:"), one.shown),
        (_("Proved by nothing on these numbers, since many others would give the same:"), one.vague),
        (_("Cannot be told apart on these numbers:"), one.alike),
        (_("Give the right result on these numbers:"), one.unseen),
        (_("Cannot be seen on any numbers here:"), one.impossible),
    ]
