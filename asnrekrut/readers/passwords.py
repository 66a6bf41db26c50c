"""The password of protected workbooks: from the environment or typed, never an argument and never stored."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARIABLE = "ASNREKRUT_SANDI"


def ask(name: str) -> str | None:
    """Have the password of a file typed, unseen; None without a terminal, or if nothing is typed."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    try:
        return getpass(f"Kata sandi {name}: ") or None
    except EOFError:
        return None


class Passwords:
    """The passwords known so far; panels often share one, so each that fitted is tried on the next file."""

    def __init__(self, ask: Callable[[str], str | None] = ask) -> None:
        self._ask = ask
        given = os.environ.get(VARIABLE)
        self._known = [given] if given else []

    def offers(self, name: str) -> Iterator[str]:
        """Passwords to try on a file, the typed one last."""
        yield from tuple(self._known)
        typed = self._ask(name)
        if typed is not None and typed not in self._known:
            yield typed

    def fitted(self, password: str) -> None:
        """Remember a password that opened a file."""
        if password in self._known:
            self._known.remove(password)
        self._known.insert(0, password)


def without_password(environment: dict[str, str]) -> dict[str, str]:
    """An environment for other programs, in which the password does not stand."""
    return {key: value for key, value in environment.items() if key.upper() != VARIABLE}
