"""asnrekrut: from a committee's spreadsheets to ranked shortlists, exactly and explainably.

The public interface stands in ``library``, whose ``__all__`` is that of the package, and is loaded when first used, so
that the command line does not wait for it. docs/pustaka.md describes it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asnrekrut.library import *  # noqa: F403

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "__all__" or not name.startswith("_"):
        library = import_module("asnrekrut.library")
        if name in {"__all__", *library.__all__}:
            return getattr(library, name)
    raise AttributeError(f"module 'asnrekrut' has no attribute {name!r}")
