"""Which workbooks a selection needs, from its rules: files, sheets, columns, and the rows known beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from asnrekrut.forms.columns import (
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
from asnrekrut.intake.needs import (
    BOOK,
    BY_FILE,
    BY_SHEET,
    attendance_need,
    called_need,
    events_need,
    formations_need,
    holidays_need,
    key_list_need,
    make_up_need,
    marks_needs,
    objections_need,
    register_need,
    repeat_need,
    second_need,
)
from asnrekrut.notation import show
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asnrekrut.core.register import Formation, Register
    from asnrekrut.intake.needs import Need
    from asnrekrut.rules.decisions import Repeat
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Panel, Stage
    from asnrekrut.selection import Selection

    Row = dict[str, str]

SUFFIX = ".xlsx"
SESSION = "Isi hanya peserta sesi ini; seorang peserta tercantum pada satu sesi saja."
MAKE_UP = "Isi hanya peserta yang tidak hadir, atau yang baru diundang, dan mengikuti susulan."
CODED = "Isi kode, bukan nomor atau nama peserta; pemiliknya disebut daftar kunci."
KEYS = "Satu kode bagi setiap peserta yang mengikuti; hapus baris yang tidak. Disimpan tertutup sampai dibuka."
CALLED = "Hapus baris peserta yang tidak dipanggil; yang tidak tercantum berarti tidak dipanggil."


@dataclass(slots=True)
class Form:
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

    def add(self, columns: Iterable[Column]) -> None:
        """Add the columns that are not there yet."""
        for column in columns:
            if column.heading.casefold() not in {c.heading.casefold() for c in self.columns}:
                self.columns.append(column)


def plan(known: Selection) -> list[Form]:
    """Every sheet to hand out, in the order of the rules."""
    forms: dict[tuple[str, str], Form] = {}
    again = known.rules.ranking.repeat
    found = [*_lists(known.rules, known.formations), *_marks(known), *(_repeat(known, again) if again else ())]
    for form in found:
        sheet = form.sheet.casefold() if form.pattern else ""  # without a name in the rules, a file has one sheet
        same = forms.setdefault((form.file, sheet), form)
        same.add(form.columns)
        same.rows = max(same.rows, form.rows, key=len)
        same.notes += [note for note in form.notes if note not in same.notes]
    return list(forms.values())


def _lists(rules: Rules, seats: Sequence[Formation]) -> Iterator[Form]:
    """The register and, unless they stand in the rules file, the formations."""
    need = register_need(rules)
    yield from _list(need, "Pelamar", register_columns(rules, need.key, [s.code for s in seats]))
    yield from _list(formations_need(rules), "Formasi", formation_columns(rules))
    need, columns = events_need(), event_columns([stage.code for stage in rules.stages], [s.code for s in seats])
    yield Form(f"{BOOK}{SUFFIX}", "Peristiwa", None, need.title.capitalize(), 1, list(columns))
    if rules.objections is not None:
        need, stages = objections_need(rules.objections), [stage.code for stage in rules.stages]
        central = rules.ranking.determined is not None or any(s.determined is not None for s in rules.stages)
        own = list(objection_columns(stages, [s.code for s in seats], central))
        yield Form(names(need.files[:1], 1)[0], "Sanggah", None, need.title.capitalize(), 1, own)
        if rules.objections.holidays:
            yield from _list(holidays_need(rules.objections), "Hari libur", holiday_columns())


def _repeat(known: Selection, rule: Repeat) -> Iterator[Form]:
    """The sheet of an exam repeated among those who are tied, with their names once that is known."""
    ties = [] if known.result is None else [tie for tie in known.result.ties if tie.stage == FINAL]
    need, name = repeat_need(rule), known.rules.applicants.name
    for form in _sheets(need, "Ujian ulang", None):
        form.add([number_column(need.key, given=bool(ties)), name_column(name, given=bool(ties))])
        mark = Column(rule.column, "angka", f"0 sampai {show(rule.maximum)}.", 14, Decimal(0), rule.maximum)
        form.add([replace(mark, decimals=rule.decimals)])
        if known.register is not None:
            people = [(known.register.numbers[i], known.register.names[i]) for tie in ties for i in tie.members]
            form.rows = [{need.key: number, name: who} for number, who in people]
        yield form


def _list(need: Need, sheet: str, columns: Iterable[Column]) -> Iterator[Form]:
    columns = list(columns)
    for file in names(need.files, 1):
        yield Form(file, _title(need.sheet, sheet), need.sheet, need.title.capitalize(), _header(need.header), columns)


def _marks(known: Selection) -> Iterator[Form]:
    """The mark sheets of every stage, and the lists beside them."""
    rules = known.rules
    for s, stage in enumerate(rules.stages):
        people = _People(known, s)
        for component in stage.components:
            for need in marks_needs(stage, component):
                yield from _mark_forms(people, need, component, "" if need.session < 0 else SESSION)
            if stage.second is not None:
                yield from _mark_forms(people, second_need(stage, component, stage.second), component, "")
            if stage.make_up is not None:
                yield from _mark_forms(people, make_up_need(stage, component, stage.make_up), component, MAKE_UP)
        yield from _beside(people, stage)


def _beside(people: _People, stage: Stage) -> Iterator[Form]:
    """The lists beside a stage's marks: who came, whose the codes are, who is called."""
    states = people.known.rules.states
    if stage.attendance is not None:
        column = attendance_column(stage.attendance, states)
        yield from _list_of_people(people, attendance_need(stage, stage.attendance), [column])
    if stage.key_list is not None:
        column = code_column(stage.key_list.code)
        yield from _list_of_people(people, key_list_need(stage, stage.key_list), [column], KEYS)
    if stage.called is not None:
        yield from _list_of_people(people, called_need(stage, stage.called), [], CALLED)


def _list_of_people(people: _People, need: Need, columns: list[Column], note: str = "") -> Iterator[Form]:
    """A list of everyone in a stage; with a note where rows may be deleted."""
    name = people.known.rules.applicants.name
    given = people.columns(need.key, name) if columns else [number_column(need.key, False), name_column(name, False)]
    title = need.title.removeprefix("daftar yang ")
    title = title[:1].upper() + title[1:]
    for form in _sheets(need, title, None):
        form.add([*given, *columns])
        form.rows, form.shortens = list(people.rows(form.columns, None)), bool(note)
        form.notes += [note] if note else []
        yield form


def _mark_forms(people: _People, need: Need, component: Component, note: str) -> Iterator[Form]:
    """The sheets of one component; with a note where nobody can know beforehand who will stand in it."""
    rules = people.known.rules
    title, name = need.title.removeprefix("lembar "), rules.applicants.name
    stage = rules.stages[people.stage]
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


@dataclass(frozen=True, slots=True)
class _People:
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
