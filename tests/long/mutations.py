"""Files and rules as accidents and malice leave them: an honest original, changed at random.

Everything follows from a ``random.Random``, so that a seed brings an input back.
"""

from __future__ import annotations

import csv
import io
import json
import random  # noqa: TC003  (types of arguments, and nothing secret is drawn)
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tests.selections import FILES, RULES

if TYPE_CHECKING:
    from collections.abc import Callable

    Mutation = Callable[[bytes, random.Random], bytes]

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEST, REGISTER = FILES["data/tes.xlsx"]["Nilai"], FILES["data/pelamar.csv"][""]
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".html.xls", ".utf16.csv")
NASTY: list[Any] = [
    "", " ", "-", "0", "00", "1e999", "-1", "1,5", "1.500,75", "1,500.75", "9" * 400, "NaN", "inf", "TH", "th",
    "DIS", "APS",
    "26-0001", "26-0002", "Nomor Peserta", "Teori", "Jumlah", "Total", "Mengetahui, Kepala Dinas", "=1+1",
    "=cmd|' /c'!A1",
    "İ", "ſ", "K", "ß", "²", "①", "٣", "￿", "\u202e", "\ufeff", "\ufe0f", "\u0000", "a\nb", "a\r\nb", '"', "'",
    "[/red]", "{x}", "%s",
    "\\", "(", "(((", "a" * 500, "( " * 400, "1-" * 300, " 1" * 300, "31-02-1990", "1990-01-01", "01/02/90", "45000",
    "80/75", "80 (TH)", "delapan puluh", "(Delapanpuluh koma lima),-", "koma", "satu " * 90, "No9901120101900001",
    "9901;1201;0190;0001", "½", "99 01 12", "9901120101900001", "9901 1201 0190 0001", "A-1", "B-1", "X", "𝟛", "\ud800",
    0, -1, 0.1, 1e308, 5e-324, 2**53 + 1, True, False, None,
]  # fmt: skip
WORDS = [
    b"<c>", b"</c>", b"<row>", b"</row>", b"<v>", b"</v>", b"<f>", b"</f>", b'r="XFD1048576"', b't="e"', b't="s"',
    b's="9"', b"[1]",
    b'"', b"'", b"<", b">", b"&", b"&#0;", b"&#xD800;", b"<!--", b"-->", b"<![CDATA[", b"\x00", b"\xff",
    b"9999999999", b"-1",
    b'table:number-rows-repeated="1048576"', b'table:number-columns-repeated="16384"', b"<table>", b"</table>",
    b"<tr>", b"<td>",
    b'rowspan="65534"', b'colspan="1000"', b"<script>", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b";;;;", b'""',
    b"sep=|\n", b"\r",
]  # fmt: skip
TOML = [
    "[", "]", "[[", "]]", "=", '"', "'", "{", "}", ",", "#", "\\", "\n", ".", "-", "0", "1", "99999999999", "0.1",
    "true", "nan", "inf",
    "[[tahap]]", "[tahap]", "[[tahap.komponen]]", "[pembulatan]", "kode", "nama", "bobot", "maksimum", "ambang",
    "berkas", "urut",
    '"akhir"', '"tes"', '"undian"', '"@berkas"', "penilai", "kategori", "syarat", "bila", "[[bonus]]",
    "[[kelompok]]", "[keadaan]",
    "2026-01-01", "40%", "“x”", '"data/*.csv"', '"../x"', '"\\u0000"', '"""', "'''", "[" * 40, "a." * 40,
    "x = [1, 2", "İ", "\ud7ff",
]  # fmt: skip


def table(rows: list[list[Any]], suffix: str, dice: random.Random) -> bytes:
    """A table with some cells, rows and columns changed, in the kind of file that a suffix asks for."""
    rows = [list(row) for row in rows]
    for _ in range(dice.choice((0, 1, 1, 2, 5, 20))):
        _change(rows, dice)
    if suffix in {".xlsx", ".xlsm"}:
        return _workbook(rows, dice)
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if suffix == ".html.xls":
        lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in texts)
        return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>".encode(errors="replace")
    out = io.StringIO()
    delimiter = "\t" if suffix == ".tsv" else dice.choice(";,\t")
    csv.writer(out, delimiter=delimiter, escapechar="\\").writerows(texts)
    return out.getvalue().encode(
        "utf-16" if "utf16" in suffix else dice.choice(("utf-8", "utf-8-sig", "cp1252")), "replace"
    )


def _change(rows: list[list[Any]], dice: random.Random) -> None:
    row = dice.randrange(len(rows))
    match dice.randrange(6):
        case 0 | 1:
            if rows[row]:
                rows[row][dice.randrange(len(rows[row]))] = dice.choice(NASTY)
        case 2:
            rows.insert(row, [dice.choice(NASTY) for _ in range(dice.randrange(8))])
        case 3:
            rows.append(list(rows[row]))
        case 4:
            for other in rows:
                other.insert(0, dice.choice(NASTY))
        case _:
            if len(rows) > 1:
                del rows[row]


def _workbook(rows: list[list[Any]], dice: random.Random) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        formats = [book.add_format({"num_format": f}) for f in ("General", "0", "dd/mm/yyyy", "0%", '"x";;;[=1]0', "@")]
        for name in ("Nilai", "Lain")[: dice.choice((1, 1, 2))]:
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, str) and dice.randrange(40):
                        sheet.write_string(r, c, cell.encode(errors="replace").decode(), dice.choice(formats))
                    elif cell is not None:
                        sheet.write(
                            r, c, str(cell).encode(errors="replace").decode() if isinstance(cell, str) else cell
                        )
            if dice.randrange(4) == 0:
                sheet.merge_range(0, 0, dice.randrange(1, 5), dice.randrange(1, 4), "x")
    return out.getvalue()


