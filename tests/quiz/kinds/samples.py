"""Questions about mistakes and conventions in forms that the tests need, whatever the content asks at the moment."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from content import ConventionQuestion, FindQuestion, Question, ResultQuestion, StepsQuestion

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)  # which takes long to make


def _made(kind: str, topic: str, name: str, **fields: Any) -> Any:
    words = {"en": "A {name} of the tests", "zh": "测试用的{name}"}
    asked = {"kind": kind, "id": f"{topic}/{name}", "title": words, "prompt": words, "difficulty": 2}
    return QUESTION.validate_python({**asked, **fields})


HEAD = {"sizes": {"n": 3, "d": 3, "d_k": 2, "d_v": 2}, "given": ("queries", "keys", "values")}
SMALL_HEAD = {"sizes": {"n": 2, "d": 2, "d_k": 2, "d_v": 2}, "given": ("queries", "keys", "values", "weights")}
BACK = ("backward/weights", "backward/scaled", "backward/scores", "backward/values")

FIND: list[FindQuestion] = [
    _made("find", "self-attention", "find", ask=("scores", "scaled", "weights", "context"), **HEAD),
    _made("find", "masked-softmax", "find", sizes={"n": 3, "m": 3}),
    _made("find", "lstm", "find", sizes={"d": 2, "k": 2}),
    _made("find", "layer-norm", "find", sizes={"n": 2, "d": 4}),
    _made("find", "rnn-sequence", "find", sizes={"T": 2, "d": 2, "k": 2}),
    _made("find", "multi-head", "find", ask=("scores", "scaled", "weights", "context", "merged")),
    _made("find", "self-attention", "find-back", gradient_of="context", ask=BACK, **SMALL_HEAD),
]
RESULT: list[ResultQuestion] = [
    _made("result", "self-attention", "result", step="context", **HEAD),
    _made("result", "masked-softmax", "result", step="weights", sizes={"n": 3, "m": 3}),
    _made("result", "lstm", "result", step="cell", sizes={"d": 2, "k": 3}, choices=3),
    _made("result", "multi-head", "result", step="weights", given=("query_heads", "key_heads")),
    _made("result", "self-attention", "result-back", step="backward/scaled", gradient_of="context", **SMALL_HEAD),
]
CONVENTION: list[ConventionQuestion] = [
    _made(
        "convention",
        "gru",
        "convention",
        step="hidden",
        sizes={"d": 2, "k": 3},
        given=("update_gate", "reset_gate", "candidate"),
        among=(
            {"name": {"en": "Keras", "zh": "Keras"}, "options": {"update": "z_keeps_old", "reset": "after_product"}},
            {"name": {"en": "Cho", "zh": "赵的"}, "options": {"update": "z_keeps_old"}},
            {"name": {"en": "Chung", "zh": "钟的"}, "options": {"update": "z_takes_new"}},
        ),
    ),
    _made(
        "convention",
        "self-attention",
        "convention",
        step="weights",
        among=(
            {"name": {"en": "paper", "zh": "论文"}, "options": {"scale": "sqrt_d_k"}},
            {"name": {"en": "unscaled", "zh": "不缩放"}, "options": {"scale": "none"}},
        ),
        **HEAD,
    ),
]
GRADIENT: list[StepsQuestion] = [
    _made("steps", "self-attention", "back", gradient_of="context", ask=BACK, **SMALL_HEAD),
    _made(
        "steps",
        "rnn-sequence",
        "back",
        gradient_of="outputs",
        options={"product": "separate"},
        sizes={"T": 2, "d": 2, "k": 2},
        given=("t=1/hidden", "t=2/hidden"),
        ask=("backward/t=2/preactivation", "backward/t=1/hidden", "backward/t=1/preactivation", "backward/U"),
    ),
    _made(
        "steps",
        "lstm",
        "back",
        gradient_of="hidden",
        sizes={"d": 2, "k": 2},
        given=("forget_gate", "input_gate", "candidate", "output_gate", "cell"),
        ask=("backward/cell", "backward/output_gate", "backward/input_gate", "backward/c_prev"),
    ),
    _made(
        "steps",
        "next-token-loss",
        "back",
        gradient_of="loss",
        sizes={"n": 3, "d": 2, "v": 3},
        given=("targets", "probabilities", "likelihoods"),
        ask=("backward/likelihoods", "backward/probabilities", "backward/logits"),
    ),
    _made(
        "steps",
        "feed-forward",
        "back",
        gradient_of="output",
        sizes={"n": 2, "d": 2, "f": 3},
        given=("preactivation", "activated"),
        ask=("backward/activated", "backward/preactivation", "backward/W_1", "backward/b_1"),
    ),
]
