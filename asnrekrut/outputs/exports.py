"""``peringkat.csv`` for spreadsheets and ``hasil.json`` for programs."""

from __future__ import annotations

import csv
import io
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from asnrekrut import __version__
from asnrekrut.core.counts import count_seats, count_stages
from asnrekrut.core.ranking import Fate
from asnrekrut.findings import Place
from asnrekrut.notation import show
from asnrekrut.outputs.view import FINAL_CODES, key_columns, outcome
from asnrekrut.rules.describe import describe, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from asnrekrut.findings import Finding
    from asnrekrut.outputs.view import Column, View
    from asnrekrut.selection import Result, Selection

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_bytes(view: View) -> bytes:
    """All lists in one table: semicolons and decimal commas, as Excel reads them in Indonesia."""
    register = view.result.register
    codes = [f.code for f in register.formations]
    codes = [harmless(code) for code in codes]
    columns = [[codes[f] for f in register.formation.tolist()], *(_safe(column) for column in view.lists)]
    headings = ["Formasi", *(harmless(_heading(column)) for column in view.lists)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    rows = list(zip(*columns, strict=True))
    writer.writerows(rows[i] for i in view.order.tolist())
    return out.getvalue().encode("utf-8-sig")


def _safe(column: Column) -> list[str]:
    return [harmless(text) for text in column.written()] if column.texts is not None else column.written()


def _heading(column: Column) -> str:
    return f"{column.part}: {column.heading}" if column.part else column.heading


def state(selection: Selection) -> dict[str, Any]:
    """What ``--json`` says of every run: the exit code, the findings, the open ties."""
    ranking, register = selection.ranking, selection.register
    return {
        "status": int(selection.exit_code),
        "temuan": [_finding(one) for one in selection.findings],
        "seri": [
            {
                "tahap": None if tie.stage is None else selection.rules.stages[tie.stage].code,
                "formasi": register.formations[tie.formation].code,
                "tempat": tie.places,
                "peserta": [register.numbers[i] for i in tie.members],
            }
            for tie in (ranking.ties if ranking else [])
            if register is not None
        ],
    }


def _finding(one: Finding) -> dict[str, str]:
    where = one.place or Place("")
    return {
        "kode": one.code,
        "tingkat": one.severity.title,
        "tempat": str(where),
        "berkas": where.file,
        "lembar": where.sheet,
        "sel": where.cell,
        "pesan": one.message,
        "saran": one.hint,
        "diterima": one.accepted,
    }


def summary(result: Result) -> dict[str, Any]:
    """What ``rank --json`` prints and ``hasil.json`` begins with; exact numbers as text with a decimal point."""
    rules, register, ranking = result.rules, result.register, result.ranking
    names = [s.name for s in rules.stages]
    return {
        "asnrekrut": __version__,
        "seleksi": {
            "nama": rules.identity.name,
            "instansi": rules.identity.institution,
            "tahun": rules.identity.year,
            "dasar": list(rules.identity.legal_basis),
        },
        "sidik_jari_aturan": fingerprint(rules),
        "pelamar": len(register),
        "tahap": [
            {
                "nama": s.name,
                "peserta": s.expected,
                "tidak_hadir": s.absent,
                "mundur_atau_diskualifikasi": s.out,
                "gugur": s.failed,
                "di_luar_jumlah_lanjut": s.beyond,
                "lanjut": s.went_on,
            }
            for s in count_stages(names, ranking)
        ],
        "formasi": [
            {
                "kode": s.seats.code,
                "jabatan": s.seats.title,
                "unit": s.seats.unit,
                "jenis": s.seats.kind,
                "kuota": s.seats.quota,
                "pelamar": s.applicants,
                "lulus": s.winners,
                "cadangan": s.reserves,
                "kursi_kosong": s.empty,
                "nilai_terendah_lulus": None if s.lowest is None else _point(s.lowest),
            }
            for s in count_seats(rules, register, result.scores, ranking)
        ],
    }


def _point(value: Fraction) -> str:
    return show(value).replace(",", ".")


def json_chunks(view: View) -> Iterator[bytes]:
    """``hasil.json``, piece by piece: the summary, the rules in words, the codes, then one line per applicant."""
    result = view.result
    head = {
        **summary(result),
        "aturan": [list(row) for row in describe(result.rules, result.register.formations)],
        "kode": {outcome(result.rules, f).code: outcome(result.rules, f).meaning for f in FINAL_CODES},
        "urutan": _order(result),
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}").encode() + b',\n "peserta": [\n'
    people, between = _people(view), ""
    while chunk := ",\n".join(islice(people, 5000)):
        yield (between + chunk).encode()
        between = ",\n"
    yield b"\n ]\n}\n"


def _order(result: Result) -> list[str]:
    """The keys of the final order, as far as one was needed; each applicant's ``kunci`` has one figure for each."""
    return [column.heading for column in key_columns(result)]


def _people(view: View) -> Iterator[str]:
    """One JSON object per applicant, in the order of the lists."""
    result = view.result
    register, ranking = result.register, result.ranking
    formations = [f.code for f in register.formations]
    codes = [outcome(result.rules, Fate(f)).code for f in range(len(Fate))]
    steps = [(_heading(column), _pointed(column)) for column in view.trace[2:-2]]
    keys = [_pointed(column) for column in key_columns(result)]
    rank = _pointed(view.trace[-2])
    why = view.lists[-1].written()
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for i in view.order.tolist():
        yield encode(
            {
                "nomor": register.numbers[i],
                "nama": register.names[i],
                "formasi": formations[register.formation[i]],
                "langkah": {heading: cells[i] for heading, cells in steps if cells[i]},
                "kunci": [key[i] for key in keys if key[i]],
                "peringkat": int(rank[i]) if rank[i] else None,
                "kode": codes[ranking.fates[i]],
                "keterangan": why[i],
            }
        )


def _pointed(column: Column) -> list[str]:
    """A column's cells with a decimal point, as programs read numbers."""
    cells = column.written()
    return cells if column.texts is not None else [cell.replace(",", ".") for cell in cells]
