"""Workbooks under a password: from the environment or typed, never an argument and never stored.

Opening them is an extra, because it brings a library for cryptography.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from getpass import getpass
from typing import TYPE_CHECKING

from asnrekrut.readers.content import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARIABLE = "ASNREKRUT_SANDI"
UNASKED = "VelvetSweatshop"  # the password that Excel itself uses where it asks for none


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


def unlocked(content: bytes, password: str | None) -> bytes:
    """The workbook inside.

    Args:
        password: None if there is none yet.

    Raises:
        Refusal: the extra is missing, no password was given, it is wrong, or the protection is of another kind.
    """
    if password is not None:
        return _opened(content, password)
    with suppress(_WrongPasswordError):
        return _opened(content, UNASKED)
    raise Refusal("locked")


class _WrongPasswordError(Refusal):
    pass


def _opened(content: bytes, password: str) -> bytes:
    try:
        from msoffcrypto import OfficeFile
        from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
        from msoffcrypto.format.ooxml import OOXMLFile
    except ImportError:
        raise Refusal("no_extra") from None
    result = io.BytesIO()
    try:
        office = OfficeFile(io.BytesIO(content))
        if isinstance(office, OOXMLFile):
            office.load_key(password=password, verify_password=True)
        else:  # verifies of itself
            office.load_key(password=password)
        office.decrypt(result)
    except InvalidKeyError:
        raise _WrongPasswordError("wrong_password") from None
    except (DecryptionError, FileFormatError):
        raise Refusal("other_lock") from None
    return result.getvalue()
