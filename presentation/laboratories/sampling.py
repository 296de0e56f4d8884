"""Temperature, top-k and top-p: from which words the next one is drawn."""

from __future__ import annotations

from collections.abc import Callable

from engine.readings.numbers import fixed
from engine.studies.sampling import Truncated, entropy, truncated
from presentation.laboratories.model import (
    Chart,
    Experiment,
    LaboratoryView,
    Pick,
    Point,
    Slider,
    Values,
    number,
    whole,
)

LOGITS: dict[str, tuple[float, ...]] = {
    "two_likely": (3.0, 2.8, 1.5, 1.0, 0.8, 0.2, 0.0, -1.0),
    "one_likely": (5.0, 2.5, 2.0, 1.5, 1.0, 0.5, 0.0, -0.5),
    "all_alike": (1.2, 1.1, 1.0, 1.0, 0.9, 0.8, 0.8, 0.7),
}
WORDS = tuple(f"word_{n}" for n in range(1, 9))
TEMPERATURES = (0.0, 0.2, 0.5, 0.7, 1.0, 1.3, 2.0, 4.0)


def look(values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """The words' probabilities before and after, and how many words remain at each temperature."""
    logits = LOGITS[str(values["logits"])]
    temperature, top_k, top_p = number(values, "temperature"), whole(values, "top_k"), number(values, "top_p")
    found = truncated(logits, temperature, top_k, top_p)
    at_each = {t: truncated(logits, t, top_k, top_p) for t in TEMPERATURES}
    sides = {"before": found.before, "after": found.after}
    bars = [Point(side, word(one), float(x)) for side, all in sides.items() for one, x in zip(WORDS, all, strict=True)]
    spread = [Point("entropy", t, entropy(one.after)) for t, one in at_each.items()]
    charts = (
        Chart("probabilities", tuple(bars), kind="bars"),
        Chart("entropies", tuple(spread), marked=temperature, sets="temperature"),
    )
    key = "greedy" if temperature == 0 else "one" if found.kept == 1 else "several"
    return LaboratoryView(charts, key, _numbers(found, temperature, word))


def _numbers(found: Truncated, temperature: float, word: Callable[[str], str]) -> dict[str, str]:
    return {
        "temperature": fixed(temperature, 1),
        "kept": str(found.kept),
        "all": str(len(found.after)),
        "first": word(WORDS[int(found.before.argmax())]),
        "before": fixed(float(found.before.max()), 2),
        "after": fixed(float(found.after.max()), 2),
        "entropy": fixed(entropy(found.after), 2),
        "entropy_before": fixed(entropy(found.before), 2),
    }


EXPERIMENT = Experiment(
    (
        Pick("logits", tuple(LOGITS)),
        Slider("temperature", TEMPERATURES, 0.7),
        Slider("top_k", (1, 2, 3, 4, 5, 6, 7, 8), 8),
        Slider("top_p", (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0), 0.9),
    ),
    look,
)
