"""How well the check names what is wrong, by mechanism, with intervals: `python -m tests.check.table table.jsonl`.

The table is long, so it is made in parts, one for each measure and mechanism. Each is appended to the file once it is
done, and what stands there already is not made again: a run that was stopped goes on where it was. `--seed` draws other
numbers, `--mechanisms` makes some parts only, `--print` prints what is there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median

from engine import MECHANISMS, option_sets
from engine.option_sets import covering
from tests.check.broken import BROKEN, STRANGE, Broken
from tests.check.measured import LEFT_OUT_SEED, RIGHT, RIGHT_SEED, LeftOut, interval, left_out, right_programs
from tests.check.trial import Trial, trials


@dataclass(frozen=True)
class Row:
    """One share of the table: how many of how many, for one measure of one mechanism; the seconds where it is timed."""

    measure: str
    mechanism: str
    part: int
    whole: int
    which: tuple[str, ...] = ()
    seconds: tuple[float, ...] = ()


Rows = Callable[[str, int], Iterator[Row]]  # of a mechanism, with numbers drawn from a seed


# ---- the measures ----


def _named(given: str, mechanism: str, seed: int) -> Iterator[Row]:
    tried = [trial for trial in _trials(BROKEN, mechanism, seed) if trial.given == given]
    if tried:
        other = tuple(trial.broken.name for trial in tried if not trial.named)
        seconds = tuple(round(trial.seconds, 4) for trial in tried)
        yield Row(f"named from {given}", mechanism, len(tried) - len(other), len(tried), other, seconds)


def _unlisted(mechanism: str, seed: int) -> Iterator[Row]:
    tried = list(_trials(STRANGE, mechanism, seed))
    if tried:
        told = tuple(f"{t.broken.name}: {', '.join(t.told)}" for t in tried if t.findings.explanations)
        yield Row("a story for a bug on no list", mechanism, len(told), len(tried), told)


def _trials(programs: Iterable[Broken], mechanism: str, seed: int) -> Iterator[Trial]:
    for found in programs:
        if found.mechanism == mechanism:
            yield from trials(found, seed)


def _right(mechanism: str, seed: int) -> Iterator[Row]:
    under = covering(list(option_sets(MECHANISMS[mechanism].options)))
    found = [told.verdict for chosen in under for _, _, told in right_programs(mechanism, chosen, RIGHT_SEED + seed)]
    wrong = tuple(verdict for verdict in found if verdict not in RIGHT)
    yield Row("right, called wrong", mechanism, len(wrong), len(found), wrong)


def _left_out(all_steps: bool, mechanism: str, seed: int) -> Iterator[Row]:
    found = list(left_out(mechanism, all_steps=all_steps, seed=LEFT_OUT_SEED + seed))
    given = "all" if all_steps else "last"
    told = [one for one in found if one.told]
    false, loosely = [one for one in told if one.false_story], [one for one in told if one.not_named_again]
    yield Row(f"left out, told in other words, from {given}", mechanism, len(told), len(found))
    yield Row(f"left out, false story, from {given}", mechanism, len(false), len(found), tuple(map(_story, false)))
    yield Row(f"left out, no name told again, from {given}", mechanism, len(loosely), len(found))


def _story(one: LeftOut) -> str:
    return f"{one.candidate.cause.id}: {', '.join(sorted(one.names(one.findings)))}"


MEASURES: dict[str, Rows] = {
    "named from last": partial(_named, "last"),
    "named from all": partial(_named, "all"),
    "unlisted": _unlisted,
    "right": _right,
    "left out from last": partial(_left_out, False),
    "left out from all": partial(_left_out, True),
}


# ---- the file ----


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the parts that the file does not hold yet, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mechanisms", nargs="*", default=list(MECHANISMS))
    parser.add_argument("--measures", nargs="*", default=list(MEASURES), choices=list(MEASURES))
    parser.add_argument("--print", action="store_true", help="print the file, make nothing")
    asked = parser.parse_args(arguments)
    if not asked.print:
        _made(asked.file, asked.seed, asked.mechanisms, asked.measures)
    _printed(rows(asked.file))
    return 0


def _made(file: Path, seed: int, mechanisms: Iterable[str], measures: Iterable[str]) -> None:
    done = {(entry["of"], entry["mechanism"], entry["seed"]) for entry in _entries(file)}
    for mechanism in mechanisms:
        for measure in measures:
            if (measure, mechanism, seed) not in done:
                made = [asdict(row) for row in MEASURES[measure](mechanism, seed)]
                entry = {"of": measure, "mechanism": mechanism, "seed": seed, "rows": made}
                with file.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(entry) + "\n")


def _entries(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def rows(file: Path) -> list[Row]:
    """The rows of a file; those of several seeds are of one measure and mechanism each."""
    return [Row(**row) for entry in _entries(file) for row in entry["rows"]]  # type: ignore[attr-defined]


def _printed(found: Sequence[Row]) -> None:
    for measure in dict.fromkeys(row.measure for row in found):
        own = [row for row in found if row.measure == measure]
        _line(measure, own)
        for mechanism in dict.fromkeys(row.mechanism for row in own):
            _line(f"  {mechanism}", [row for row in own if row.mechanism == mechanism])
    times = [seconds for row in found for seconds in row.seconds]
    if times:
        print(f"time: median {1000 * median(times):.0f} ms, longest {1000 * max(times):.0f} ms")


def _line(what: str, found: Sequence[Row]) -> None:
    part, whole = sum(row.part for row in found), sum(row.whole for row in found)
    low, high = interval(part, whole)
    print(f"{what:45} {part:4} of {whole:5}  {part / max(whole, 1):6.1%}  [{low:.1%}, {high:.1%}]")


if __name__ == "__main__":
    sys.exit(main())
