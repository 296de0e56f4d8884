r"""Formulas as the papers print them, written down by hand."""

from __future__ import annotations

import pytest

from engine import MECHANISMS, Program
from engine.readings.formulas import mathml
from engine.readings.formulas.latex import formula, numbers, overview
from engine.readings.gradient import gradient
from tests.engine.cases import traced

PRINTED = [
    ("self_attention", {}, "queries", r"Q = X\, W^Q"),
    ("self_attention", {}, "scores", r"S = Q\, K^{\top}"),
    ("self_attention", {}, "scaled", r"S' = \frac{S}{\sqrt{d_k}}"),
    ("self_attention", {"mask": "causal"}, "masked", r"Z = \operatorname{mask}_{-\infty}\left(S'\right)"),
    ("self_attention", {"mask": "causal"}, "weights", r"A = \operatorname{softmax}_{\text{rows}}\left(Z\right)"),
    ("self_attention", {}, "context", r"C = A\, V"),
    ("self_attention", {"tokens": "columns"}, "queries", r"Q = W^{Q\top}\, X"),
    ("multi_head", {}, "scores", r"S = Q^{(h)}\, K^{(h)\top}"),
    ("kv_cache", {}, "token=2/scores", r"S_2 = q_2\, K^{\top}_2"),
    (
        "encoder_block",
        {},
        "attention/norm/variance",
        r"\sigma^2_1 = \frac{\operatorname{sum}_{\text{rows}}\left(D^2_1\right)}{d}",
    ),
    ("self_attention", {"tokens": "columns"}, "context", r"C = V\, A"),
    ("self_attention", {"softmax": "in_steps"}, "exponentials", r"\tilde{A} = e^{S' - m}"),
    ("self_attention", {"softmax": "in_steps"}, "weights", r"A = \frac{\tilde{A}}{s}"),
    ("gru_step", {}, "reset_preactivation", r"a^r_t = x_t\, W_r + h_{t-1}\, U_r + b_r"),
    ("gru_step", {}, "recalled", r"m_t = r_t \odot h_{t-1}"),
    (
        "gru_step",
        {"update": "z_takes_new"},
        "hidden",
        r"h_t = \left(1 - z_t\right) \odot h_{t-1} + z_t \odot \tilde{h}_t",
    ),
    (
        "gru_step",
        {},
        "hidden",
        r"h_t = z_t \odot h_{t-1} + \left(1 - z_t\right) \odot \tilde{h}_t",
    ),
    ("lstm_step", {}, "joined", r"v_t = \left[h_{t-1},\; x_t\right]"),
    ("lstm_step", {}, "forget_gate", r"f_t = \sigma\left(z^f_t\right)"),
    ("lstm_step", {}, "cell", r"C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t"),
    ("lstm_step", {}, "hidden", r"h_t = o_t \odot \tanh\left(C_t\right)"),
    ("layer_norm", {}, "centred", r"D = X - \mu"),
    ("layer_norm", {}, "normalised", r"\hat{X} = \frac{D}{\sigma}"),
    ("multi_head", {}, "merged", r"H = \operatorname{concat}\left(C\right)"),
    ("sinusoidal", {}, "rates", r"\omega = \frac{1}{{10000}^{2\, i / d}},\quad i = 0, 1"),
    ("sinusoidal", {}, "angles", r"\theta = \mathrm{pos} \odot \omega,\quad \mathrm{pos} = 0, 1, 2, 3"),
    ("rope", {"start": 10}, "angles", r"\theta = \mathrm{pos} \odot \omega,\quad \mathrm{pos} = 10, 11, 12"),
    (
        "rope",
        {},
        "turned_queries",
        r"\hat{Q} = \left[-Q_{\cdot 2},\; Q_{\cdot 1},\; -Q_{\cdot 4},\; Q_{\cdot 3}\right]",
    ),
    ("alibi", {}, "slopes", r"m = {2}^{-8\, k / h},\quad k = 1, 2"),
    ("alibi", {}, "distances", r"D = {\mathrm{pos}}^{\top} - \mathrm{pos},\quad \mathrm{pos} = 0, 1, 2"),
    ("alibi", {}, "bias", r"B = m_h\, D"),
    ("lstm_step", {"product": "fused"}, "input_preactivation", r"z^i_t = {z_t}_{,\,1:2}"),
    ("next_token_loss", {}, "logits", r"Z = H_{1:3}\, W + b"),
    (
        "next_token_loss",
        {"tokens": "columns"},
        "loss",
        r"L = \frac{\operatorname{sum}_{\text{rows}}\left(\ell\right)}{n - 1}",
    ),
]


