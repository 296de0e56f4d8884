"""The engine beside PyTorch eager and NumPy by hand: runs, gradients, certifying, explaining, memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import torch

from benchmarks.peers import attention as by_hand
from benchmarks.peers import recurrent
from benchmarks.timing import Work, duration, interleaved
from engine import MECHANISMS, Program, run
from engine.execution import pool
from engine.execution.run import Precision, evaluate
from engine.readings.explanation.explain import explain
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions

Figures = dict[str, Any]


@dataclass(frozen=True)
class Race:
    """The engine's work beside a rival's, and the most that the ratio of their times may be; None to be told only."""

    name: str
    ours: Work
    rival: str
    theirs: Work
    target: float | None = None

    def line(self) -> str:
        """The row of the table: both times, their ratio, and what it should be at most."""
        times = interleaved({"ours": self.ours, "theirs": self.theirs}, rounds=11, seconds=0.03)
        ratio = times["ours"].over(times["theirs"])
        took = [duration(times[name].median) for name in ("ours", "theirs")]
        return _line(
            self.name, took[0], f"{self.rival} {took[1]}", f"{ratio:.2f}", f"{self.target:.2f}" if self.target else ""
        )


def _line(name: str, ours: str, rival: str, found: str, target: str) -> str:
    missed = "missed" if target and float(found.split()[0]) > float(target.split()[0]) else ""
    return f"{name:46} {ours:>9}  {rival:28} {found:>9}  {target:>9}  {missed}".rstrip()


def drawn(program: Program, dtype: Precision, lead: tuple[int, ...] = ()) -> dict[str, Any]:
    """Normal numbers, weights scaled so that products keep their size."""
    rng = np.random.default_rng(0)
    return {
        id: (rng.standard_normal((*lead, *map(int, x.shape))) / float(x.shape[-1]) ** 0.5).astype(dtype)
        for id, x in program.inputs.items()
    }


def agree(found: Mapping[str, Any], expected: Figures, tolerance: float = 1e-3) -> None:
    """Rivals that compute something else are no rivals."""
    for id, array in expected.items():
        if id in found:
            np.testing.assert_allclose(found[id], np.asarray(array), atol=tolerance, rtol=tolerance)


def program(mechanism: str, sizes: dict[str, int], **options: Any) -> Program:
    """The program of a mechanism of these sizes under these options."""
    found = MECHANISMS[mechanism]
    return found.build(found.choose(**options), sizes)


# ---- runs ----


def small_attention() -> Iterator[Race]:
    """Self-attention of six tokens beside PyTorch and beside NumPy by hand, in float64."""
    p = program("self_attention", {"n": 6, "d": 3, "d_k": 3, "d_v": 3})
    x = drawn(p, np.float64)
    torch_work, numpy_work = by_hand.by_torch(x), by_hand.by_numpy(x)
    agree(run(p, x).arrays, numpy_work())
    yield Race("attention n=6 d=3", partial(run, p, x), "PyTorch", torch_work, 1.0)
    yield Race("attention n=6 d=3", partial(run, p, x), "NumPy by hand", numpy_work, 1.35)


def heads(name: str, n: int, d: int, h: int, target: float, over_products: float = 0.0) -> Iterator[Race]:
    """Causal multi-head attention of n×d in float32 beside PyTorch and, if they have a limit, its bare products."""
    sizes = {"n": n, "d": d, "h": h, "d_k": d // h, "d_v": d // h}
    p = program("multi_head", sizes, mask="causal", biases="one")
    x = drawn(p, np.float32)
    rival = by_hand.heads_by_torch(x, h)
    agree(run(p, x, dtype=np.float32).arrays, {"output": rival()["output"]})
    ours = partial(run, p, x, dtype=np.float32)
    yield Race(name, ours, "PyTorch", rival, target)
    if over_products:
        yield Race(name, ours, "its bare products", by_hand.products(x, h), over_products)


RECURRENT: dict[str, tuple[Callable[[Any], Work], dict[str, str]]] = {
    "lstm": (recurrent.lstm_by_torch, {"product": "fused", "inputs": "at_once"}),
    "gru": (recurrent.gru_by_torch, {"inputs": "at_once"}),
}


def sequence(kind: str, k: int, dtype: Precision, target: float) -> Race:
    """A recurrent network of 64 steps with states of length k beside PyTorch."""
    rival, options = RECURRENT[kind]
    p = program(kind, {"T": 64, "d": k, "k": k}, **options)
    x = drawn(p, dtype)
    theirs = rival(x)
    agree(run(p, x, dtype=dtype).arrays, {"outputs": theirs()["outputs"]})  # type: ignore[index]
    return Race(
        f"{kind.upper()} T=64 H={k} {dtype.__name__}", partial(run, p, x, dtype=dtype), "PyTorch", theirs, target
    )


def runs() -> Iterator[Race]:
    """All forward runs that are measured."""
    yield from small_attention()
    yield from heads("multi-head n=10 d=512 h=8 float32", 10, 512, 8, 1.05)
    yield from heads("GPT-2 layer n=1024 d=768 h=12 float32", 1024, 768, 12, 0.55, over_products=2.0)
    for kind in RECURRENT:
        yield sequence(kind, 4, np.float64, 0.7)
        yield sequence(kind, 64, np.float64, 0.7)
        yield sequence(kind, 512, np.float32, 0.9)


# ---- what the libraries' own kernels make of one product ----


def products() -> Iterator[Race]:
    """The products that the large runs consist of, alone: how much of a ratio is the library's and not the engine's."""
    for rows, inner, columns in ((10, 512, 512), (64, 512, 2048), (1024, 768, 768)):
        rng = np.random.default_rng(0)
        a, b = (rng.standard_normal(shape, np.float32) for shape in ((rows, inner), (inner, columns)))
        x, y = torch.from_numpy(a), torch.from_numpy(b)
        name = f"one product {rows}×{inner} · {inner}×{columns} float32"
        yield Race(name, partial(np.matmul, a, b), "PyTorch", partial(torch.matmul, x, y), None)


# ---- gradients ----


def gradients() -> Iterator[Race]:
    """All backward passes that are measured."""
    attention = program("self_attention", {"n": 6, "d": 3, "d_k": 3, "d_v": 3})
    back = gradient(attention, "context", ("W_q", "W_k", "W_v"))
    yield backward("attention n=6 d=3 forward and backward", back, by_hand.by_autograd, 0.9)
    for k, target in ((4, 0.6), (64, 1.3)):
        lstm = program("lstm", {"T": 64, "d": k, "k": k}, **RECURRENT["lstm"][1])
        back = gradient(lstm, "outputs", ("W", "U", "b"))
        yield backward(f"LSTM T=64 H={k} forward and backward", back, recurrent.lstm_by_autograd, target)


def backward(name: str, back: Program, rival: Callable[[Any], Work], target: float) -> Race:
    """The program of a backward pass beside PyTorch's autograd, in float64."""
    x = drawn(back, np.float64)
    theirs = rival(x)
    agree(run(back, x).arrays, theirs())  # type: ignore[arg-type]
    return Race(name, partial(run, back, x), "PyTorch autograd", theirs, target)


