"""What the numbers of an answered sheet could have shown, with a page to print."""

from __future__ import annotations

import streamlit as st

from presentation import certificate
from presentation.translate import _, language
from quiz.kinds.steps import PosedSteps
from ui.components.download import download


def show(posed: PosedSteps) -> None:
    """Folded away: it is for those who want to know what was examined."""
    with st.expander(_("What these numbers can show")):
        st.html(f'<div class="certificate">{"".join(map(certificate.section, certificate.said(posed)))}</div>')
        download(
            _("Certificate to print"),
            lambda: certificate.page(posed),
            f"{posed.question.id.replace('/', '-')}-{posed.seed}-{language()}.html",
            "text/html",
            key=f"certificate_{posed.seed}",
        )