@pytest.mark.parametrize(("mechanism", "options", "step", "printed"), PRINTED)
def test_reads_as_the_paper_prints_it(mechanism: str, options: dict[str, str], step: str, printed: str) -> None:
    found = MECHANISMS[mechanism]
    assert formula(found.build(found.choose(**options)), step) == printed


def test_the_whole_of_attention_in_one_line() -> None:
    program = MECHANISMS["self_attention"].build()
    assert overview(program, "context", ("queries", "keys", "values")) == (
        r"C = \underbrace{\operatorname{softmax}_{\text{rows}}\Bigl("
        r"\underbrace{\frac{\underbrace{Q\, K^{\top}}_{4}}{\sqrt{d_k}}}_{5}\Bigr)}_{6}\, V"
    )


def test_a_sum_written_out_in_a_product_keeps_its_brackets() -> None:
    line = overview(MECHANISMS["rope"].build(), "scores", ("cosines", "sines", "turned_queries", "turned_keys"))
    assert line == (
        r"S = \bigl(\underbrace{Q \odot c + \hat{Q} \odot s}_{6}\bigr)\, "
        r"{\bigl(\underbrace{K \odot c + \hat{K} \odot s}_{8}\bigr)}^{\top}"
    )


def test_a_gradient_over_a_number_is_no_fraction_of_a_fraction() -> None:
    backward = gradient(MECHANISMS["self_attention"].build(), "context")
    line = formula(backward, "backward/scores")
    assert line == r"\frac{\partial L}{\partial S} = \frac{1}{\sqrt{d_k}}\, \frac{\partial L}{\partial S'}"


def test_a_row_for_every_row_is_written_as_it_is() -> None:
    backward = gradient(MECHANISMS["layer_norm"].build(), "rescaled")
    assert r"\mathbf{1}" not in formula(backward, "backward/X")


def test_a_minus_behind_a_sign_is_bracketed() -> None:
    line = overview(MECHANISMS["masked_lm"].build(), "loss", ("probabilities",))
    assert r"c \odot \bigl(" in line or r"c \odot \Bigl(" in line


def test_a_step_in_numbers() -> None:
    trace = traced(("gru_step", MECHANISMS["gru_step"].options()))
    z, old, new, h = (trace[id][0] for id in ("update_gate", "h_prev", "candidate", "hidden"))
    text = numbers(trace, "hidden", 3)
    for array in (z, old, new, h):
        assert " & ".join(f"{x:.3f}" for x in array) in text


def test_of_many_columns_side_by_side_the_first_and_the_last_are_written() -> None:
    program = MECHANISMS["sinusoidal"].build(sizes={"n": 3, "d": 64})
    waves = formula(program, "positions")
    assert len(waves) < 300
    assert waves.count(r"\theta") == 6
    assert r"\dots,\; \sin\left(\theta_{\cdot 32}\right)" in waves


def test_a_product_of_matrices_and_one_of_cells_have_brackets_between_them() -> None:
    found = MECHANISMS["gru_step"]
    backward = gradient(found.build(found.choose(reset="after_product")), "hidden")
    assert formula(backward, "recalled") == r"m_t = r_t \odot \left(h_{t-1}\, U_h\right)"
    assert r"\left(\frac{\partial L}{\partial m_t} \odot r_t\right)\, U^{\top}_h" in formula(
        backward, "backward/h_prev"
    )
    assert r"h^{\top}_{t-1}\, \left(" in formula(backward, "backward/U_h")


def test_a_minus_before_a_minus_is_bracketed() -> None:
    program = Program({"n": 2})
    (x,) = program.given(X="n n")
    minus = -x
    program.step("twice", "Y", -minus)
    program.step("of_products", "Z", -(2 * x * x) @ x)
    assert formula(program, "twice") == r"Y = -\left(-X\right)"
    assert formula(program, "of_products") == r"Z = \left(-2\, X \odot X\right)\, X"


def test_numbers_beside_each_other_have_a_sign_between_them() -> None:
    program = Program({"n": 2})
    (x,) = program.given(X="n n")
    program.step("scaled", "Y", x * 0.5 * 3.0)
    assert formula(program, "scaled") == r"Y = X\, 0.5 \cdot 3"
    assert "<mn>0.5</mn><mo>·</mo><mn>3</mn>" in mathml.formula(program, "scaled")


def test_columns_of_what_has_an_index_do_not_run_into_it() -> None:
    found = MECHANISMS["lstm_step"]
    program = found.build(found.choose(product="fused"))
    assert formula(program, "forget_preactivation") == r"z^f_t = {z_t}_{,\,3:4}"
    index = "<mrow><mo>,</mo><mrow><mn>3</mn><mo>:</mo><mn>4</mn></mrow></mrow>"
    assert index in mathml.formula(program, "forget_preactivation")
