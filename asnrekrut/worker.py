"""Read one workbook in a process of its own.

A few crafted bytes can make a reader allocate without end and abort the whole process (a cell at the far corner of a
sheet does). So nothing but this child ever opens a workbook: it looks at the archive first, lives under a
memory limit, and hands its rows back as a pickle on standard output. Run as ``python -m asnrekrut.worker FILE``.
"""

from __future__ import annotations

import pickle
import re
import sys
import zipfile
from contextlib import suppress
from typing import Any

MEMORY = 4 * 2**30
UNPACKED = 2 * 2**30
MEMBERS = 10_000
RATIO = 400  # honest sheets of 100,000 equal rows stay below 100
RATIO_FROM = 50 * 2**20  # smaller members do no harm, however dense
OLE = b"\xd0\xcf\x11\xe0"

Reply = tuple[str, Any]  # ("ok", [(name, rows, broken), …]) or (finding code, its values)

_CELL = re.compile(rb"<c\b([^>]*?)(/?)>(?:(.*?)</c>)?", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_ERROR = re.compile(rb'\bt="e"')
_VALUE = re.compile(rb"<v\b[^>]*>([^<]*)</v>")


def read(path: str) -> Reply:
    """The sheets of a workbook, or the code of what is wrong with it; any exception means it cannot be read.

    Each sheet is ``(name, rows, broken)``: rows of cells from A1 on, and by ``(row, column)`` the cells that hold an
    error value or a formula that was never computed, which would otherwise look blank.
    """
    with open(path, "rb") as file:  # noqa: PTH123  (start-up: no pathlib here)
        if file.read(4) == OLE:
            return "E005", {}
    with zipfile.ZipFile(path) as archive:
        trouble = _suspicious(archive)
        if trouble:
            return "E003", {"sebab": trouble}
        broken = _broken(archive)
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    workbook = CalamineWorkbook.from_path(path)
    names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    rows = [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]
    return "ok", [(name, cells, broken.get(name, {})) for name, cells in zip(names, rows, strict=True)]


def _suspicious(archive: zipfile.ZipFile) -> str:
    infos = archive.infolist()
    if len(infos) > MEMBERS:
        return f"berisi {len(infos)} bagian"
    if sum(i.file_size for i in infos) > UNPACKED:
        return "isinya mengembang melebihi 2 GB"
    if any(i.file_size > RATIO_FROM and i.file_size > RATIO * max(1, i.compress_size) for i in infos):
        return "isinya dimampatkan tidak wajar"
    return ""


def _broken(archive: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """Cells without a usable value, by sheet name."""
    from defusedxml.ElementTree import fromstring

    names = set(archive.namelist())
    relations = {r.get("Id"): str(r.get("Target")) for r in fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    found = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        target = relations.get(link, "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in names:
            found[str(sheet.get("name"))] = _scan(archive.read(member))
    return found


def _scan(xml: bytes) -> dict[tuple[int, int], str]:
    if b't="e"' not in xml and b"<f" not in xml:
        return {}
    found = {}
    for attributes, closed, inner in _CELL.findall(xml):
        error = _ERROR.search(attributes)
        if closed or not (error or b"<f" in inner):
            continue
        value = _VALUE.search(inner)
        where = _REFERENCE.search(attributes)
        if where and (error or not value):
            found[int(where[2]) - 1, _column(where[1])] = value[1].decode() if value and error else "rumus"
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the workbook named on the command line; the reply goes to standard output."""
    _limit_memory()
    try:
        reply = read(sys.argv[1])
    except MemoryError:
        reply = "E003", {"sebab": "memerlukan memori di luar kewajaran"}
    except Exception:  # (any defect of a reader is an unreadable file, never a traceback)
        reply = "E002", {}
    pickle.dump(reply, sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    main()
