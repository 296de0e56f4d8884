"""Programs with bugs, one module a family; importing this package files them all."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _file in sorted(found.name for found in iter_modules(__path__)):
    import_module(f"{__name__}.{_file}")
