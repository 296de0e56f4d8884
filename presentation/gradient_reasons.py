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
        return _("The same numbers are used at every time step, so the gradients of all time steps are added.")
    if not step.expr.args or step.expr.args[0].op == "number":
        return _("This is the loss itself: its derivative with respect to itself is 1.")
    ways = list(_ways(program, step))
    said = _sentences()
    found = [said[key] for way in ways for key in _keys(way) if key in said]
    if _repeated(program, step):
        found.insert(0, _("It is used in every row, so the gradients of the rows are added."))
    if len(ways) > 1:
        found.insert(0, _("It is used more than once: the gradients of all paths are added."))
    found = list(dict.fromkeys(found))[:MOST]
    return together(*found) or _("The upstream gradient is multiplied by the derivative of this operation.")


def _sentences() -> dict[tuple[str, int | None], str]:
    """By operation, and by the operand's place where that matters."""
    product = _(
        "It is a factor of a matrix product: the upstream gradient is multiplied by the other factor, transposed so "
        "that the shapes match."
    )
    return {
        ("matmul", None): product,
        ("softmax", None): _(
            "The results of a softmax sum to 1: subtract from each upstream gradient their sum weighted by these "
            "results; then multiply by the result."
        ),
        ("tanh", None): _("The derivative of tanh is 1 − tanh², computed from its output."),
        ("sigmoid", None): _("The derivative of σ is σ(1 − σ), computed from its output."),
        ("relu", None): _(
            "ReLU passes the upstream gradient on where its input is positive; elsewhere the gradient is 0."
        ),
        ("clip", None): _(
            "Where the input lies between 0 and 1 the upstream gradient is passed on; elsewhere the gradient is 0."
        ),
        ("mul", None): _(
            "In an element-wise product the gradient of a factor is the upstream gradient times the other factor."
        ),
        ("div", 0): _("It is divided in the forward pass, so the upstream gradient is divided by the same."),
        ("div", 1): _("It is a denominator: the upstream gradient is multiplied by minus the fraction, divided by it."),
        ("sub", 1): _("It is subtracted, so the upstream gradient changes its sign."),
        ("add", None): _("A sum passes the upstream gradient on unchanged to each of its terms."),
        ("sub", 0): _("A sum passes the upstream gradient on unchanged to each of its terms."),
        ("sum", None): _("Each cell enters the sum once, so the gradient of each is that of the sum."),
        ("where", None): _("Masked cells do not affect the result: their gradient is 0."),
        ("larger", None): _("Only the larger of the two affects the result: the gradient of the other is 0."),
        ("take", None): _("It is looked up wherever its number stands: the gradients of all these cells are added."),
        ("concat", None): _("It is concatenated with others: its gradient is its own piece of the upstream gradient."),
        ("part", None): _(
            "Only a piece of it is used: the upstream gradient belongs to that piece, and the rest has gradient 0."
        ),
        ("split_heads", None): _(
            "The numbers are only rearranged: the upstream gradient is arranged in the original order."
        ),
        ("merge_heads", None): _(
            "The numbers are only rearranged: the upstream gradient is arranged in the original order."
        ),
        ("log", None): _("The derivative of ln x is 1/x."),
        ("exp", None): _("The derivative of eˣ is eˣ itself."),
        ("square", None): _("The derivative of x² is 2x."),
        ("sqrt", None): _("The derivative of √x is 1/(2√x)."),
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
