"""Which workbooks a selection needs, from its rules: files, sheets, columns, and the rows known beforehand."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct, field

from asnrekrut.forms.columns import (
    MARK_WIDTH,
    Column,
    attendance_column,
    code_column,
    component_columns,
    event_columns,
    formation_columns,
    holiday_columns,
    name_column,
    number_column,
    objection_columns,
    register_columns,
)
from asnrekrut.intake.needs import BY_FILE, BY_SHEET, MAY_BE_EMPTY, MAY_LACK, Need, beside, needs_of, stage_of_need
from asnrekrut.notation import show
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asnrekrut.core.register import Register
    from asnrekrut.rules.stages import Panel
    from asnrekrut.selection import Selection

    Row = dict[str, str]

SUFFIX = ".xlsx"
SESSION = "Isi hanya peserta sesi ini; seorang peserta tercantum pada satu sesi saja."
CODED = "Isi kode, bukan nomor atau nama peserta; pemiliknya disebut daftar kunci."
NOTES = {
    "susulan": "Isi hanya peserta yang tidak hadir, atau yang baru diundang, dan mengikuti susulan.",
    "kunci": "Satu kode bagi setiap peserta yang mengikuti; hapus baris yang tidak. Disimpan tertutup sampai dibuka.",
    "peristiwa": "Satu baris satu peristiwa. Baris yang dicetak program boleh ditempel utuh ke satu sel kolom pertama; "
    "gantilah yang di dalam kurung.",
    "sanggah": "Satu baris satu objek; isi sampai kolom Bukti ketika diterima, selebihnya sesudah diputus.",
    "panggilan": "Hapus baris peserta yang tidak dipanggil; yang tidak tercantum berarti tidak dipanggil.",
}


class Form(Struct):
    """One sheet to fill in.

    Attributes:
        file: the name the rules give it, wildcards filled in.
        sheet: its title; ``pattern`` is what the rules say of it, None for nothing.
        title: what it is, for the reader.
        header: the row of its headings, from 1.
        rows: cells known beforehand, by heading; none where nobody is known yet.
        shortens: whether rows known beforehand may be deleted.
        signed: whether whoever fills it in signs the printed sheet.
        notes: what else the reader of the guide must know.
        kept: whether the committee itself writes it, as things happen; all others are handed out and come back.
    """

    file: str
    sheet: str
    pattern: str | None
    title: str
    header: int
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    shortens: bool = False
    signed: bool = False
    notes: list[str] = field(default_factory=list)
    kept: bool = False

    def add(self, columns: Iterable[Column]) -> None:
        """Add the columns that are not there yet."""
        for column in columns:
            if column.heading.casefold() not in {c.heading.casefold() for c in self.columns}:
                self.columns.append(column)


def plan(known: Selection) -> list[Form]:
    """Every sheet to hand out, in the order of the rules."""
    forms: dict[tuple[str, str], Form] = {}
    for form in (form for need in (*beside(known.rules), *needs_of(known.rules)) for form in _forms(known, need)):
        sheet = form.sheet.casefold() if form.pattern else ""  # without a name in the rules, a file has one sheet
        same = forms.setdefault((form.file, sheet), form)
        same.add(form.columns)
        same.rows = max(same.rows, form.rows, key=len)
        same.notes += [note for note in form.notes if note not in same.notes]
    return list(forms.values())


def _forms(known: Selection, need: Need) -> Iterator[Form]:
    """The sheets that serve a need; none for a list that the central body makes."""
    rules, codes = known.rules, [one.code for one in known.formations]
    stages = [stage.code for stage in rules.stages]
    match need.role:
        case "pelamar":
            yield from _list(need, "Pelamar", register_columns(rules, need.key, codes))
        case "formasi":
            yield from _list(need, "Formasi", formation_columns(rules))
        case "peristiwa":
            yield from _list(need, "Peristiwa", event_columns(stages, codes))
        case "sanggah":
            central = any(one.role == "penetapan" for one in needs_of(rules))
            yield from _list(need, "Sanggah", objection_columns(stages, codes, central))
        case "libur":
            yield from _list(need, "Hari libur", holiday_columns())
        case "ulang":
            yield from _repeat(known, need)
        case "nilai" | "susulan" | "pembanding":
            yield from _mark_forms(_People(known, stage_of_need(need, rules)), need)
        case "hadir" | "kunci" | "panggilan":
            yield from _list_of_people(_People(known, stage_of_need(need, rules)), need)


def _list(need: Need, sheet: str, columns: Iterable[Column]) -> Iterator[Form]:
    columns, files = list(columns), need.files[:1] if need.role in MAY_LACK else need.files
    notes, kept = [NOTES[need.role]] if need.role in NOTES else [], need.role in MAY_BE_EMPTY
    for file in names(files, 1):
        title, header = need.title.capitalize(), _header(need.header)
        yield Form(file, _title(need.sheet, sheet), need.sheet, title, header, columns, notes=[*notes], kept=kept)


def _repeat(known: Selection, need: Need) -> Iterator[Form]:
    """The sheet of an exam repeated among those who are tied, with their names once that is known."""
    ties = [] if known.result is None else [tie for tie in known.result.ties if tie.stage == FINAL]
    rule, name = known.rules.ranking.repeat, known.rules.applicants.name
    assert rule is not None  # noqa: S101  (the need was made of it)
    for form in _sheets(need, "Ujian ulang", None):
        form.add([number_column(need.key, given=bool(ties)), name_column(name, given=bool(ties))])
        bounds = (Decimal(0), rule.maximum, rule.decimals)
        form.add([Column(rule.column, "angka", f"0 sampai {show(rule.maximum)}.", MARK_WIDTH, *bounds)])
        if known.register is not None:
            people = [(known.register.numbers[i], known.register.names[i]) for tie in ties for i in tie.members]
            form.rows = [{need.key: number, name: who} for number, who in people]
        yield form


def _list_of_people(people: _People, need: Need) -> Iterator[Form]:
    """A list of everyone in a stage: who came, whose the codes are, who is called; of these rows may be deleted."""
    rules, name = people.known.rules, people.known.rules.applicants.name
    stage, columns = rules.stages[people.stage], list[Column]()
    if need.role == "hadir" and stage.attendance is not None:
        columns = [attendance_column(stage.attendance, rules.states)]
    if need.role == "kunci" and stage.key_list is not None:
        columns = [code_column(stage.key_list.code)]
    given = people.columns(need.key, name) if columns else [number_column(need.key, False), name_column(name, False)]
    title = need.title.removeprefix("daftar yang ")
    for form in _sheets(need, title[:1].upper() + title[1:], None):
        form.add([*given, *columns])
        form.rows, form.shortens = list(people.rows(form.columns, None)), need.role != "hadir"
        form.notes += [NOTES[need.role]] if need.role in NOTES else []
        yield form


def _mark_forms(people: _People, need: Need) -> Iterator[Form]:
    """The sheets of one component; with a note where nobody can know beforehand who will stand in it."""
    rules, title = people.known.rules, need.title.removeprefix("lembar ")
    name, stage = rules.applicants.name, rules.stages[people.stage]
    component = next(one for one in stage.components if one.code == need.component)
    note = SESSION if need.session >= 0 else NOTES.get(need.role, "")
    for form in _sheets(need, title[:1].upper() + title[1:], component.panel):
        if stage.key_list is not None and need.key == stage.key_list.code:
            form.add([code_column(need.key), *component_columns(component, rules.states)])
            form.notes.append(CODED)
            yield form
            continue
        form.add([number_column(need.key, given=False), name_column(name, given=False)] if note else ())
        form.add([*people.columns(need.key, name), *component_columns(component, rules.states)])
        form.rows = [] if note else list(people.rows(form.columns, component.panel))
        form.notes += [note] if note else []
        yield form


def _sheets(need: Need, title: str, panel: Panel | None) -> Iterator[Form]:
    """The empty sheets of one component or attendance list: several where each rater has one."""
    files, sheets = (panel.required if panel and panel.rater == by else 1 for by in (BY_FILE, BY_SHEET))
    header = _header(need.header)
    for file in names(need.files, files):
        for sheet in _titles(need.sheet, title, sheets):
            notes = list(_raters(panel, ", ".join(need.files), need.sheet))
            yield Form(file, sheet, need.sheet, title, header, signed=True, notes=notes)


class _People(Struct, frozen=True):
    """The participants of one stage."""

    known: Selection
    stage: int

    @property
    def _register(self) -> Register | None:
        return None if self.known.register_doubted else self.known.register

    def columns(self, key: str, name: str) -> list[Column]:
        """Number and name, filled in where the register is known."""
        given = self._register is not None
        return [number_column(key, given), name_column(name, given)]

    def rows(self, columns: Sequence[Column], panel: Panel | None) -> Iterator[Row]:
        """One for each; one for each rater and aspect where these have rows of their own."""
        register = self._register
        if register is None:
            return
        number, name = (column.heading for column in columns[:2])
        rater = panel.rater if panel and panel.rater not in {BY_FILE, BY_SHEET} else None
        aspect = panel.aspects.column if panel and panel.aspects else None
        raters = [{rater: f"{rater} {n}"} for n in range(1, panel.required + 1)] if panel and rater else [{}]
        aspects = [{aspect: word} for word in panel.aspects.weights] if panel and panel.aspects and aspect else [{}]
        for one, i, other in product(raters, self.known.invited_to(self.stage), aspects):
            yield {number: register.numbers[i], name: register.names[i], **one, **other}


def _raters(panel: Panel | None, files: str, sheets: str | None) -> Iterator[str]:
    """How each rater's own file or sheet is told from the others'."""
    many = (
        "Setiap penilai mempunyai {} sendiri, dan namanya menjadi nama penilai; bila diganti, harus tetap cocok dengan "
    )
    if panel and panel.rater == BY_FILE:
        yield f"{many.format('berkas')}{files}."
    elif panel and panel.rater == BY_SHEET:
        yield f"{many.format('lembar')}{sheets}."
    elif panel and panel.rater:
        yield f'Ganti "{panel.rater} 1" dan seterusnya dengan nama penilai; hapus baris yang tidak dipakai.'


def names(patterns: Iterable[str], count: int) -> list[str]:
    """File names that these names or patterns mean; a pattern stands for as many as are still needed, at least one."""
    patterns = list(patterns)
    needed = max(1, count - sum(not _wild(p) for p in patterns))
    found = [_filled(p, n) for p in patterns for n in range(1, (needed if _wild(p) else 1) + 1)]
    return [str(PurePosixPath(name.rstrip(".")).with_suffix(SUFFIX)) for name in dict.fromkeys(found)]


def _titles(pattern: str | None, stage: str, count: int) -> list[str]:
    if pattern is None or not _wild(pattern):
        return [_title(pattern, stage)]
    return [_title(_filled(pattern, n), stage) for n in range(1, count + 1)]


def _title(pattern: str | None, default: str) -> str:
    """A sheet's title that Excel accepts."""
    title = re.sub(r"[\[\]:*?/\\]", " ", _filled(pattern or default, 1)).strip("' ")
    return " ".join(title.split())[:31] or "Isian"


def _wild(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")


def _filled(pattern: str, number: int) -> str:
    """A name that the pattern matches: its first star or question mark becomes the number."""
    text = re.sub(r"\[([^\]])[^\[\]]*\]", r"\1", pattern.replace("**/", ""))
    text = re.sub(r"[*?]", str(number), text, count=1)
    return text.replace("*", "").replace("?", "1")


def _header(rows: tuple[int, ...]) -> int:
    return rows[-1] + 1 if rows else 1
