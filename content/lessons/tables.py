"""Measured tables of lessons: the rows of Markdown tables; their headers are written in the lesson."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from content.claims import Claims, GateClaim, claims
from content.lessons.arguments import Misuse
from engine import MECHANISMS, Program, Trace, run
from engine.arrays import Array
from engine.readings.numbers import fixed
from engine.studies.bert_masking import masked_tokens
from engine.studies.first_word import Kind, complexity
from engine.studies.measurements import arriving, decoding, score_spread
from engine.studies.published_counts import PUBLISHED

Arguments = dict[str, str]
NAMES = {"bert_base": "BERT-base", "bert_large": "BERT-large", "gpt2_small": "GPT-2 small"}
WIDTH = 4  # sizes of the small models whose cost and path length are counted


def score_statistics(arguments: Arguments) -> str:
    """Effect of d_k: d_k, variance of the scores, entropy and maximum of the weights, norm of the softmax Jacobian.

    `d_k` lists the sizes; with scale="none" the scores are not divided by √d_k.
    """
    scaled = arguments.pop("scale", "sqrt_d_k") != "none"
    return _rows(_score_statistics(d_k, scaled) for d_k in _numbers(arguments, "d_k"))


def _score_statistics(d_k: int, scaled: bool) -> list[str]:
    found = score_spread(d_k, np.random.default_rng(0), scaled=scaled)
    return [str(d_k), *(fixed(x, 2) for x in (found.variance, found.entropy, found.largest, found.jacobian))]


def cache_savings(arguments: Arguments) -> str:
    """Savings of a KV cache: tokens so far, multiply-adds for one more without and with a cache, bytes of the cache.

    `tokens` lists the numbers of tokens; `d`, `h` and `d_k` are sizes.
    """
    sizes = {name: _numbers(arguments, name)[0] for name in ("d", "h", "d_k")}
    found = (decoding(n, **sizes, g=sizes["h"], d_v=sizes["d_k"]) for n in _numbers(arguments, "tokens"))
    return _rows([f"{x:,}" for x in (d.tokens, d.recomputed, d.cached, d.bytes)] for d in found)


def gradient_norms(arguments: Arguments) -> str:
    """Gradients over `T` time steps: t, and the norm of ∂s_T/∂s_t in an RNN and in the cell state of an LSTM.

    The norm is the Frobenius norm, divided by that of the last row's identity.
    """
    steps = _numbers(arguments, "T")[0]
    plain = _relative(arriving(_random_run("rnn", steps)))
    cell = _relative(arriving(_random_run("lstm", steps, forget_bias="plus_one"), "cell"))
    norms = zip(range(1, steps + 1), plain, cell, strict=True)
    return _rows([str(t), fixed(in_rnn, 6), fixed(in_cell, 6)] for t, in_rnn, in_cell in norms)


def _random_run(mechanism: str, steps: int, **options: Any) -> Trace:
    """The run of a recurrent mechanism on small random weights."""
    found = MECHANISMS[mechanism]
    program = found.build(found.choose(**options), {"T": steps, "d": WIDTH, "k": WIDTH})
    return run(program, _small_inputs(program))


def _small_inputs(program: Program) -> dict[str, Array]:
    """Random inputs and weights with a standard deviation of 0.3, always the same."""
    rng = np.random.default_rng(0)
    return {id: 0.3 * rng.standard_normal(tuple(map(int, x.shape))) for id, x in program.inputs.items()}


def recurrent_norms(arguments: Arguments) -> str:
    """Gradients over `T` time steps in RNNs whose recurrent matrix U is orthogonal, times each `percent` of 1.

    t, and the norm of ∂h_T/∂h_t as in `gradient_norms`: for each size of U with tanh, then without activation function.
    """
    steps, sizes = _numbers(arguments, "T")[0], [percent / 100 for percent in _numbers(arguments, "percent")]
    norms = [
        _relative(arriving(_orthogonal_run(steps, size, activation)))
        for activation in ("tanh", "identity")
        for size in sizes
    ]
    return _rows([str(t), *(fixed(x, 4) for x in row)] for t, *row in zip(range(1, steps + 1), *norms, strict=True))


def _orthogonal_run(steps: int, size: float, activation: str) -> Trace:
    """The run of an RNN on small random inputs and weights, all singular values of U being `size`."""
    found = MECHANISMS["rnn"]
    program = found.build(found.choose(product="separate", activation=activation), {"T": steps, "d": WIDTH, "k": WIDTH})
    inputs = _small_inputs(program)
    inputs["U"] = size * np.linalg.qr(inputs["U"])[0]
    return run(program, inputs)


def _relative(norms: Sequence[float]) -> list[float]:
    """Norms as fractions of the last one."""
    return [norm / norms[-1] for norm in norms]


def complexities(arguments: Arguments) -> str:
    """Complexity of self-attention and an RNN for n tokens: multiply-adds, sequential steps, maximum path length."""
    return _rows([str(n), *_complexity("self_attention", n), *_complexity("rnn", n)] for n in _numbers(arguments, "n"))


def _complexity(kind: Kind, n: int) -> list[str]:
    found = complexity(kind, n, WIDTH)
    return [f"{found.multiply_adds:,}", str(found.sequential), str(found.path)]


def parameter_counts(arguments: Arguments) -> str:
    """Published models and their numbers of trainable parameters."""
    return _rows([NAMES[id], f"{stack.total:,}"] for id, stack in PUBLISHED.items())


def masked_words(arguments: Arguments) -> str:
    """BERT's masking of `words`: each word, the token that replaces it, and ✓ if it must be predicted.

    `percent` of the tokens are chosen, at random from `seed`; random replacements come from the same words.
    """
    words, seed = arguments.pop("words", "").split(), _numbers(arguments, "seed")[0]
    share = _numbers(arguments, "percent")[0] / 100
    known = [*dict.fromkeys(words), "[MASK]"]
    tokens = [known.index(word) for word in words]
    drawn = masked_tokens(
        tokens, np.random.default_rng(seed), vocabulary=len(known) - 1, mask=len(known) - 1, share=share
    )
    rows = zip(words, drawn.tokens, drawn.chosen, strict=True)
    return _rows([word, known[read], "✓" if chosen else ""] for word, read, chosen in rows)


def head_claims(arguments: Arguments) -> str:
    """Heads of a trained model: layer and head, mean weight where it is claimed to look, accuracy without the head.

    `model` and `weights` name the file of weights; all figures are the claims that tests recompute.
    """
    found = _claims(arguments).heads_of(arguments.pop("weights", ""))
    layers = list(dict.fromkeys(claim.step for claim in found))
    return _rows(
        [
            f"{layers.index(claim.step) + 1}.{claim.head}",
            fixed(claim.weight, 2) if claim.looks_at else "–",
            fixed(claim.right_when_cut, 2),
        ]
        for claim in found
    )


def unit_claims(arguments: Arguments) -> str:
    """Units of a trained recurrent network: its gates at the word to be kept and after it, accuracy with f or z at 0.5.

    For each gate claimed, first the one that writes, two columns: at the word, and the mean over the words after it.
    """
    found = _claims(arguments).units_of(arguments.pop("weights", ""))
    return _rows([str(u.unit), *_gate(u.writes), *_gate(u.keeps), fixed(u.right_when_held, 2)] for u in found)


def alignment_claims(arguments: Arguments) -> str:
    """Alignment of a trained translation: mean weight on the word translated, how often it is the largest, accuracies.

    Three fractions of sentences right: as trained, with equal weights instead, trained without attention. Raises Misuse
    where the model claims nothing of these weights.
    """
    of = _claims(arguments)
    found = of.alignment_of(arguments.pop("weights", ""))
    if found is None:
        raise Misuse("names weights of whose alignment nothing is claimed")
    figures = (found.weight, found.largest, of.right, found.right_with_equal_weights, of.right_without_attention)
    return _rows([[fixed(figure, 2) for figure in figures]])


def distance_claims(arguments: Arguments) -> str:
    """Networks by the words that they must keep a fact over: how often each is right, a figure for each seed.

    Raises Misuse for a language that is neither en nor zh.
    """
    language = arguments.pop("language", "")
    if language not in ("en", "zh"):
        raise Misuse(f"names the language {language or 'nothing'}, which is neither en nor zh")
    return _rows(
        [claim.network.of(language), *(" / ".join(fixed(x, 2) for x in seeds) for seeds in claim.right.values())]
        for claim in _claims(arguments).distances
    )


def _gate(claim: GateClaim | None) -> list[str]:
    return [fixed(claim.at, 2), fixed(claim.between, 2)] if claim else []


def _claims(arguments: Arguments) -> Claims:
    model = arguments.pop("model", "")
    try:
        return claims(model)
    except OSError:
        raise Misuse(f"names the model {model or 'nothing'}, of which nothing is claimed") from None


TABLES: dict[str, Callable[[Arguments], str]] = {
    "spread": score_statistics,
    "saved": cache_savings,
    "arrived": gradient_norms,
    "shrunk": recurrent_norms,
    "ways": complexities,
    "trained": parameter_counts,
    "hidden": masked_words,
    "heads": head_claims,
    "units": unit_claims,
    "alignment": alignment_claims,
    "distance": distance_claims,
}


def _numbers(arguments: Arguments, name: str) -> list[int]:
    """An argument as whole numbers separated by commas; raises ValueError for anything else."""
    return [int(text) for text in arguments.pop(name, "").split(",")]


def _rows(cells: Iterable[Iterable[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)
