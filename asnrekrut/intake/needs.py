"""What the rules want from which file: the headings by which a table is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from asnrekrut.rules.keys import FORMATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Attendance, Component, Stage

KEY = "Nomor Peserta"
BY_FILE, BY_SHEET = "@berkas", "@lembar"

Role = Literal["pelamar", "formasi", "nilai", "hadir"]


@dataclass(frozen=True, slots=True)
class Need:
    """One source of the rules: where it stands and which headings it wants.

    Attributes:
        role: what the table is: register, formations, marks or attendance list.
        title: what a secretary calls it.
        files: names or patterns of files.
        sheet: name or pattern of its sheets; None to have it found.
        header: 0-based rows of the header; empty to have it found.
        names: headings it cannot do without; the first is the key.
        extra: headings it reads where they are.
        stage, component: codes, for marks and attendance lists.
        asked: for each of the names, which key of the rules asks for it, in words.
    """

    role: Role
    title: str
    files: tuple[str, ...]
    sheet: str | None
    header: tuple[int, ...]
    names: tuple[str, ...]
    extra: tuple[str, ...] = ()
    stage: str = ""
    component: str = ""
    asked: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The heading that tells the rows apart."""
        return self.names[0]


def needs_of(rules: Rules, until: int | None = None) -> list[Need]:
    """Everything that the rules read, in their order.

    Args:
        until: the last stage whose tables are read; all by default.
    """
    return list(_needs(rules, rules.stages if until is None else rules.stages[: until + 1]))


def stage_of_need(need: Need, rules: Rules) -> int:
    """The place of the stage that needs a table; -1 for register and formations."""
    return next((s for s, stage in enumerate(rules.stages) if stage.code == need.stage), -1)


def _needs(rules: Rules, stages: list[Stage]) -> Iterator[Need]:
    yield register_need(rules)
    if rules.formations.files:
        yield formations_need(rules)
    for stage in stages:
        yield from (marks_need(stage, component) for component in stage.components)
        if stage.attendance is not None:
            yield attendance_need(stage, stage.attendance)


def register_need(rules: Rules) -> Need:
    """The register of applicants."""
    source = rules.applicants
    wishes: dict[str, str] = {}
    _wish(wishes, source.key or KEY, "kunci pada bagian [pelamar]")
    _wish(wishes, source.name, "nama pada bagian [pelamar]")
    for name in source.formation if not rules.formations.only_one else ():
        _wish(wishes, name, "formasi pada bagian [pelamar]")
    for code, attribute in source.attributes.items():
        _wish(wishes, attribute.column, f"kolom pada bagian [pelamar.atribut.{code}]")
    place = _files(source.files), source.sheet, _rows(source.header)
    extra = tuple(source.formation) if rules.formations.only_one else ()
    return Need("pelamar", "daftar pelamar", *place, tuple(wishes), extra, asked=tuple(wishes.values()))


def formations_need(rules: Rules) -> Need:
    """The formations with their quotas."""
    source, names = rules.formations, rules.formations.columns
    optional = {"unit": names.unit, "jenis": names.kind}
    asked = {fact: name for fact, name in optional.items() if fact in _facts_asked(rules)}
    wishes: dict[str, str] = {}
    for name in names.code:
        _wish(wishes, name, "kode pada bagian [formasi.kolom]")
    for key, name in {"jabatan": names.title, "kuota": names.quota, **asked}.items():
        _wish(wishes, name, f"{key} pada bagian [formasi.kolom]")
    return Need(
        "formasi",
        "daftar formasi",
        _files(source.files),
        source.sheet,
        _rows(source.header),
        tuple(wishes),
        tuple(name for fact, name in optional.items() if fact not in asked),
        asked=tuple(wishes.values()),
    )


def _facts_asked(rules: Rules) -> set[str]:
    """What the rules ask of a formation in their conditions."""
    asked = [key for group in rules.groups for key in group.when]
    asked += [key for bonus in rules.bonuses for key in bonus.when]
    for filling in rules.fillings:
        asked += [*(filling.into or ()), *(filling.source or ()), *filling.same]
    return {key.removeprefix(f"{FORMATION}.") for key in asked}


def marks_need(stage: Stage, component: Component) -> Need:
    """The marks of one component."""
    wishes: dict[str, str] = {}
    _wish(wishes, component.key or stage.key or KEY, f'kunci pada tahap "{stage.code}"')
    for key, name in mark_columns(component):
        _wish(wishes, name, f'{key} pada komponen "{stage.code}.{component.code}"')
    return Need(
        "nilai",
        f"lembar {stage.name}",
        _files(component.files or stage.files),
        component.sheet or stage.sheet,
        _rows(component.header or stage.header),
        tuple(wishes),
        stage=stage.code,
        component=component.code,
        asked=tuple(wishes.values()),
    )


def attendance_need(stage: Stage, source: Attendance) -> Need:
    """The attendance list of a stage; without a file of its own it stands in the stage's mark sheet."""
    first = stage.components[0]
    beside = source.files is None
    wishes: dict[str, str] = {}
    _wish(wishes, source.key or stage.key or KEY, f'daftar_hadir.kunci pada tahap "{stage.code}"')
    _wish(wishes, source.column, f'daftar_hadir.kolom pada tahap "{stage.code}"')
    return Need(
        "hadir",
        f"daftar hadir {stage.name}",
        _files(source.files or stage.files or first.files),
        source.sheet or (stage.sheet or first.sheet if beside else None),
        _rows(source.header or (stage.header or first.header if beside else None)),
        tuple(wishes),
        stage=stage.code,
        asked=tuple(wishes.values()),
    )


def mark_columns(component: Component) -> Iterator[tuple[str, str]]:
    """The headings of a component, each after the key that asks for it."""
    panel = component.panel
    own = "kolom", component.heading
    if panel is None:
        yield own
    elif panel.columns:
        yield from (("panel.kolom", name) for name in panel.columns)
    else:
        if panel.rater is not None and panel.rater not in {BY_FILE, BY_SHEET}:
            yield "panel.penilai", panel.rater
        if panel.aspects is not None and panel.aspects.column is None:
            yield from (("panel.aspek.bobot", name) for name in panel.aspects.weights)
            return
        if panel.aspects is not None and panel.aspects.column is not None:
            yield "panel.aspek.kolom", panel.aspects.column
        yield own


def _wish(wishes: dict[str, str], name: str, key: str) -> None:
    """Add a heading, under the first key that asks for it."""
    wishes.setdefault(name, key)


def _files(patterns: list[str] | None) -> tuple[str, ...]:
    return tuple(patterns or ())


def _rows(header: list[int] | None) -> tuple[int, ...]:
    return tuple(sorted({row - 1 for row in header or ()}))
