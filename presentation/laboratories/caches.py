"""The KV cache: bytes and work of the next token, for multi-head, grouped-query, multi-query and latent attention."""

from __future__ import annotations

from collections.abc import Callable

from engine.readings.numbers import fixed
from engine.studies.key_value_caches import KINDS, Decoder, attention_work, cache_bytes, prefill_work
from presentation.laboratories.model import Chart, Experiment, LaboratoryView, Point, Slider, Values, size, whole

LENGTHS = (256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)
MIB, GIGA = 2**20, 1e9


def look(values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """Bytes against length, work against length with and without a cache, multiply-adds for each byte that is read."""
    tokens = whole(values, "tokens")
    model = Decoder(
        whole(values, "layers"), whole(values, "heads"), min(whole(values, "groups"), whole(values, "heads"))
    )
    charts = (_bytes(model, tokens), _work(model, tokens), _intensity(model, tokens))
    return LaboratoryView(charts, _which(model), _numbers(model, tokens))


def _which(model: Decoder) -> str:
    """GQA has two ends, at which it is something else."""
    if model.groups == model.heads:
        return "as_multi_head"
    return "as_multi_query" if model.groups == 1 else "seen"


def _bytes(model: Decoder, tokens: int) -> Chart:
    points = (Point(kind, n, cache_bytes(kind, n, model) / MIB) for kind in KINDS for n in LENGTHS)
    return Chart("bytes", tuple(points), logarithmic_x=True, logarithmic_y=True, marked=tokens, sets="tokens")


def _work(model: Decoder, tokens: int) -> Chart:
    """The next token with a cache, and all tokens again without one, which is what prefill costs once."""
    sides = {"decode": attention_work, "prefill": prefill_work}
    points = (Point(name, n, of("gqa", n, model) / GIGA) for name, of in sides.items() for n in LENGTHS)
    return Chart("work", tuple(points), logarithmic_x=True, logarithmic_y=True, marked=tokens, sets="tokens")


def _intensity(model: Decoder, tokens: int) -> Chart:
    found = {kind: attention_work(kind, tokens, model) / cache_bytes(kind, tokens, model) for kind in KINDS}
    return Chart("intensity", tuple(Point("decode", kind.upper(), x) for kind, x in found.items()), kind="bars")


def _numbers(model: Decoder, tokens: int) -> dict[str, str]:
    kept = {kind: cache_bytes(kind, tokens, model) for kind in KINDS}
    return {
        **{kind: size(bytes) for kind, bytes in kept.items()},
        "tokens": f"{tokens:,}",
        "groups": str(model.groups),
        "heads": str(model.heads),
        "times": fixed(kept["mha"] / kept["gqa"], 0),
        "saved": fixed(prefill_work("gqa", tokens, model) / attention_work("gqa", tokens, model), 0),
    }


EXPERIMENT = Experiment(
    (
        Slider("tokens", LENGTHS, 4096),
        Slider("heads", (8, 16, 32, 64, 128), 32),
        Slider("groups", (1, 2, 4, 8, 16, 32, 64), 8),
        Slider("layers", (12, 24, 32, 48, 80), 32),
    ),
    look,
)
