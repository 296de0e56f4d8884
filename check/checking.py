"""The check itself: judge every given step, then find what explains the difference."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from check.arrangements import HARMLESS
from check.backward import beside, gradients_named, is_of_training, with_backward
from check.candidates import LEFT_OUT
from check.case import Case
from check.clues import clue
from check.entered import by_name, known_loss, known_mechanism
from check.findings import Cause, Clue, CodeLine, Explanation, Findings, Verdict
from check.given import Digits, given
from check.lines import code_line, first_changed
from check.next_step import halving, same_everywhere, telling
from check.outcomes import outcomes
from check.printed_inputs import decimals_of, on_printed_inputs
from check.result_parts import at_other_places, most_likely, open_places
from check.search import ROUNDED, Fit, arranged, dropout, local, rounded_otherwise, whole
from engine import Mechanism, Options, Program, checked, run
from engine.arrays import Array
from engine.ids import misconception
from engine.readings.training import Loss

MOST_EXPLANATIONS = 6
MOST_CAUSES = 3  # things done otherwise that are told together


def check(
    mechanism: Mechanism | str,
    inputs: Mapping[str, Any],
    options: Options | Mapping[str, Any] | None,
    results: Mapping[str, Any],
    digits: Digits = None,
    sizes: Mapping[str, int] | None = None,
    gradient_of: str = "",
    loss: Loss | None = None,
) -> Findings:
    """Where and why a program's results differ from the computation.

    `inputs` are matrices by input id, `options` an option set or values of options (defaults for the rest), `results`
    arrays by step id; one step is enough. `digits` are the decimals that were printed, of all results or by step
    (instead of a number, an array of half units by cell); without them, the numbers are taken to be unrounded. A result
    may also bring its half units itself, as `values` and `half`.
    `sizes` gives those that no input determines, such as numbers of heads.

    With `gradient_of`, a step, gradients are results too: `backward/W_q` or `W_q.grad`. ∂L/∂ of that step is the input
    `backward/<step>`, 1 in every cell if it is left out, as for `step.sum().backward()`; with a `loss` on the step, the
    targets are the input `loss/target`. Where no gradient is given, the backward pass is left aside.

    Raises InputError, OptionError or ShapeError for what cannot be used; each is one sentence.
    """
    found = known_mechanism(mechanism)
    chosen = options if isinstance(options, Options) else found.choose(**by_name("options", options))
    inputs, results = by_name("inputs", inputs), by_name("results", results)
    sizes, loss = by_name("sizes", sizes), known_loss(loss)
    if gradient_of and not set(results) <= set(found.build(chosen, sizes).steps):
        found, program, arrays = _with_gradients(found, chosen, inputs, sizes, gradient_of, loss)
        called = gradients_named(program)
        results = {called.get(name, name): x for name, x in results.items()}
        digits = {called.get(name, name): x for name, x in digits.items()} if isinstance(digits, Mapping) else digits
    else:
        forward = {id: x for id, x in inputs.items() if not (gradient_of and is_of_training(id))}
        program, arrays = checked(found, chosen, forward, sizes)
    return findings(Case(found, chosen, program, arrays, given(results, digits, program)))


def _with_gradients(
    mechanism: Mechanism,
    options: Options,
    inputs: Mapping[str, Any],
    sizes: Mapping[str, int] | None,
    output: str,
    loss: Loss | None,
) -> tuple[Mechanism, Program, dict[str, Array]]:
    """The mechanism with its backward pass, its program and its inputs."""
    own = mechanism.build(options, sizes).inputs
    forward, arrays = checked(mechanism, options, {id: x for id, x in inputs.items() if id in own}, sizes)
    behind = with_backward(mechanism, output, loss)
    program = behind.build(options, forward.dims)
    return behind, program, beside(program, arrays, {id: x for id, x in inputs.items() if id not in own})


def findings(case: Case) -> Findings:
    """The findings of a case; what printed inputs lack is allowed for where one thing does not explain everything."""
    with _no_collecting():
        found, decimals = _placed(case), decimals_of(case.inputs)
        if not decimals or found.right or _is_one_thing(found):
            return found
        return replace(_placed(on_printed_inputs(case)), input_decimals=min(decimals.values()))


def _is_one_thing(found: Findings) -> bool:
    """Whether one thing explains everything, and it is not how numbers were rounded."""
    told = found.explanations
    return bool(told) and len(told[0].causes) == 1 and told[0].first.id not in ROUNDED


def _placed(case: Case) -> Findings:
    """The findings of a case, at the place that its results are most likely of."""
    step, ways = open_places(case)
    if not step:
        return _findings(case)
    case = replace(case, places=len(ways))
    return most_likely([_findings(one) for one in (case, *at_other_places(case, step, ways))], step)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Without Python's search for garbage: what a program is made of is kept, and would be searched again and again.

    Freezing and unfreezing puts it to what is seldom searched; else all of it would be searched at the end.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _findings(case: Case) -> Findings:
    if not case.wrong:
        ways = {step.arrangement.id for step in case.judged if step.arrangement}
        verdict: Verdict = "arranged" if ways & set(HARMLESS) - {"axes_of_1"} else "equal"
        return Findings(case.mechanism.id, case.options, case.program, verdict, case.judged)
    fits = whole(case)
    traces = _traces(case, fits)
    explained = _explanations(case, fits, traces)
    if not explained:
        explained = [Explanation((cause,)) for cause in (*rounded_otherwise(case), *arranged(case), *_dropped(case))]
    if explained:
        return _found(case, explained, _verdict(explained[0].causes), traces)
    return _step_by_step(case)


def _dropped(case: Case) -> list[Cause]:
    """Dropout, where all that differs is the one step that is wrong."""
    step = case.wrong[0]
    alone = all(judged.equal or judged.step == step for judged in case.judged)
    truth = np.asarray(case.truth[step])
    return dropout(case, step, truth, np.zeros_like(truth)) if alone else []


def _step_by_step(case: Case) -> Findings:
    """Each step that is wrong in itself explained from the given numbers before it: by one thing, or by several."""
    if len(case.given) == 1:
        return _found(case, [], "unknown", [])
    found = local(case)
    if not found[case.wrong[0]]:
        return _found(case, [], "unknown", [])
    first = found[case.wrong[0]]
    everywhere = [fit for fit in first if all(_among(fit.cause, fits) for fits in found.values())]
    if everywhere:
        ways: list[tuple[Fit, ...]] = [(fit,) for fit in everywhere]
    else:
        known = [fits for fits in found.values() if fits][:MOST_CAUSES]
        ways = [tuple(dict.fromkeys(some)) for some in product(*(fits[:2] for fits in known))]
    made = [_together(case, some) for some in ways[:MOST_EXPLANATIONS]]
    return _found(case, made, _verdict(made[0].causes), [])


def _together(case: Case, fits: Sequence[Fit]) -> Explanation:
    """Several fits as one explanation; each of what gives the same at every step stands in place of its fit."""
    causes = tuple(dict.fromkeys(fit.cause for fit in fits))
    also = [
        tuple(other if one is fit.cause else one for one in causes) for fit in fits for other in _told_besides(fit.also)
    ]
    return Explanation(causes, tuple(dict.fromkeys(also)), tuple(_line(case, fit) for fit in dict.fromkeys(fits)))


def _among(cause: Cause, fits: Sequence[Fit]) -> bool:
    return any((fit.cause.kind, fit.cause.id, fit.cause.values) == (cause.kind, cause.id, cause.values) for fit in fits)


def _told_besides(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Those of the causes that are told beside another one: not that a step was left out, which the other says."""
    return tuple(cause for cause in causes if misconception(cause.id).kind != LEFT_OUT)


