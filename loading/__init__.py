"""Arrays out of what people have: print-outs of every framework, tables, files. NumPy only; nothing is executed.

`printed` reads a text, `file` a file; both give arrays with their names, in their order, or raise Refused.
"""

from __future__ import annotations

from loading.arrays import Loaded
from loading.errors import Refused
from loading.files import file
from loading.text import printed, tables

__all__ = ["Loaded", "Refused", "file", "printed", "tables"]
