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
    "xls": "buku kerja Excel 97-2003 (.xls)",
    "ods": "lembar kerja LibreOffice (.ods)",
    "html": "halaman web",
    "text": "teks (.csv)",
}

_REFUSED = {
    "missing": "E001", "unsafe": "E003", "unsupported": "E004", "no_extra": "E005", "locked": "E009",
    "wrong_password": "E010", "other_lock": "E011", "quote": "E012", "closed": "E013", "special": "E014",
    "name": "E015", "encoding": "E016",
}  # fmt: skip

_NOTED = {"makro": "I002", "tautan": "P002", "tersembunyi": "I003", "terbatas": "I004", "penyandian": "I005"}


def refused(kind: str, name: str, values: dict[str, object]) -> Finding:
    """Why a file is not read.

    Args:
        kind: as ``asnrekrut.readers.content.Refusal`` or ``asnrekrut.readers.worker`` have it.
        values: what goes with it.
    """
    told = {"berkas": name, "ada": ""} if kind == "missing" else values
    row = int(str(values.get("baris", -1)))
    return finding(_REFUSED.get(kind, "E002"), Place(name, row=row), **told)


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
            files = values["berkas"] if isinstance(values["berkas"], list) else []
            outside = [f'"{printable(str(file))}"' for file in files]
            place = Place(name, sheet, note["row"], note["column"])
            return finding(
                "P002", place, jumlah=int(str(values["jumlah"])), berkas=listed(outside, NAMED) or "berkas lain"
            )
        case "penyandian":
            return finding("I005", Place(name), contoh=str(values["contoh"]))
        case "tersembunyi":
            return finding("I003", Place(name, sheet), lembar=sheet)
    return finding("I004", Place(name))


def printable(text: str, kept: str = "") -> str:
    """Text without control characters, which could disturb a terminal and which XML cannot hold; some may be kept."""
    return "".join(c if c.isprintable() or c in kept else "?" for c in text)
