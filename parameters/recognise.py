"""Which layers a collection of named arrays is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from loading.arrays import Array, Loaded
from loading.errors import Refused
from parameters import keras, pretrained, torch_attention, torch_plain, torch_recurrent
from parameters.recognised import Parameters, Recognised, of, prefixes

UNNAMED = re.compile(r"(?:arr_)?\d*\Z")  # as np.savez calls what it is given without a name

Reader = Callable[[Parameters], Recognised]
# a name that only this layer has, and what reads it; larger layers come first
ANCHORS: tuple[tuple[str, Reader], ...] = (
    ("multihead_attn.out_proj.weight", torch_attention.decoder),
    ("self_attn.out_proj.weight", torch_attention.encoder),
    (pretrained.BERT, pretrained.bert),
    (pretrained.GPT2, pretrained.gpt2),
    ("weight_ih_l0", torch_recurrent.layer),
    ("weight_ih", torch_recurrent.cell),
    ("in_proj_weight", torch_attention.attention),
    ("in_proj_weight", torch_attention.crossed),
    ("q_proj_weight", torch_attention.crossed),
)
BLOCKS = frozenset((torch_attention.decoder, torch_attention.encoder))
OPENS = {torch_attention.decoder: "multihead_attn.", torch_attention.encoder: "self_attn."}


def recognised(arrays: Sequence[Loaded], mechanism: str = "") -> list[Recognised]:
    """The layers of PyTorch or Keras that these arrays can be, those of the mechanism first, then the larger ones.

    Named arrays are a state_dict, which may hold several layers behind prefixes. Arrays without names, as
    layer.get_weights() gives them, are taken in Keras' order. Raises Refused where nothing is recognised, listing the
    names that were found, or where the only layer has something that no mechanism has, such as proj_size.
    """
    if all(UNNAMED.match(x.name) or keras.named(x.name) for x in arrays):
        found = keras.recognised(arrays)
    else:
        found = of_torch(of(arrays))
    if not found:
        raise Refused("no_layer", found=tuple(x.name or f"{x.shape}" for x in arrays))
    return sorted(found, key=lambda x: x.mechanism != mechanism)


def of_torch(arrays: Mapping[str, Array]) -> list[Recognised]:
    """The layers of PyTorch behind these names, the larger ones first; none where there are none. Raises Refused."""
    found: list[Recognised] = []
    refused: Refused | None = None
    for read in _readings(arrays):
        try:
            found.extend(read())
        except Refused as error:
            refused = refused or error
    if refused and not found:
        raise refused
    return found


def _readings(arrays: Mapping[str, Array]) -> Iterator[Callable[[], Iterable[Recognised]]]:
    """One reading after another, each of one layer; parts of a layer that was recognised are not offered again."""
    taken: set[str] = set()
    for anchor, reader in ANCHORS:
        for prefix in prefixes(tuple(arrays), anchor):
            if not _inside(arrays, prefix, anchor, reader, taken):
                yield partial(_whole, arrays, reader, prefix, taken)
    rest = [x for x in prefixes(tuple(arrays), "weight") if f"{x}weight" not in taken]
    linears = [prefix for prefix in rest if arrays[f"{prefix}weight"].ndim == 2]
    yield partial(torch_plain.projections, Parameters(arrays), linears)
    for first, second in pairwise(linears):
        yield partial(torch_plain.two_linears, Parameters(arrays, first), Parameters(arrays, second))
    for prefix in rest:
        yield partial(torch_plain.plain, Parameters(arrays, prefix))


def _whole(arrays: Mapping[str, Array], reader: Reader, prefix: str, taken: set[str]) -> list[Recognised]:
    try:
        found = reader(Parameters(arrays, prefix))
    except Refused:
        taken.update(name for name in arrays if name.startswith(prefix))  # its parts are no answer for the whole
        raise
    taken.update(found.used)
    return [found]


def _inside(arrays: Mapping[str, Array], prefix: str, anchor: str, reader: Reader, taken: set[str]) -> bool:
    """Whether this layer is part of a larger one already: a decoder block, or a later layer of a stack."""
    if anchor in (pretrained.BERT, pretrained.GPT2):
        return f"{prefix}{anchor}" in taken
    if reader not in BLOCKS:
        return False
    lacks_rest = f"{prefix}linear1.weight" not in arrays
    return lacks_rest or f"{prefix}{OPENS[reader]}out_proj.weight" in taken
