"""What the numbers of an answered sheet could have shown, with a page to print."""

from __future__ import annotations

import streamlit as st

from presentation import certificate
from presentation.translate import _, in_this_language, language
from quiz.kinds.steps import PosedSteps


def show(posed: PosedSteps) -> None:
    """Folded away: it is for those who want to know what was examined."""
    with st.expander(_("What these numbers can show")):
        st.html(f'<div class="certificate">{"".join(map(certificate.section, certificate.said(posed)))}</div>')
        st.download_button(
            _("Certificate to print"),
            in_this_language(lambda: certificate.page(posed)),
            file_name=f"{posed.question.id.replace('/', '-')}-{posed.seed}-{language()}.html",
            mime="text/html",
            on_click="ignore",
            key=f"certificate_{posed.seed}",
        )