# ---- absolute figures ----


def certifying() -> str:
    """A thousand draws and all wrong versions of a 3×4→2 attention in one batch."""
    p = program("self_attention", {"n": 3, "d": 4, "d_k": 2, "d_v": 2})
    x = drawn(p, np.float64, lead=(1000,))
    versions = [wrong.expr for step in p.steps for wrong in wrong_versions(p, step)]

    def work() -> None:
        trace = run(p, x)
        for version in versions:
            evaluate(version, trace.arrays)

    took = interleaved({"ours": work}, rounds=9, seconds=0.05)["ours"].median
    return _line(f"certifying 1,000 draws × {len(versions)} wrong versions", "", "", f"{took * 1e3:.1f} ms", "20 ms")


def explaining() -> Iterator[str]:
    """One cell of each kind at the size of GPT-2, never asked for before."""
    p = program("multi_head", {"n": 1024, "d": 768, "h": 12, "d_k": 64, "d_v": 64}, mask="causal", biases="one")
    trace = run(p, drawn(p, np.float32), dtype=np.float32)
    for step, *place, last in CELLS:
        took = sorted(_once(partial(explain, trace, step, (*place, last + k))) for k in range(9))
        yield _line(f"explaining a cell of {step}, n=1024", "", "", f"{took[4] * 1e3:.2f} ms", "1 ms")


# a sum of 768, of 64, a softmax of 1024, a sum of 1024
CELLS: tuple[Any, ...] = (("queries", 5, 7), ("scores", 3, 500, 20), ("weights", 3, 1000, 20), ("context", 3, 1000, 20))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def memory() -> str:
    """The most that is allocated while a GPT-2 layer runs, over what the trace keeps in the end."""
    p = program("multi_head", {"n": 1024, "d": 768, "h": 12, "d_k": 64, "d_v": 64}, mask="causal", biases="one")
    x = drawn(p, np.float32)
    run(p, x, dtype=np.float32)
    pool.clear()
    tracemalloc.start()
    trace = run(p, x, dtype=np.float32)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    owners = {id(owner): owner for owner in map(_owner, (trace[step] for step in p.steps))}
    kept = sum(owner.nbytes for owner in owners.values())
    return _line(
        "peak memory of a GPT-2 layer over what is kept",
        "",
        f"{kept / 2**20:.0f} MiB kept",
        f"{peak / kept:.2f}",
        "1.30",
    )


def _owner(array: Any) -> Any:
    """The array whose memory this one shows."""
    return array if array.base is None else array.base


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    print(f"{'':46} {'engine':>9}  {'beside':28} {'ratio':>9}  {'at most':>9}")
    for race in (*products(), *runs(), *gradients()):
        print(race.line(), flush=True)
    print(certifying(), *explaining(), memory(), sep="\n")
