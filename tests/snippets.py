"""Pieces of rules files and tables that several hand-worked cases share; see ``build.case`` for their form."""

from __future__ import annotations

import hashlib

ONE_TEST = """
[[tahap]]
kode = "tes"
bobot = 100
komponen = [{ kode = "nilai", maksimum = 100 }]
"""
FOUR = """
nomor  tes.nilai
001    70
002    90
003    80
004    80
"""


def by_score(**more: object) -> str:
    """One test of 100 points, ranked by the final score; ``more`` goes into ``[peringkat]``."""
    lines = [f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in more.items()]
    return "\n".join(["[peringkat]", 'urut = ["akhir"]', *lines]) + ONE_TEST


def decision(*numbers: str, formation: str = "A", stage: str | None = None) -> str:
    """A recorded decision of the committee on the order of these participants."""
    where = f'tahap = "{stage}"\n' if stage else ""
    return f"""
[[keputusan]]
{where}formasi = "{formation}"
urutan = {list(numbers)}
dasar = "Berita Acara Nomor 7 Tahun 2026"
"""


def drawn(seed: str, *numbers: str) -> list[str]:
    """The documented order of a lottery: rising SHA-256 of ``seed:number``, in hexadecimal."""
    return sorted(numbers, key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).hexdigest())
