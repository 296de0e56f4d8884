"""What is spared of Streamlit's work changes nothing of what it does."""

from __future__ import annotations

from copy import deepcopy

from streamlit.delta_generator import DeltaGenerator
from streamlit.delta_generator_singletons import get_dg_singleton_instance

from ui.server import spared


def test_what_encloses_a_part_is_copied_once_and_leads_to_the_same_place() -> None:
    outer = get_dg_singleton_instance().main_dg
    inner = DeltaGenerator(parent=outer, block_type="vertical")
    innermost = DeltaGenerator(parent=inner, block_type="horizontal")
    stack = (outer, inner, innermost)
    usual = deepcopy(stack)
    was = DeltaGenerator.__deepcopy__
    try:
        spared.install()
        copied = deepcopy(stack)
    finally:
        setattr(DeltaGenerator, "__deepcopy__", was)  # noqa: B010
    assert copied[2]._parent is copied[1]
    assert copied[1]._parent is copied[0]
    assert not {*map(id, copied)} & {*map(id, stack)}
    for one, other in zip(copied, usual, strict=True):
        assert (one._block_type, one._root_container, one._form_data) == (
            other._block_type,
            other._root_container,
            other._form_data,
        )
