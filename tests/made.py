"""Questions of the tests' own, put beside those of the content: every kind in the forms that the tests need."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from content import Question, loader


def _words(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


QUESTION: TypeAdapter[Question] = TypeAdapter(Question)  # which takes long to make


def _made(kind: str, id: str, en: str, zh: str, **fields: Any) -> Question:
    asked = {"kind": kind, "id": id, "title": _words(en, zh), "prompt": _words(f"{en}?", f"{zh}？"), "difficulty": 2}
    return QUESTION.validate_python({**asked, **fields})


HINTS = (_words("Think of $d_k$.", "想一想 $d_k$。"), _words("Write it down.", "写下来。"))
POINTS = (
    {"text": _words("the dot product grows with $d_k$", "点积随 $d_k$ 变大"), "marks": 1},
    {"text": _words("softmax saturates", "softmax 会饱和"), "marks": 2},
    {"text": _words("gradients vanish", "梯度消失"), "marks": 0.5},
)
ANSWER = _words("Dividing by $\\sqrt{d_k}$ keeps the variance at 1.", "除以 $\\sqrt{d_k}$ 让方差保持为 1。")
FOLLOW_UPS = (
    {"text": _words("What if $d_k = 1$?", "$d_k = 1$ 呢？"), "aloud": _words("What if it is one?", "如果是一呢？"),
     "answer": _words("Nothing changes.", "没有变化。"), "points": ({"text": _words("divided by 1", "除以 1")},)},
    {"text": _words("Who divides otherwise?", "谁的除法不同？"), "answer": _words("Those who learn it.", "可学习的。"),
     "points": ({"text": _words("a learned scale", "可学习的缩放"), "marks": 1.5}, {"text": _words("none", "不除")})},
)  # fmt: skip
CHOICES = (
    {"text": _words("rows", "行"), "correct": True, "reason": _words("Each query has its own.", "每个查询各有一份。")},
    {"text": _words("columns", "列"), "reason": _words("Those are keys.", "那是键。")},
    {"text": _words("both", "都是"), "reason": _words("Only one.", "只有一个。")},
)

SIZES = {"n": 3, "d": 4, "d_k": 2, "d_v": 2}
SUMS = {"text": _words("$n$ sums", "$n$ 个和"), "correct": True, "reason": _words("One a row.", "每行一个。")}
MADE: tuple[Question, ...] = (
    _made("number", "self-attention/made-cell", "One share", "一个权重", of="cell", step="weights", cell=(2, 3),
          sizes={"n": 3, "d_k": 2}, given=("queries", "keys"), hints=HINTS),
    _made("number", "scaled-dot-product/made-scaled", "One scaled score", "一个缩放后的得分", of="cell", step="scaled",
          cell=(1, 2), given=("scores",)),
    _made("number", "encoder-block/made-bert", "BERT-base", "BERT-base", of="parameters", times=12,
          sizes={"n": 8, "d": 768, "h": 12, "d_k": 64, "d_v": 64, "f": 3072}),
    _made("number", "lstm/made-parameters", "An LSTM", "一个 LSTM", of="parameters",
          vary={"d": (100, 300), "k": (64, 128)}),
    _made("number", "self-attention/made-products", "Multiply-adds", "乘加", of="multiply_adds", sizes=SIZES,
          count=("scores", "context"), vary={"n": (512, 1024)}, times=2),
    _made("number", "self-attention/made-bytes", "Bytes", "字节", of="bytes", count=("weights",), bytes_each=2,
          vary={"n": (512, 1024)}),
    _made("number", "self-attention/made-size", "Columns of the scores", "得分的列数", of="size", step="context",
          sizes={**SIZES, "d_v": 5}),
    _made("shapes", "self-attention/made-shapes", "Shapes", "形状", sizes=SIZES, vary={"n": (5, 6)}, hints=HINTS),
    _made("shapes", "multi-head/made-shapes", "Shapes with heads", "多头的形状",
          sizes={"n": 3, "d": 8, "h": 2, "d_k": 4, "d_v": 4}),
    _made("order", "self-attention/made-order", "In order", "排序", hints=HINTS),
    _made("order", "lstm/made-order", "An LSTM step", "LSTM 一步"),
    _made("order", "self-attention/made-code", "In code", "写成代码", lines="numpy"),
    _made("order", "gru/made-code", "GRU in PyTorch", "用 PyTorch 写 GRU", lines="pytorch"),
    _made("spoken", "self-attention/made-spoken", "Why divide?", "为什么要除", points=POINTS, answer=ANSWER, seconds=40,
          hints=HINTS),
    _made("spoken", "lstm/made-follow-ups", "And then", "然后呢", points=POINTS[:2], answer=ANSWER,
          follow_ups=FOLLOW_UPS),
    _made("choice", "self-attention/made-choice", "Which way?", "哪个方向", choices=CHOICES),
    _made("choice", "self-attention/made-choices", "Which ones?", "哪几个", multiple=True, choices=(*CHOICES, SUMS)),
)  # fmt: skip


def made(kind: str) -> list[Question]:
    """The questions of a kind."""
    return [question for question in MADE if question.kind == kind]


@cache
def library() -> loader.Library:
    """The content with these in it."""
    whole = loader.read(loader.ROOT)
    asked = {id: {**own, **{q.id: q for q in MADE if q.topic == id}} for id, own in whole.asked.items()}
    return replace(whole, asked=asked)


def put() -> None:
    """From now on they belong to the content of this process."""
    loader.library = library
