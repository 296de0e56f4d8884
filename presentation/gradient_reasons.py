"""Why a gradient is what it is: one sentence from the operation that it comes back through."""

from __future__ import annotations

from collections.abc import Iterator

from engine import Program
from engine.expression.node import Node, names
from engine.program import Input, Path, Step
from presentation.translate import _, together

MOST = 2  # sentences: more is no hint

Way = tuple[tuple[str, int], ...]


def reason(program: Program, id: str) -> str:
    """A sentence or two on a step of the backward pass; never empty."""
    step = program.steps[id]
    if _gathers(program, step):
        return _("The same numbers were used at every step, so what comes back from each step is added.")
    if not step.expr.args or step.expr.args[0].op == "number":
        return _("This is the loss itself: its slope with itself is 1.")
    ways = list(_ways(program, step))
    said = _sentences()
    found = [said[key] for way in ways for key in _keys(way) if key in said]
    if _repeated(program, step):
        found.insert(0, _("It was used in every row, so what comes back to the rows is added."))
    if len(ways) > 1:
        found.insert(0, _("It was used in more than one place: what comes back from each is added."))
    found = list(dict.fromkeys(found))[:MOST]
    return together(*found) or _("What comes back is multiplied by the slope of what was done with it.")


def _sentences() -> dict[tuple[str, int | None], str]:
    """By operation, and by the operand's place where that matters."""
    product = _(
        "It was a factor of a matrix product: what comes back is multiplied by the other factor, transposed so that "
        "the shapes fit."
    )
    return {
        ("matmul", None): product,
        ("softmax", None): _(
            "The shares of a line compete: from what comes back to each, take the line's sum weighted by the shares; "
            "then multiply by the share."
        ),
        ("tanh", None): _("The slope of tanh is 1 − tanh², taken from what came out."),
        ("sigmoid", None): _("The slope of σ is σ(1 − σ), taken from what came out."),
        ("relu", None): _("ReLU hands on what comes back where its input was positive, and 0 elsewhere."),
        ("clip", None): _("Where its input lay between 0 and 1 what comes back is handed on, elsewhere it is 0."),
        ("mul", None): _("In a product cell by cell each factor receives what comes back times the other factor."),
        ("div", 0): _("It was divided on the way forward, so what comes back is divided by the same."),
        ("div", 1): _("It stood under a fraction: what comes back is multiplied by minus the fraction, divided by it."),
        ("sub", 1): _("It was taken away, so what comes back changes its sign."),
        ("add", None): _("A sum hands what comes back on to each of its parts as it is."),
        ("sub", 0): _("A sum hands what comes back on to each of its parts as it is."),
        ("sum", None): _("Each cell counted once in the sum, so each receives what comes back to the sum."),
        ("where", None): _("Cells that were masked had no part in the result: 0 comes back to them."),
        ("concat", None): _("It was joined with others: it receives its own piece of what comes back."),
        ("part", None): _("A piece of it was used: what comes back belongs to that piece, and 0 to the rest."),
        ("split_heads", None): _("The numbers were only put elsewhere: what comes back is put back."),
        ("merge_heads", None): _("The numbers were only put elsewhere: what comes back is put back."),
        ("log", None): _("The slope of ln x is 1/x."),
        ("exp", None): _("eˣ is its own slope."),
        ("square", None): _("The slope of x² is 2x."),
        ("sqrt", None): _("The slope of √x is 1/(2√x)."),
    }


def _keys(way: Way) -> Iterator[tuple[str, int | None]]:
    """What to look up for each operation on the way; sums say nothing beside others."""
    telling = [(op, k) for op, k in way if op not in ("add", "neg", "transpose") and (op, k) != ("sub", 0)]
    for op, k in telling or way:
        yield from ((op, k), (op, None))


def _gathers(program: Program, step: Step) -> bool:
    """Whether it adds up its own shares of several rounds."""
    shares = [name for name in names(step.expr) if program[name].gradient_of == step.gradient_of]
    return len(shares) > 1 and all(name in shares for name in names(step.expr))


def _ways(program: Program, step: Step) -> Iterator[Way]:
    """The operations between each step that used it and itself, the outermost first."""
    for user in _users(program, step):
        for leaf, way in _leaves(user.expr):
            if leaf == step.gradient_of:
                yield way


def _users(program: Program, step: Step) -> Iterator[Step]:
    """The steps through which something comes back to it; of a share, those of its own round."""
    given: tuple[Input | Step, ...] = (*program.inputs.values(), *program.steps.values())
    reached = {thing.gradient_of for thing in given if thing.gradient_of}
    share = step.path[1:] != program[step.gradient_of].path
    for user in program.steps.values():
        if user.id in reached and not user.gradient_of and (not share or _within(user.path, step.path[1:])):
            yield user


def _within(path: Path, group: Path) -> bool:
    return path[: len(group)] == group


def _leaves(node: Node) -> Iterator[tuple[str, Way]]:
    if node.op == "ref":
        yield node.params[0], ()
    for k, arg in enumerate(node.args):
        for leaf, way in _leaves(arg):
            yield leaf, ((node.op, k), *way)


def _repeated(program: Program, step: Step) -> bool:
    """Whether a single row was laid over many."""
    return int(step.shape[-2]) == 1 and any(
        way and way[-1][0] in ("add", "sub", "mul", "div") and int(user.shape[-2]) > 1
        for user in _users(program, step)
        for leaf, way in _leaves(user.expr)
        if leaf == step.gradient_of
    )