def damaged(content: bytes, dice: random.Random) -> bytes:
    """Bytes lost, turned, repeated, or words of the format put between them."""
    raw = bytearray(content or b" ")
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(len(raw) + 1)
        match dice.randrange(5):
            case 0:
                raw[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del raw[at : at + dice.choice((1, 10, 1000))]
            case 2:
                raw[at:at] = raw[at : at + 100] * dice.randint(1, 30)
            case 3:
                raw[at:at] = dice.choice(WORDS) * dice.choice((1, 1, 2, 500))
            case _:
                raw[at:at] = dice.randbytes(dice.choice((1, 4, 64)))
    return bytes(raw)


def reassembled(content: bytes, dice: random.Random) -> bytes:
    """A sound archive whose members were lost, swapped, damaged, or had their attributes exchanged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    first, second = dice.sample(sorted(members), 2)
    match dice.randrange(6):
        case 0:
            del members[first]
        case 1:
            members[first], members[second] = members[second], members[first]
        case 2 | 3:
            members[first] = damaged(members[first], dice)
        case _:
            values = re.findall(rb'"[^"]{0,40}"', members[first]) or [b'""']
            members[first] = re.sub(
                rb'"[^"]{0,40}"', lambda m: dice.choice(values) if dice.randrange(20) == 0 else m[0], members[first]
            )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return out.getvalue()


def spreadsheet(suffix: str, dice: random.Random) -> bytes:
    """A file of one kind: changed as a table, as an archive or as bytes."""
    own = FIXTURES / f"nilai{suffix}"
    content = own.read_bytes() if own.exists() else table(TEST, suffix, dice)
    way = dice.randrange(4)
    if way == 0 and not own.exists():
        return content
    if way in {0, 1, 2} and content.startswith(b"PK"):
        return reassembled(content, dice)
    return damaged(content, dice)


def rules(dice: random.Random) -> bytes:
    """A rules file with lines and words lost, doubled, exchanged or put in."""
    lines = RULES.replace("data/tes.xlsx", "data/tes.csv").splitlines()
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(lines)) if lines else 0
        line = lines[at] if lines else ""
        cut = dice.randrange(len(line) + 1)
        match dice.randrange(6):
            case 0:
                lines[at : at + 1] = []
            case 1:
                lines.insert(at, dice.choice(lines) if lines else "")
            case 2:
                lines[at : at + 1] = [line[:cut] + dice.choice(TOML) * dice.choice((1, 1, 30)) + line[cut:]]
            case 3:
                lines[at : at + 1] = [line[:cut] + line[cut + 1 + dice.randrange(4) :]]
            case 4:
                lines.insert(at, " = ".join(dice.choices(TOML, k=2)))
            case _:
                words = re.split(r"(\W+)", line)
                words[dice.randrange(len(words))] = dice.choice(TOML)
                lines[at : at + 1] = ["".join(words)]
    text = "\n".join(lines)
    return damaged(text.encode(), dice) if dice.randrange(10) == 0 else text.encode()


def record(content: bytes, dice: random.Random) -> bytes:
    """A record whose lines were lost, exchanged or doubled, or hold other values, or another encoding."""
    lines = content.decode().splitlines()
    first, second = dice.randrange(len(lines)), dice.randrange(len(lines))
    plain = bool(dice.randrange(2))
    match dice.randrange(8):
        case 0:
            del lines[first]
        case 1:
            lines = lines[:first]
        case 2:
            lines[first], lines[second] = lines[second], lines[first]
        case 3:
            lines.insert(first, lines[second])
        case 4 | 5:
            lines[first] = json.dumps(_otherwise(json.loads(lines[first]), dice), ensure_ascii=plain, sort_keys=True)
            lines[first] = lines[first].replace(", ", ",").replace(": ", ":") if dice.randrange(2) else lines[first]
        case 6:
            return content.decode().encode(dice.choice(("utf-16", "utf-8-sig", "utf-32", "utf-16-be")))
        case _:
            return damaged(content, dice)
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogatepass")


def outcome(content: bytes, dice: random.Random) -> bytes:
    """A ``hasil.json`` with another value in it, or damaged."""
    if dice.randrange(3):
        return json.dumps(_otherwise(json.loads(content), dice), ensure_ascii=False).encode(errors="surrogatepass")
    return damaged(content, dice)


def _otherwise(data: Any, dice: random.Random) -> Any:
    """The same data with one value or key exchanged, somewhere in its depth."""
    if isinstance(data, dict) and data and dice.randrange(8):
        key = dice.choice(sorted(data))
        changed = {**data, key: _otherwise(data[key], dice)}
        return changed if dice.randrange(6) else {("x" if k == key else k): v for k, v in changed.items()}
    if isinstance(data, list) and data and dice.randrange(8):
        at = dice.randrange(len(data))
        return [*data[:at], _otherwise(data[at], dice), *data[at + dice.randrange(2) :]]
    return dice.choice(
        [None, 0, -1, 1.5, True, [], {}, "", "0", "A-1", [[]], [{}], {"x": 1}, "../..", "\ud800", "1-tes"]
    )
