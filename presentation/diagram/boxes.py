"""What stands in a diagram besides wires: boxes with symbol and title, valves, frames, and what comes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from engine import Program
from engine.expression.functions import row
from engine.readings.formulas.build import tree
from engine.readings.formulas.pieces import Pieces, PieceWriter, name
from engine.readings.formulas.tree import Name
from engine.readings.structure.reads import Port, last_operation
from engine.readings.structure.scope import Box
from presentation.diagram.layout import BOX, Spot
from presentation.diagram.tspans import tspans
from presentation.diagram.wires import HEIGHT
from presentation.element import Element, element

WIDE = 0x2E7F  # signs beyond are as wide as two letters
LONGEST = 20  # letters of a title that fit on a line of a box; Chinese signs are twice as wide
DOTS = "···"
SIGNS = {
    "sigmoid": "σ",
    "tanh": "tanh",
    "relu": "ReLU",
    "softmax": "softmax",
    "matmul": "×",
    "add": "+",
    "sub": "−",
    "mul": "⊙",
    "div": "÷",
    "concat": "[ , ]",
    "sqrt": "√",
    "split_heads": "⇶",
    "merge_heads": "⇉",
    "neg": "−",
    "log": "ln",
}


def sign_of(box: Box) -> str:
    """The sign of what is done in a box; "" for a box that opens, or where there is none."""
    return "" if box.opens else SIGNS.get(last_operation(box.last.expr), "")


def kind_of(box: Box) -> str:
    """What its numbers are: gate, attention, state, a whole part; "" for all else."""
    if box.opens:
        return "part"
    return box.last.meaning or ("state" if box.last.previous or box.last.renewal else "")


def body(x: float, y: float, round_: bool = False) -> Element:
    """The outline of a box; a gate's is round."""
    rounding = HEIGHT / 2 if round_ else 7.0
    return element("rect", x=x - BOX / 2, y=y - HEIGHT / 2, width=BOX, height=HEIGHT, rx=rounding, class_="body")


def behind(box: Box, x: float, y: float) -> list[Element]:
    """The edges of further layers behind the box of a stack."""
    found = [body(x + away, y - away) for away in (8.0, 4.0)]
    return found if box.times > 1 else []


def lettering(pieces: Pieces, title: str, x: float, y: float) -> list[Element]:
    """What is written in a box: the symbol, if there is one, and the title, which has two lines at most."""
    lines = broken(title)
    found = [element("text", *tspans(pieces), x=x, y=y - 8, class_="symbol")] if pieces else []
    top = y + 14 - 5 * (len(lines) - 1) if pieces else y + 4 - 6.5 * (len(lines) - 1)
    return found + [
        element("text", line, x=x, y=top + 12 * n, class_="title" if pieces else "title part")
        for n, line in enumerate(lines)
    ]


def symbol_of(box: Box) -> Pieces:
    """The symbol in a box; a part has none, a moment that of what it hands on."""
    return () if box.part or box.times > 1 else name(box.last.symbol)


def sign(text: str, x: float, y: float) -> Element | None:
    """The sign of an operation in the corner of a box."""
    if not text:
        return None
    return element("text", text, x=x + BOX / 2 - 8, y=y - 13, class_="sign" if len(text) < 5 else "sign long")


def mark(status: str, x: float, y: float) -> Element | None:
    """A tick or a cross in the corner of a box that was marked; none in one that is empty."""
    sign = {"right": "✓", "wrong": "✗", "unreadable": "✗"}.get(status)
    return element("text", sign, x=x + BOX / 2 - 8, y=y + HEIGHT / 2 - 7, class_="mark") if sign else None


def frame(spot: Spot, y: float) -> Element:
    """Steps that belong together, as those of a normalisation, in one frame."""
    return element(
        "rect",
        x=spot.x - spot.width / 2 - 7,
        y=y - HEIGHT / 2 - 7,
        width=spot.width + 14,
        height=HEIGHT + 14,
        rx=10.0,
        class_="frame",
    )


def port(program: Program, spot: Spot, y: float, to: Callable[[str], str | None] = lambda step: None) -> Element:
    """What comes in: an input, a state of the moment before, a step that stands elsewhere and may be opened there."""
    assert spot.port is not None
    inside = element("text", *tspans(port_name(program, spot.port)), x=spot.x, y=y + 5, class_="symbol")
    target = to(spot.port.source)
    if target is None:
        return element("g", inside, class_="port")
    return element("g", inside, data_to=target, tabindex="0", role="link", class_="port open")


def port_name(program: Program, port: Port) -> Pieces:
    """What comes in as formulas write it, one row of an input with its number."""
    if port.row is None:
        return name(program[port.source].symbol)
    whole = program.ref(port.source)
    return PieceWriter()(tree(row(whole, port.row), "line", lambda id: Name(program[id].symbol)))


@lru_cache(maxsize=1024)
def broken(title: str) -> tuple[str, ...]:
    """A title on one line or two; what does not fit on the second ends in an ellipsis."""
    if _wide(title) <= LONGEST:
        return (title,)
    words = title.split(" ") if " " in title else list(title)
    between = " " if " " in title else ""
    first = words[0]
    taken = 1
    while taken < len(words) and _wide(first + between + words[taken]) <= LONGEST:
        first += between + words[taken]
        taken += 1
    return (short(first), short(between.join(words[taken:]))) if taken < len(words) else (short(first),)


def short(text: str) -> str:
    """A text that fits on a line of a box."""
    room, found = LONGEST, ""
    for letter in text:
        room -= 2 if ord(letter) > WIDE else 1
        if room < 0:
            return f"{found[:-1]}…"
        found += letter
    return found


def _wide(text: str) -> int:
    return sum(2 if ord(letter) > WIDE else 1 for letter in text)