def _verdict(causes: Sequence[Cause]) -> Verdict:
    if len(causes) > 1:
        return "mistakes"
    return {"convention": "convention", "layout": "layout"}.get(causes[0].kind, "mistake")  # type: ignore[return-value]


def _found(
    case: Case, explained: Sequence[Explanation], verdict: Verdict, traces: Sequence[dict[str, Array]]
) -> Findings:
    begins = case.wrong[0]
    between = tuple(id for id in case.region(begins) if id != begins)
    following = telling(case, traces) if len(explained) > 1 else None if explained else halving(case, begins)
    line = code_line(case.program, begins)
    steps = case.judged
    return Findings(
        case.mechanism.id,
        case.options,
        case.program,
        verdict,
        steps,
        tuple(explained),
        begins,
        between,
        following,
        line,
        None if explained else _clue(case, begins),
    )


def _clue(case: Case, step: str) -> Clue | None:
    """What the step has in common with what its given numbers lead to."""
    view, (centre, moved) = case.views[step], case.own
    return clue(view.values, view.see(centre[step]), case.tolerance(step) + view.see(moved[step]))


# ---- explanations of the whole ----


def _explanations(case: Case, fits: Sequence[Fit], traces: Sequence[dict[str, Array]]) -> list[Explanation]:
    """What fits, with those that agree at every step told as one."""
    classes: list[tuple[dict[str, Array], list[Fit]]] = []
    for fit, trace in zip(fits, traces, strict=True):
        same = next((members for known, members in classes if same_everywhere(known, trace)), None)
        if same is None:
            classes.append((trace, [fit]))
        else:
            same.append(fit)
    return [
        Explanation(
            (members[0].cause,),
            tuple((cause,) for cause in _told_besides([fit.cause for fit in members[1:]])),
            _lines_of(case, members[0]),
            members[0].chance,
        )
        for _, members in classes[:MOST_EXPLANATIONS]
    ]


def _traces(case: Case, fits: Sequence[Fit]) -> list[dict[str, Array]]:
    """Every step under each of the fits."""
    steps = list(case.program.steps)
    changed = [fit for fit in fits if fit.changes is not None]
    arrays = outcomes(case.program, case.inputs, [fit.changes or {} for fit in changed], steps) if changed else {}
    found = []
    for fit in fits:
        if fit.changes is None:
            trace = run(fit.program, case.inputs)
            found.append({id: np.asarray(trace[id]) for id in fit.program.steps})
        else:
            row = changed.index(fit)
            found.append({id: arrays[id][row] for id in steps})
    return found


def _lines_of(case: Case, fit: Fit) -> tuple[CodeLine, ...]:
    """The line of code of a fit; of two conventions, the line that each of them writes otherwise."""
    single = [other for other in case.others if set(other.cause.values) < set(fit.cause.values)]
    if len(single) < len(fit.cause.values) or not single:
        return (_line(case, fit),)
    lines = [_line(case, replace(fit, cause=other.cause, program=other.program)) for other in single]
    return tuple({line.step: line for line in lines}.values())


def _line(case: Case, fit: Fit) -> CodeLine:
    step = first_changed(case, fit)
    return code_line(case.program, step, fit.program, fit.changes)
