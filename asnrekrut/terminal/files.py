"""What was written: which files, what is left to be done by hand, and what comes next."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from asnrekrut.core.result import INSIDE, Fate, Result
from asnrekrut.findings import Severity
from asnrekrut.nik import niks_among
from asnrekrut.notation import listed, show_count
from asnrekrut.storage import SUMS
from asnrekrut.terminal.console import put, put_json, say, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from asnrekrut.documents.write import Written
    from asnrekrut.selection import Selection

FOUND = "temuan/temuan.xlsx"


def show_written(selection: Selection, files: Sequence[str], result: Result) -> None:
    """Which files hold the result, and whom to retrace."""
    put(f"\nDitulis: {listed(list(files), 10)}", "green")
    looks = sum(f.severity is Severity.LOOK and f.open for f in selection.findings)
    first = f"periksa {looks} temuan yang perlu dipastikan, lalu " if looks else ""
    workbook = next(file for file in reversed(files) if file.endswith(".xlsx"))
    words = f"Selanjutnya: {first}buka {workbook}; telusuri siapa pun, misalnya"
    suggest(words, "explain", selection.folder, _at_the_edge(result))


def _at_the_edge(result: Result) -> str:
    """The number of whoever is first outside the places of the stage that was decided last; a NIK is not told.

    Where all are inside, whoever is named first. Whoever never reached the stage has no rank that could be retraced.
    """
    stage, numbers = result.stages[max(int(result.furthest.max()), 0)], result.register.numbers
    order, unknown, inside = stage.standing.order.tolist(), (Fate.NOT_REACHED, Fate.OPEN), INSIDE
    there = (i for i in order if stage.fates[i] not in unknown)
    outside = (i for i in order if stage.fates[i] not in (*unknown, *inside))
    number = numbers[next(chain(outside, there), 0)]
    return "NOMOR" if number in niks_among(numbers) else number


def show_marked(files: Sequence[str]) -> None:
    """Which marked copies were written, and what they are for."""
    say(_written(files, 10), "green")
    copies = [file for file in files if not file.endswith((SUMS, FOUND))]
    if copies:
        say("Berkas asli tidak diubah; kirim setiap salinan hanya kepada pengisinya.")
        say(f"{FOUND} memuat temuan dari semua berkas, untuk panitia sendiri.")
    else:
        say(f"Tidak ada sel yang perlu ditandai; semua temuan ada di {FOUND}.")


def show_templates(files: Sequence[str], remarks: Iterable[str]) -> None:
    """Which workbooks were written to hand out, what they hold already, and what to do next."""
    put(_written(files, 20), "green")
    for remark in remarks:
        say(remark)


def show_word_templates(written: Sequence[str], there: Sequence[str]) -> None:
    """Which Word templates were written, and which the office has already."""
    if written:
        put(_written(written, 20), "green")
    if there:
        say(f"Dibiarkan, karena sudah ada: {listed(list(there), 20)}")
    say("Ubah susunan dan kata-katanya dengan Word; hapus sebuah templat agar dipakai yang bawaan.")


def _written(files: Sequence[str], most: int) -> str:
    return f"Ditulis: {listed([file for file in files if not file.endswith(SUMS)], most)}"


def show_documents(done: Written, as_json: bool) -> None:
    """Which documents were written, and what is left to be filled in by hand."""
    if as_json:
        put_json({"berkas": done.files, "belum_diketahui": done.missing, "catatan": done.remarks})
        return
    if done.files:
        put("Ditulis:", "green")
        for folder, names in _by_folder(done.files).items():
            put(f"  {folder}: {', '.join(names)}", "green")
    _show_missing(done.missing)
    for remark in done.remarks:
        say(remark)
    page = next((file for file in done.files if file.endswith("/index.html")), None)
    if page is not None:
        say(f"Semua isi {page.rpartition('/')[0]}/ boleh dibaca siapa pun; buka {page} dan periksa sebelum diumumkan.")


def _show_missing(missing: Mapping[str, Sequence[str]]) -> None:
    """What is left to be filled in, by the stages in whose documents it is."""
    stages: dict[str, list[str]] = {}
    for stage, whats in missing.items():
        for what in whats:
            stages.setdefault(what, []).append(stage)
    if stages:
        say("\nBelum diketahui, sehingga dicetak sebagai garis titik-titik:", "bold")
    groups: dict[str, list[str]] = {}
    for what, where in stages.items():
        groups.setdefault(", ".join(where), []).append(what)
    for places, together in groups.items():
        say(f"  {places}:")
        for what in together:
            say(f"    {what}", hang=6)


def _by_folder(files: Sequence[str]) -> dict[str, list[str]]:
    """The files of each folder by name; of a folder inside it only how many it holds."""
    found: dict[str, list[str]] = {}
    inside: Counter[tuple[str, str]] = Counter()
    for file in (file for file in files if not file.endswith(SUMS)):
        result, kind, *rest = file.split("/")
        depth = 2 if len(rest) < 2 else 3  # noqa: PLR2004  (hasil/publik/..., hasil/naskah/tahap/...)
        where, below = "/".join([result, kind, *rest][:depth]), [result, kind, *rest][depth:]
        if len(below) > 1:
            inside[where, below[0]] += 1
        else:
            found.setdefault(where, []).extend(below)
    for (above, folder), count in inside.items():
        found.setdefault(above, []).append(f"{folder}/ ({show_count(count)} berkas)")
    return found
