"""What the readers say of a file, as findings: the one place that knows the codes for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.findings import Finding, Place, finding
from asnrekrut.notation import listed
from asnrekrut.readers.kinds import PROMISED

if TYPE_CHECKING:
    from asnrekrut.readers.content import Note

NAMED = 3  # files outside that a message names
_KINDS = {
    "xlsx": "buku kerja Excel (.xlsx)",
    "xlsb": "buku kerja biner Excel (.xlsb)",
    "xls": "buku kerja Excel 97-2003 (.xls)",
    "ods": "lembar kerja LibreOffice (.ods)",
    "html": "halaman web",
    "text": "teks (.csv)",
}


def refused(kind: str, name: str, values: dict[str, object]) -> Finding:
    """Why a file is not read.

    Args:
        kind: as ``asnrekrut.readers.content.Refusal`` or ``asnrekrut.readers.worker`` have it.
        values: what goes with it.
    """
    place = Place(name)
    verdicts = {
        "missing": finding("E001", place, berkas=name, ada=""),
        "unsafe": finding("E003", place, sebab=values.get("sebab")),
        "unsupported": finding("E004", place, jenis=values.get("jenis")),
        "no_extra": finding("E005", place),
        "locked": finding("E009", place),
        "wrong_password": finding("E010", place),
        "other_lock": finding("E011", place),
        "quote": finding("E012", Place(name, row=int(str(values.get("baris", -1))))),
        "closed": finding("E013", place),
        "special": finding("E014", place),
        "name": finding("E015", place),
        "encoding": finding("E016", place),
    }
    return verdicts.get(kind, finding("E002", place))


def disagreement(name: str, suffix: str, kind: str) -> Finding | None:
    """What to say where the content is of another kind than the suffix promises."""
    if PROMISED[suffix] == kind:
        return None
    if (suffix, kind) == (".xls", "html"):
        return finding("I001", Place(name))
    return finding("P001", Place(name), jenis=_KINDS[kind], akhiran=suffix)


def noted(note: Note, name: str, sheet: str) -> Finding:
    """Something worth saying about a file that was read.

    Args:
        sheet: the sheet's name as it is shown.
    """
    values = note["values"]
    match note["kind"]:
        case "makro":
            return finding("I002", Place(name))
        case "tautan":
            outside = [f'"{file}"' for file in _texts(values["berkas"])]
            place = Place(name, sheet, note["row"], note["column"])
            return finding("P002", place, jumlah=values["jumlah"], berkas=listed(outside, NAMED) or "berkas lain")
        case "penyandian":
            return finding("I005", Place(name), contoh=values["contoh"])
        case "tersembunyi":
            return finding("I003", Place(name, sheet), lembar=sheet)
    return finding("I004", Place(name))


def _texts(names: object) -> list[str]:
    return [printable(str(name)) for name in names] if isinstance(names, list) else []


def printable(text: str, kept: str = "") -> str:
    """Text without control characters, which could disturb a terminal and which XML cannot hold; some may be kept."""
    return "".join(c if c.isprintable() or c in kept else "?" for c in text)
