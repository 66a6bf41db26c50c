"""The terminal: the only module that uses rich. It shows what others computed and decides nothing.

Data never passes through markup, so a name such as ``[/red]`` is just a name.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from asnrekrut.findings import Severity
from asnrekrut.notation import listed, show, show_count
from asnrekrut.recap import count_seats, count_stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.explain_order import Part
    from asnrekrut.findings import Entry, Finding
    from asnrekrut.selection import Result, Selection

_STYLE = {Severity.STOPS: "bold red", Severity.LOOK: "yellow", Severity.NOTE: "cyan"}
_SHOWN = 20  # findings of one code shown at length; the rest are counted
_FORMATIONS = 40


def _text(text: str, style: str = "") -> Text:
    """Text for the terminal, without control characters that could disturb it."""
    return Text("".join(c if c.isprintable() or c == "\n" else "?" for c in text), style=style)


def _console(stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # Windows code pages lack ≥ and →
    wide = None if stream.isatty() else 140
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=wide)


def say(message: str, style: str = "") -> None:
    """A message for the person at the keyboard, on standard error."""
    _console(stderr=True).print(_text(message, style=style), soft_wrap=True)


def put(message: str) -> None:
    """A line of data, on standard output."""
    _console().print(_text(message), soft_wrap=True)


def put_json(data: dict[str, Any]) -> None:
    """One JSON object, on standard output."""
    _console()  # makes the stream safe
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being done; silent where nobody watches."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(_text("membaca …")) as status:
        yield lambda what: status.update(_text(f"{what} …"))


def show_findings(findings: Sequence[Finding], stderr: bool = True) -> None:
    """Findings by severity and code, each with its place; the hint once per code where it is the same."""
    console = _console(stderr)
    for severity in Severity:
        chosen = [f for f in findings if f.severity is severity]
        if not chosen:
            continue
        console.print(_text(f"\n{severity.title} ({show_count(len(chosen))})", style=_STYLE[severity]))
        for code in dict.fromkeys(f.code for f in chosen):
            same = [f for f in chosen if f.code == code]
            for one in same[:_SHOWN]:
                console.print(_text(f"  {one.line()}"), soft_wrap=True)
            if len(same) > _SHOWN:
                console.print(_text(f"  … dan {show_count(len(same) - _SHOWN)} temuan {code} lainnya"))
            for hint in list(dict.fromkeys(f.hint for f in same))[:3]:
                console.print(_text(f"    → {hint}", style="dim"), soft_wrap=True)


def show_ties(selection: Selection) -> None:
    """Ties across the last place: who, where, and what the committee can do."""
    console = _console(stderr=True)
    register, ranking = selection.register, selection.ranking
    assert register is not None  # noqa: S101
    assert ranking is not None  # noqa: S101
    for tie in ranking.ties:
        seats = register.formations[tie.formation]
        where = "kursi" if tie.stage is None else f"tempat pada {selection.rules.stages[tie.stage].name}"
        numbers = [register.numbers[i] for i in tie.members]
        console.print(_text(f"\nNilai sama pada formasi {seats.code} ({seats.title})", style="bold yellow"))
        console.print(
            _text(f"  {len(numbers)} peserta untuk {tie.places} {where}; semua kunci urutan sama:"),
            soft_wrap=True,
        )
        for i in tie.members:
            console.print(_text(f"    {register.numbers[i]}  {register.names[i]}"), soft_wrap=True)
        for line in _choices(tie.policy, tie.stage, selection, seats.code, numbers):
            console.print(_text(f"  {line}"), soft_wrap=True)


def _choices(policy: str, stage: int | None, selection: Selection, formation: str, numbers: list[str]) -> Iterator[str]:
    yield "Yang dapat ditetapkan panitia dalam seleksi.toml:"
    table = "[peringkat]" if stage is None else f"[tahap.lanjut] tahap {selection.rules.stages[stage].code}"
    yield f'- menambah kunci pada urut di {table}, atau seri = "ikut semua", atau seri = "undian";'
    if policy == "undian":
        yield f'- mengumumkan daftar di atas, lalu menulis benih undian di {table}: benih = "…";'
    yield "- mencatat keputusannya (urutan yang didahulukan lebih dahulu):"
    yield "    [[keputusan]]"
    if stage is not None:
        yield f'    tahap = "{selection.rules.stages[stage].code}"'
    yield f'    formasi = "{formation}"'
    yield f"    urutan = {json.dumps(numbers)}"
    yield '    dasar = "Berita Acara Nomor …"'


def show_summary(result: Result) -> None:
    """How many came, passed each stage, and won, on standard output."""
    console = _console()
    identity = result.rules.identity
    console.print(_text(f"{identity.name}, {identity.institution}, {identity.year}", style="bold"))
    stages = Table("Tahap", *_right("Peserta", "Tidak hadir", "Mundur/dis.", "Gugur", "Di luar jumlah", "Lanjut"))
    for s in count_stages([stage.name for stage in result.rules.stages], result.ranking):
        figures = (s.expected, s.absent, s.out, s.failed, s.beyond, s.went_on)
        stages.add_row(_text(s.name), *(show_count(n) for n in figures))
    console.print(stages)
    table = Table(
        "Formasi",
        "Jabatan",
        *_right("Kuota", "Pelamar", "Lulus", "Cadangan", "Kosong", "Nilai terendah lulus"),
    )
    rows = list(count_seats(result.register, result.scores, result.ranking))
    for seat in rows[:_FORMATIONS]:
        low = "–" if seat.lowest is None else show(seat.lowest)
        counts = (seat.seats.quota, seat.applicants, seat.winners, seat.reserves, seat.empty)
        table.add_row(_text(seat.seats.code), _text(seat.seats.title), *(show_count(n) for n in counts), low)
    console.print(table)
    if len(rows) > _FORMATIONS:
        console.print(_text(f"… dan {show_count(len(rows) - _FORMATIONS)} formasi lainnya; lihat lembar Ringkasan"))


def _right(*headings: str) -> list[Any]:
    from rich.table import Column

    return [Column(heading, justify="right") for heading in headings]


def show_written(files: Sequence[str], selection: Selection) -> None:
    """What was written and what to do next."""
    console = _console()
    console.print(_text(f"Ditulis: {listed(list(files), 10)}", style="green"), soft_wrap=True)
    looks = sum(f.severity is Severity.LOOK for f in selection.findings)
    first = f"periksa {looks} temuan yang perlu dilihat, lalu " if looks else ""
    console.print(
        _text(f"Selanjutnya: {first}buka hasil/peringkat.xlsx; telusuri peserta dengan asnrekrut explain FOLDER NOMOR"),
        soft_wrap=True,
    )


def show_explanation(parts: Sequence[Part]) -> None:
    """All steps of one applicant, on standard output."""
    console = _console()
    for part in parts:
        console.print(_text(part.title, style="bold"))
        table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 2))
        table.add_column(no_wrap=False, min_width=22)
        table.add_column(justify="right")
        table.add_column()
        table.add_column(style="dim")
        for line in part.lines:
            table.add_row(_text(line.label), _text(line.figure), _text(line.how), _text(line.place))
        console.print(table)


def show_code(entry: Entry) -> None:
    """What a finding's code means."""
    console = _console()
    console.print(_text(f"{entry.code}  {entry.title}", style="bold"))
    for label, text in (
        ("Akibat", Severity(entry.code[0]).title),
        ("Arti", entry.meaning),
        ("Contoh", entry.example),
    ):
        console.print(_text(f"{label}: {text}"), soft_wrap=True)
