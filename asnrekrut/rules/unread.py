"""What stands in the rules where their file could not be read, so that the rest can be checked without it."""

from __future__ import annotations

from typing import Any


class Unread:
    """Stands for what could not be read: it is there, and whoever needs to know what it is has to give up.

    Raises:
        TypeError: on whatever is done with it, as built-in types do that cannot work with it.
    """

    def _needed(self, *_: object) -> Any:
        raise TypeError("not read")

    __eq__ = __hash__ = __lt__ = __le__ = __gt__ = __ge__ = _needed
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _needed
    __iter__ = __len__ = __contains__ = __getitem__ = __getattr__ = __str__ = _needed

    def __bool__(self) -> bool:
        """True, for something is written."""
        return True


UNREAD: Any = Unread()
GAP = ""  # the key under which ``UNREAD`` stands for what a table may hold beside the rest
