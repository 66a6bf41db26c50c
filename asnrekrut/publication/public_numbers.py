"""The number under which somebody is published: the participant number, or another one where that is a NIK or NIP."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError
from asnrekrut.nik import niks_among
from asnrekrut.rules.figure_keys import find_attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules

NIP_DIGITS = 18
# Birth date, month of the first appointment (21 for contracts), sex, serial.
_NIP = re.compile(
    r"(?:19[4-9]|200)[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:19[6-9]|20[0-9])[0-9](?:0[1-9]|1[0-2]|21)[12][0-9]{3}"
)
_BETWEEN = re.compile(r"[ .\-'/]")


def public_numbers(rules: Rules, register: Register | None, participants: Iterable[str]) -> Callable[[str], str]:
    """From a participant number to the one that is published.

    Raises:
        OutputError: it would publish a NIK or NIP, or the other number is missing or not unique.
    """
    everyone = sorted(set(participants))
    own = rules.publication.number
    if own is None:
        _refuse_personal(everyone, "nomor peserta")
        return str
    code, attribute = find_attribute(rules, own)
    texts = {} if register is None else dict(zip(register.numbers, register.attributes[code].texts, strict=True))
    missing = sum(not texts.get(number) for number in everyone)
    if missing:
        raise OutputError(f'berkas publik ditolak: "{attribute.column}" kosong atau tidak ada pada {missing} peserta')
    doubled = [text for text, count in Counter(texts[number] for number in everyone).items() if count > 1]
    if doubled:
        raise OutputError(f'berkas publik ditolak: "{attribute.column}" sama pada beberapa peserta')
    _refuse_personal([texts[number] for number in everyone], f'"{attribute.column}"')
    return texts.__getitem__


def _refuse_personal(numbers: list[str], what: str) -> None:
    """Refuse numbers that are NIK or NIP: most of those as long read as one, where chance would give few."""
    bare = [_BETWEEN.sub("", number) for number in numbers]
    long = [number for number in bare if len(number) == NIP_DIGITS and number.isascii() and number.isdecimal()]
    nips = sum(_NIP.fullmatch(number) is not None for number in long)
    name = "NIK" if niks_among(numbers) else "NIP" if nips and 2 * nips >= len(long) else ""
    if name:
        raise OutputError(
            f"berkas publik ditolak: {what} adalah {name}, yang memuat tanggal lahir; sebutkan kolom nomor lain, "
            'misalnya [pelamar.atribut.nomor_ujian] dan [publikasi] nomor = "pelamar.nomor_ujian"'
        )
