"""A diagram to complete: its labels, the drawing with boxes that have no names, and the question on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import ascii_uppercase

from content import topic
from content.diagrams import label_of
from engine.expression.symbol import symbol
from engine.readings.formulas.pieces import Pieces, name
from engine.readings.structure.scope import Box
from presentation.diagram import boxes
from presentation.diagram.draw import picture
from presentation.diagram.layout import BOX
from presentation.diagram.titles import box_titles
from presentation.element import Element, element, named
from presentation.inline_html import inline_html
from presentation.kinds.paper_form import Cells, PaperForm, PrintedQuestion, Rows
from presentation.printing.markup import inline
from presentation.translate import _, language, titled
from quiz.kinds.diagram import PART, PosedDiagram


@dataclass(frozen=True)
class ShownLabel:
    """A label: its key and letter, its title, and its symbol where titles alone do not tell labels apart."""

    key: str
    letter: str
    title: str
    symbol: Pieces = ()

    @property
    def inside(self) -> list[Element]:
        """The label in a box around the origin."""
        return boxes.lettering(self.symbol, self.title, 0, 0)

    @property
    def line(self) -> str:
        """The label on a line (HTML)."""
        return (f"{named(self.symbol).markup} " if self.symbol else "") + escape(self.title)


def labels(posed: PosedDiagram) -> dict[str, ShownLabel]:
    """The labels by their keys, in the order drawn."""
    title = box_titles(topic(posed.question.topic), posed.program)
    said = {label_of(box): (title(box), boxes.symbol_of(box)) for box in posed.boxes}
    said |= {d.text.key: (d.text.of(language()), name(symbol(d.symbol))) for d in posed.question.distractors}
    alike = max(Counter(title for title, _symbol in said.values()).values()) > 1
    lettered = zip(posed.labels, ascii_uppercase, strict=False)
    return {key: ShownLabel(key, letter, said[key][0], said[key][1] if alike else ()) for key, letter in lettered}


# ---- the drawing ----


def completed(
    posed: PosedDiagram, filled: Sequence[str] = (), marks: Sequence[str] = (), to_fill: bool = False
) -> Element:
    """The diagram, its unnamed boxes numbered; `filled` are the keys of the labels in them, `marks` the status of each.

    Boxes that are `to_fill` can be reached by keyboard and say what stands in them.
    """
    title = box_titles(topic(posed.question.topic), posed.program)
    place = {box.id: n for n, box in enumerate(posed.boxes)}
    known = labels(posed)

    def face(box: Box, x: float, y: float) -> Element:
        sign = boxes.sign(boxes.sign_of(box), x, y) if box.id not in place or posed.question.signs else None
        if box.id not in place:
            inside = boxes.lettering(boxes.symbol_of(box), title(box), x, y)
            return element("g", boxes.body(x, y), *inside, sign, class_=f"box named {boxes.kind_of(box)}".strip())
        n = place[box.id]
        label = known.get(filled[n]) if n < len(filled) else None
        mark = marks[n] if n < len(marks) else ""
        return element(
            "g",
            boxes.body(x, y),
            element("text", str(n + 1), x=x - BOX / 2 + 9, y=y - 13, class_="number"),
            sign,
            element("g", *(label.inside if label else ()), class_="label", transform=f"translate({x:.1f} {y:.1f})"),
            boxes.mark(mark, x, y),
            class_=" ".join(filter(None, ["box unnamed", "filled" if label else "", mark])),
            **({"data_box": str(n), "tabindex": "0", "role": "button"} if to_fill else {}),
        )

    scrolls = None if to_fill else "0"  # on a phone it is wider than the screen: the keyboard has to get there
    return element("div", picture(posed.program, posed.scope, face), class_="structure", tabindex=scrolls)


def corrections(posed: PosedDiagram, said: Sequence[str], right: Sequence[str]) -> list[str]:
    """For each box that is not right its number, what stood there, what belongs there, why a distractor does not."""
    known = labels(posed)
    reasons = {d.text.key: d.reason.of(language()) for d in posed.question.distractors}
    found = []
    for n, (mine, wanted) in enumerate(zip(said, right, strict=True), 1):
        if mine != wanted:
            yours = known[mine].line if mine in known else "–"
            reason = f" {inline_html(reasons[mine])}" if mine in reasons else ""
            found.append(f"<b>{n}</b> {yours} → <b>{known[wanted].line}</b>{reason}")
    return found


# ---- on paper ----


def printed(posed: PosedDiagram) -> PrintedQuestion:
    """The question in print."""
    known, right = labels(posed), posed.solution()[PART][0]
    choices = "".join(f'<span class="term"><b>{one.letter}</b> {one.line}</span> ' for one in known.values())
    room = "".join(f'<span class="term">{n} <span class="write short"></span></span>' for n in range(1, len(right) + 1))
    letters = " ".join(known[key].letter for key in right)
    note = _("Boxes that the drawing does not tell apart may be exchanged.")
    said = f'<p><b data-part="{PART}" data-answer="{escape(" ".join(right))}">{letters}</b> &ensp; <i>{note}</i></p>'
    wrong = [
        titled(escape(d.text.of(language())), f"<i>{inline(d.reason.of(language()))}</i>")
        for d in posed.question.distractors
    ]
    explained = "".join(f"<p>{text}</p>" for text in wrong)
    note = _("A label may belong to several boxes, or to none.")
    return PrintedQuestion(
        f"{completed(posed).markup}<p>{choices}</p><p><i>{note}</i></p>",
        f'<p class="answer">{room}</p>',
        said + completed(posed, right).markup + explained,
    )


def _answer(posed: PosedDiagram, _part: str, rows: Rows, _cells: Cells) -> str:
    known = labels(posed)
    said = list(rows[0]) if len(rows) else []
    items = [known[key].line if key in known else escape(key) or "–" for key in said]
    return "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>" if any(said) else "–"


def _part_names(_posed: PosedDiagram) -> dict[str, str]:
    return {PART: _("the labels")}


ON_PAPER = PaperForm(printed, _answer, _part_names)
