"""Texts as people paste them: every notation by example, and one refusal, with its place, for everything else."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loading import Refused, printed, tables

ONE_TO_FOUR = [["1", "2"], ["3", "4"]]


def refusal(text: str) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Refused) as refused:
        printed(text)
    return refused.value.code, refused.value.values


@pytest.mark.parametrize(
    "text",
    [
        "1\t2\r\n3\t4\r\n",
        "1,2\n3,4",
        "1, 2\n3, 4",
        "1;2\n3;4",
        '"1","2"\n"3","4"',
        "1 2\n3 4",
        "  1   2\n  3   4  ",
        "1，2\n3，4",
        "[[1, 2], [3, 4]]",
        "［［1，2］，［3，4］］",
        "[[1, 2],\n [3, 4],]",
        "[[1 2]\n [3 4]]",
        "[1, 2], [3, 4]",
        "[1 2]\n[3 4]",
        "([1, 2], [3, 4])",
        "array([[1, 2],\n       [3, 4]])",
        "np.array([[1, 2], [3, 4]], dtype=np.float32)",
        "torch.tensor([[1, 2], [3, 4]], requires_grad=True)",
        "Parameter containing:\ntensor([[1, 2],\n        [3, 4]], grad_fn=<MmBackward0>)",
        "tensor([[1, 2],\n        [3, 4]], device='cuda:0', dtype=torch.float64, grad_fn=<AddmmBackward0>)",
        ">>> W\ntensor([[1, 2],\n        [3, 4]])",
        "Out[3]: array([[1, 2],\n       [3, 4]])",
        "Array([[1, 2],\n       [3, 4]], dtype=float32)",
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1, 2],\n       [3, 4]], dtype=float32)>",
        "<tf.Variable 'dense/kernel:0' shape=(2, 2) dtype=float32, numpy=array([[1, 2], [3, 4]], dtype=float32)>",
        "tf.Tensor(\n[[1 2]\n [3 4]], shape=(2, 2), dtype=int32)",
        "W torch.Size([2, 2])\ntensor([[1, 2], [3, 4]])",
        "[1 2; 3 4]",
        "[1, 2; 3, 4];",
        "A = [1 2\n     3 4];",
        "A =\n\n     1     2\n     3     4\n",
        "A =\n\n  Columns 1 through 1\n\n  1\n  3\n\n  Column 2\n\n  2\n  4\n",
        "1 2; 3 4",
        "1, 2; 3, 4",
        "1 2;\n3 4;",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        "$$\\left[\\begin{array}{cc}\n1 & 2 \\\\[2pt]\n3 & 4 \\\\\n\\end{array}\\right]$$",
        r"X = \begin{pmatrix}1&2\\3&4\end{pmatrix}",
        r"1 & 2 \\ \hline 3 & 4",
        "| 1 | 2 |\n| 3 | 4 |",
        "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |",
        "|   |   |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |".replace("|   |   |\n|---|---|\n", ""),
        "x,y\n1,2\n3,4",
        ",0,1\na,1,2\nb,3,4",
        "the\t1\t2\ncat\t3\t4",
        "```\n1 2\n3 4\n```",
        "\ufeff[[1, 2], [3, 4]]",
    ],
)
def test_every_usual_table(text: str) -> None:
    (table,) = tables(text)
    assert table.rows == ONE_TO_FOUR
    np.testing.assert_array_equal(printed(text)[0].values, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("5", [["5"]]),
        ("[1; 2; 3]", [["1"], ["2"], ["3"]]),
        ("[1, 2, 3]", [["1", "2", "3"]]),
        ("array([0.1, 0.2,\n       0.3])", [["0.1", "0.2", "0.3"]]),
        ("0,5;0,25\n1,5;2,5", [["0,5", "0,25"], ["1,5", "2,5"]]),
        ("0,5 0,25\n1,0 2,0", [["0,5", "0,25"], ["1,0", "2,0"]]),
        ("1\t\n\t4", [["1", ""], ["", "4"]]),
        ("\t\n3\t4", [["", ""], ["3", "4"]]),
        ("__import__('os')\t2", [["__import__('os')", "2"]]),
        ("0.5\n\n−1/3", [["0.5"], ["−1/3"]]),
    ],
)
def test_keeps_cells_as_they_were_typed(text: str, rows: list[list[str]]) -> None:
    assert [table.rows for table in tables(text)] == [rows]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0,5\t1,000", [[0.5, 1.0]]),
        ("0.5\t1,000", [[0.5, 1000.0]]),
        ("1.234,5\t0,5", [[1234.5, 0.5]]),
        ("[[0., -inf], [-np.inf, 1e-30]]", [[0, -np.inf], [-np.inf, 1e-30]]),
        ("[True False]", [1, 0]),
        ("tensor([[ True, False]])", [[1, 0]]),
        ("[np.float64(0.5), np.float64(0.25)]", [0.5, 0.25]),
        ("[tensor(0.5), tensor(0.25, grad_fn=<X>)]", [0.5, 0.25]),
        ("tensor(0.5)", 0.5),
        ("－１．５　２", [[-1.5, 2]]),
        ("[sqrt(2), -1/√4, ½]", [2**0.5, -0.5, 0.5]),
        (
            r"\begin{pmatrix} \frac{1}{4} & -\dfrac{1}{2} & {-}0.5 & 1.5\times 10^{-3} & -\infty\end{pmatrix}",
            [[0.25, -0.5, -0.5, 0.0015, -np.inf]],
        ),
        ("A =\n\n   1.0e+03 *\n\n    0.0010    2.0000\n", [[1, 2000]]),
        (
            "tensor([[[1., 2.],\n         [3., 4.]],\n\n        [[5., 6.],\n         [7., 8.]]])",
            [[[1, 2], [3, 4]], [[5, 6], [7, 8]]],
        ),
        ("[[[1], [2]], [[3], [4]]]", [[[1], [2]], [[3], [4]]]),
    ],
)
def test_values(text: str, values: Any) -> None:
    (found,) = printed(text)
    np.testing.assert_allclose(found.values, values, rtol=1e-15)


def test_negative_zero_stays_negative() -> None:
    for text in ("[-0.0, 0.0]", "array([-0.,  0.])", "-0.0\t0.0", "tensor([-0., 0.])"):
        np.testing.assert_array_equal(np.signbit(printed(text)[0].values).ravel(), [True, False])


def named(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(x.name, x.shape) for x in printed(text)]


def test_names_stand_before_arrays_in_many_ways() -> None:
    assert named("W_q = np.array([[1, 2]])\nb: [3]\nscale = 0.5") == [("W_q", (1, 2)), ("b", (1,)), ("scale", ())]
    assert named("('weight_ih_l0', tensor([[1., 2.]]))") == [("weight_ih_l0", (1, 2))]
    assert named("{'a.W': array([[1, 2]]), 'b': [0.5, 1]}") == [("a.W", (1, 2)), ("b", (2,))]
    assert named("OrderedDict({'w': tensor([1.]), 'u': tensor([2., 3.])})") == [("w", (1,)), ("u", (2,))]
    assert named("weight_ih_l0 Parameter containing:\ntensor([[1.]], requires_grad=True)") == [("weight_ih_l0", (1, 1))]
    assert named("Attention weights: tensor([[1.]])\nOutput:\ntensor([2.])") == [
        ("Attention weights", (1, 1)),
        ("Output", (1,)),
    ]
    assert named("[array([[1.]], dtype=float32), array([2., 3.], dtype=float32)]") == [("", (1, 1)), ("", (2,))]
    assert named("(tensor([[1.]]), (tensor([2.]), tensor([3.])))") == [("", (1, 1)), ("", (1,)), ("", (1,))]
    assert named("X =\n\n  1 2\n  3 4\n\nb =\n\n  5 6\n") == [("X", (2, 2)), ("b", (1, 2))]
    assert named("<Variable path=gru/kernel, shape=(1, 2), dtype=float32, value=[[1. 2.]]>") == [("gru/kernel", (1, 2))]
    assert named(r"W^Q = \begin{pmatrix}1\end{pmatrix}, b = \begin{pmatrix}2 & 3\end{pmatrix}") == [
        ("W^Q", (1, 1)),
        ("b", (1, 2)),
    ]
    assert named("X:\n0.1 0.2\n0.3 0.4\nW_q:\n1\n2") == [("X", (2, 2)), ("W_q", (2, 1))]


def test_names_of_rounds_and_layers_stay_whole() -> None:
    assert named("t=1/hidden = tensor([[1., 2.]])\nt=2/hidden = [[3, 4]]") == [
        ("t=1/hidden", (1, 2)),
        ("t=2/hidden", (1, 2)),
    ]
    assert named("layer=1/forward/t=12/cell = [[0.5]]") == [("layer=1/forward/t=12/cell", (1, 1))]
    assert named("t=1/hidden =\n0.1 0.2\nt=2/hidden =\n0.3 0.4") == [("t=1/hidden", (1, 2)), ("t=2/hidden", (1, 2))]
    assert [x.values.tolist() for x in printed("x=1/2")] == [0.5]
    assert [(x.name, x.values.tolist()) for x in printed("x=[1/2, 3/4]")] == [("x", [0.5, 0.75])]


def test_dtypes_are_taken_from_the_text() -> None:
    texts = {
        "tensor([1.], dtype=torch.float64)": "float64",
        "array([1.], dtype=float32)": "float32",
        "array(['1'], dtype='<f4')".replace("'1'", "1"): "<f4",
        "Array([1.], dtype=bfloat16)": "bfloat16",
        "tensor([True])": "bool",
        "[1.0]": "",
    }
    assert {text: printed(text)[0].dtype for text in texts} == texts


def test_elements_of_a_batch() -> None:
    (batch,) = printed("[[[1, 2]], [[3, 4]], [[5, 6]]]")
    assert batch.elements(2) == (3,)
    np.testing.assert_array_equal(batch.element(2).values, [[5, 6]])
    (one,) = printed("[[[[1, 2]]]]")
    assert (one.squeezed(2).shape, one.squeezed(1).shape, one.elements(5)) == ((1, 2), (2,), ())


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "empty", {}),
        ("  \n\t\n", "empty", {}),
        ("[[]]", "empty", {}),
        ("tensor([])", "empty", {}),
        ("1 2\n\n3", "ragged", {"line": 3, "row": 2, "got": 1, "want": 2}),
        ("[[1, 2],\n [3, 4],\n [5]]", "ragged", {"row": 3, "got": 1, "want": 2}),
        ("[1 2; 3]", "ragged", {"row": 2, "got": 1, "want": 2}),
        (r"1 & 2 \\ 3", "ragged", {"row": 2, "got": 1, "want": 2}),
        ("[[[1, 2]], [[3]]]", "ragged_parts", {"part": 2, "got": "1×1", "want": "1×2"}),
        ("[[1, 2], [3, 4]", "open_bracket", {"line": 1}),
        ("tensor([[1, 2]]", "open_bracket", {"line": 1}),
        ("[[1, 2]]]", "closing_bracket", {"line": 1}),
        ("[[1 2 ... 3]\n ...\n [4 5 ... 6]]", "elided", {"format": "numpy"}),
        ("array([0.1, 0.2, ..., 0.9])", "elided", {"format": "numpy", "line": 1}),
        ("tensor([[0., 1.,  ..., 2.],\n        ...,\n        [0., 1.,  ..., 2.]])", "elided", {"format": "torch"}),
        ("[[1, nan],\n [2, 3]]", "nan", {"line": 1, "row": 1, "column": 2}),
        ("X = [[1, 2],\n [2, nan]]", "nan", {"line": 2, "row": 2, "column": 2, "name": "X"}),
        ("1\t2\nx\t4", "no_number", {"line": 2, "row": 2, "column": 1, "text": "x"}),
        ("[[1, 2], [3, a]]", "no_number", {"row": 2, "column": 2, "text": "a"}),
        ("1\t2\n3\t", "blank", {"line": 2, "row": 2, "column": 2}),
        ("1,000\t2,000", "two_readings", {"text": "1,000"}),
        ("1,2;3,4", "two_readings", {"text": "1,2;3,4"}),
        ("0,5\t0.25", "both_marks", {"text": "0,5", "other": "0.25"}),
        ("my matrix is this one [[1, 2]]", "words", {"line": 1}),
        ("[[1, 2]]\nthank you", "words", {"line": 2, "text": "thank you"}),
        ("[[1, 2], __import__('os')]", "in_array", {"line": 1}),
        ("model.load([[1]])", "words", {"text": "model.load", "line": 1}),
        ("<tf.Variable 'x:0' shape=(2, 2) dtype=float32>", "no_values", {"line": 1}),
        ("[" * 50 + "1" + "]" * 50, "axes", {"most": 8}),
        (r"\begin{pmatrix} 1", "open_environment", {"text": "pmatrix", "line": 1}),
        ("1" * 8_000_001, "too_long", {"most": 8_000_000}),
        (
            "A =\n\n 1.0e+999 *\n\n 1 2\n",
            "too_large",
            {"text": "1.0e+999", "name": "A", "line": 3, "row": 1, "column": 1},
        ),
    ],
)
def test_one_refusal_with_its_place(text: str, code: str, values: dict[str, Any]) -> None:
    found, said = refusal(text)
    assert (found, {name: said.get(name) for name in values}) == (code, values)


NEAR = st.text("0123456789.,;-&\\[]()<>\t\n\r \"'|array=xtensor\u3000，；{}…#:*√", max_size=80)
PIECES = st.lists(
    st.sampled_from(
        [
            "tensor(",
            "array(",
            "[",
            "]",
            "[[",
            "]]",
            ")",
            ",",
            "1.5",
            "-inf",
            "nan",
            "\n",
            " ",
            "=",
            "W",
            ":",
            "<tf.Tensor:",
        ]
        + [
            "numpy=",
            ">",
            "dtype=",
            "'a'",
            "{",
            "}",
            "OrderedDict(",
            r"\begin{pmatrix}",
            r"\end{pmatrix}",
            "&",
            r"\\",
            "|",
        ]
        + ["Parameter containing:", "torch.Size([2])", ";", "\t", "...", "0,5", "np.float64(", "<", "shape=(2,)"]
    ),
    max_size=25,
).map("".join)


@given(st.text() | NEAR | PIECES)
@example("\\begin{bmatrix}")
@example("[0e999, 1e-999, 0.0e-999]")
@example("[[")
@example('"' + "1" * 140_000)
@example("<numpy=" * 5000)
@example("[" * 100_000)
@example("(" * 100_000)
@example("tensor(" * 20_000)
@example("[tensor(" * 20_000)
@example("-|")
@example(";\n;")
@example("\x0b\n1 2\n3 4")
@example("A = \n;\n;\n1 2;")
def test_whatever_is_pasted_gives_arrays_or_one_refusal(text: str) -> None:
    with contextlib.suppress(Refused):
        found = printed(text)
        assert found
        for x in found:
            assert x.half.shape == x.shape
            assert not np.isnan(x.values).any()


@pytest.mark.parametrize("word", ["nan", "NaN", "-nan", "np.nan", "nan.", "float('nan')"])
def test_results_may_hold_what_is_no_number(word: str) -> None:
    (x,) = printed(f"X = [[1.5, {word}], [-inf, 0.25]]", nan=True)
    assert np.array_equal(x.values, [[1.5, np.nan], [-np.inf, 0.25]], equal_nan=True)
    assert np.isfinite(x.half).all()
    for other in ("none", "n/a", "", "nano"):
        with pytest.raises(Refused):
            printed(f"X = [[1.5, {other}], [-inf, 0.25]]", nan=True)


PIECES_AT_LENGTH = [
    "[",
    "1 ",
    "1,",
    "(",
    "a ",
    "'",
    "\n",
    "&",
    "|",
    "{-",
    "=",
    "<",
    "tensor(1) ",
    "1/",
    "-",
    "0,5 ",
    "- ",
]


@pytest.mark.parametrize("piece", PIECES_AT_LENGTH)
def test_a_long_text_is_read_in_one_go(piece: str) -> None:
    """A reader that looks at everything again for each piece would not come back within the hour."""
    with contextlib.suppress(Refused):
        printed(piece * (1_000_000 // len(piece)))


@pytest.mark.exhaustive
def test_five_megabytes_of_every_notation_are_read() -> None:
    x = np.random.default_rng(1).normal(size=(400, 500))
    with np.printoptions(threshold=10**9):
        for text in (repr(x), f"{x}", repr(x.tolist()), "\n".join(",".join(map(repr, map(float, row))) for row in x)):
            assert len(text) > 2_000_000
            assert printed(text)[0].shape == (400, 500)
