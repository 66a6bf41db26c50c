"""Workbooks protected by a password. Opening them is an extra, because it brings a library for cryptography."""

from __future__ import annotations

import io
from contextlib import suppress

from asnrekrut.readers.base import Refusal

UNASKED = "VelvetSweatshop"  # the password that Excel itself uses where it asks for none


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
