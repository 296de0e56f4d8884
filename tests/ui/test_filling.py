"""Many inputs at once, on the page: what is read, what is asked, what is refused."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.ui.app import button, page, sound, workspace_of

QUERY = "W_q = [[1, 0], [0, 1], [1, 1]]"


def read(at: AppTest, text: str) -> AppTest:
    at.session_state["fill_in"] = True
    sound(at.run())
    at.text_area(key="fill_text").set_value(text)
    return sound(button(at, "fill_read").click().run())


def test_lines_with_names_fill_the_inputs() -> None:
    at = read(page("explain", topic="self-attention"), QUERY)
    assert workspace_of(at).typed["W_q"] == (("1", "0"), ("0", "1"), ("1", "1"))
    assert "Filled in: W\\_q." in [c.value for c in at.caption]


def test_what_cannot_be_read_is_one_sentence_and_nothing_is_lost() -> None:
    at = page("explain", topic="self-attention")
    before = workspace_of(at)
    at = read(at, "W_q = [[1, 2], [3]]")
    assert len(at.error) == 1
    assert "Cells in row 2" in at.error[0].value
    assert workspace_of(at).typed == before.typed
    assert at.text_area(key="fill_text").value == "W_q = [[1, 2], [3]]"


def test_how_many_heads_is_asked() -> None:
    rows = [[0.1] * 4 for _ in range(12)]
    text = f"in_proj_weight = {rows}\nout_proj.weight = {rows[:4]}"
    at = read(page("explain", topic="multi-head"), text)
    assert at.selectbox(key="fill_heads_en").options == ["1", "2", "4"]
    at.selectbox(key="fill_heads_en").set_value(2)
    sound(button(at, "fill_take").click().run())
    assert workspace_of(at).all_sizes()["h"] == 2
    assert workspace_of(at).options.weights == "out_in"
    assert any("MultiheadAttention" in c.value for c in at.caption)
