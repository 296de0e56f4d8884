"""The scripts and style sheets that draw figures, as one script that every page carries once."""

from __future__ import annotations

import json

from ui.components.sources import joined

SHEETS = ("stage", "cells", "map", "canvas", "worked", "entry", "narrow")
SCRIPTS = (
    "dom",
    "icons",
    "lens",
    "names",
    "build",
    "paint",
    "outline",
    "worked",
    "walk",
    "draft",
    "table",
    "paste",
    "select",
    "edit",
    "canvas_words",
    "canvas_view",
    "canvas_zoom",
    "canvas_paint",
    "canvas",
    "picture",
    "keys",
    "fit",
    "main",
    "offer",
)


def drawing() -> str:
    """A script that holds the function `figure` ready for every figure of the page, its style with it."""
    style = joined(*(f"figure/css/{name}.css" for name in SHEETS))
    scripts = joined("held/held.js", "picture.js", *(f"figure/js/{name}.js" for name in SCRIPTS))
    return f"const STYLE = {json.dumps(style)};\n{scripts}"
