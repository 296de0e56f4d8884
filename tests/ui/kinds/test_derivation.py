"""Derivations on the page: lines moved, a line picked, the derivation shown when it is marked."""

from __future__ import annotations

from quiz.kinds.derivation import LINE, ORDER, PosedDerivation
from tests.ui.app import attempt_of, button, page, posed_of, sound


def test_lines_are_moved_until_the_derivation_is_right() -> None:
    at = sound(page("practise", "en", q="self-attention/derive-equivariance"))
    posed = posed_of(at, PosedDerivation)
    order = list(posed.shown)
    for to, key in enumerate(posed.right):
        for n in range(order.index(key), to, -1):
            sound(button(at, f"move_{n}_up").click().run())
            order[n - 1], order[n] = order[n], order[n - 1]
    assert attempt_of(at).answers[ORDER] == (posed.right,)
    sound(button(at, "check").click().run())
    assert attempt_of(at).marking.points == posed.possible
    assert "**The derivation**" in [one.value for one in at.markdown]


def test_the_wrong_line_is_picked_in_chinese() -> None:
    at = sound(page("practise", "zh", q="self-attention/gradient-of-values"))
    posed = posed_of(at, PosedDerivation)
    assert [radio.label for radio in at.radio] == ["哪一行？"]
    sound(at.radio[0].set_value(posed.wanted).run())
    sound(button(at, "check").click().run())
    assert attempt_of(at).answers[LINE] == ((posed.wanted,),)
    assert attempt_of(at).marking.points == posed.possible
    assert any("对 $i$ 求和是沿" in one.value for one in at.markdown)


def test_a_wrong_candidate_for_the_gap_is_told_why() -> None:
    at = sound(page("practise", "en", q="self-attention/gradient-of-scores"))
    posed = posed_of(at, PosedDerivation)
    assert "(3) &ensp; **…**" in [one.value for one in at.markdown]
    wrong = next(key for key in posed.shown if key != posed.wanted)
    sound(at.radio[0].set_value(wrong).run())
    sound(button(at, "check").click().run())
    assert attempt_of(at).marking.points == 0
    assert any(posed.reasons()[wrong].en in one.value for one in at.markdown)
