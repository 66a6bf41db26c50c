"""What the rules want from which file: the headings by which a table is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from asnrekrut.core.events import HEADINGS
from asnrekrut.rules.keys import FINAL, FORMATION
from asnrekrut.rules.sources import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asnrekrut.rules.base import Source
    from asnrekrut.rules.conduct import Called, Determined, KeyList, MakeUp, Second
    from asnrekrut.rules.decisions import Repeat
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.objections import Objections
    from asnrekrut.rules.sources import Formations
    from asnrekrut.rules.stages import Attendance, Component, Stage

    Where = tuple[list[str] | None, str | None, list[int] | None]  # files, sheet, rows of the header

BOOK: Final = "peristiwa"  # the book of events, beside the rules file
REGISTER: Final = "sanggah"  # the register of objections, beside the rules file
MAY_LACK = (BOOK, REGISTER, "libur", "ulang")  # what lies beside the register and the marks, and may not be there
HOLIDAYS = {"day": "Tanggal", "kind": "Jenis", "name": "Nama", "status": "Status"}
BY_FILE, BY_SHEET = "@berkas", "@lembar"

Role = Literal[
    "pelamar", "formasi", "nilai", "hadir", "panggilan", "susulan", "penetapan", "peristiwa", "sanggah", "libur",
    "ulang", "pembanding", "kunci",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """One source of the rules: where it stands and which headings it wants.

    Attributes:
        role: what the table is: register, formations, marks, attendance list, list of those called, make-up, or list
            of the central body.
        title: what a secretary calls it.
        files: names or patterns of files.
        sheet: name or pattern of its sheets; None to have it found.
        header: 0-based rows of the header; empty to have it found.
        names: headings it cannot do without; the first is the key.
        extra: headings it reads where they are.
        stage, component: codes, for marks and attendance lists.
        asked: for each of the names, which key of the rules asks for it, in words.
        session: the place of the session among those of its stage; -1 for none.
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
    session: int = -1

    @property
    def key(self) -> str:
        """The heading that tells the rows apart."""
        return self.names[0]


def needs_of(rules: Rules, until: int | None = None) -> list[Need]:
    """Everything that the rules read, in their order.

    Args:
        until: the last stage whose tables are read; all by default.
    """
    last = len(rules.stages) if until is None else until
    needs = list(_needs(rules, rules.stages[: last + 1]))
    if last == len(rules.stages) and rules.ranking.determined is not None:
        needs.append(determined_need(rules.ranking.determined, None, total=any(s.weight for s in rules.stages)))
    if last == len(rules.stages) and rules.ranking.repeat is not None:
        needs.append(repeat_need(rules.ranking.repeat))
    return needs


def stage_of_need(need: Need, rules: Rules) -> int:
    """The place of the stage that needs a table, the end after the last one; -1 for register and formations."""
    if need.stage == FINAL:
        return len(rules.stages)
    return next((s for s, stage in enumerate(rules.stages) if stage.code == need.stage), -1)


def _needs(rules: Rules, stages: list[Stage]) -> Iterator[Need]:
    yield register_need(rules)
    if rules.formations.files:
        yield formations_need(rules)
    for stage in stages:
        yield from (need for component in stage.components for need in marks_needs(stage, component))
        if stage.attendance is not None:
            yield attendance_need(stage, stage.attendance)
        if stage.called is not None:
            yield called_need(stage, stage.called)
        if stage.key_list is not None:
            yield key_list_need(stage, stage.key_list)
        if stage.second is not None:
            yield from (second_need(stage, component, stage.second) for component in stage.components)
        if stage.make_up is not None:
            yield from (make_up_need(stage, component, stage.make_up) for component in stage.components)
        if stage.determined is not None:
            yield determined_need(stage.determined, stage, total=bool(stage.scored))


def register_need(rules: Rules) -> Need:
    """The register of applicants."""
    source, alone = rules.applicants, rules.formations.only_one
    wishes = [(source.key or KEY, '"kunci" pada bagian [pelamar]'), (source.name, "nama pada bagian [pelamar]")]
    wishes += [(name, "formasi pada bagian [pelamar]") for name in source.formation if not alone]
    facts = source.attributes.items()
    wishes += [(attribute.column, f"kolom pada bagian [pelamar.atribut.{code}]") for code, attribute in facts]
    return _need("pelamar", "daftar pelamar", _place(source), wishes, extra=tuple(source.formation if alone else ()))


def formations_need(rules: Rules) -> Need:
    """The formations with their quotas."""
    names = rules.formations.columns
    optional = {"unit": names.unit, "jenis": names.kind, "pendidikan": names.education}
    asked = {fact: name for fact, name in optional.items() if fact in _facts_asked(rules)}
    wishes = [(name, "kode pada bagian [formasi.kolom]") for name in names.code]
    required = {"jabatan": names.title, "kuota": names.quota, **asked}
    wishes += [(name, f"{key} pada bagian [formasi.kolom]") for key, name in required.items()]
    rest = tuple(name for fact, name in optional.items() if fact not in asked)
    return _need("formasi", "daftar formasi", _place(rules.formations), wishes, extra=rest)


def _facts_asked(rules: Rules) -> set[str]:
    """What the rules ask of a formation in their conditions."""
    asked = [key for group in rules.groups for key in group.when]
    asked += [key for bonus in rules.bonuses for key in bonus.when]
    for filling in rules.fillings:
        asked += [*(filling.into or ()), *(filling.source or ()), *filling.same, *filling.other]
        asked += ["pendidikan"] if filling.education else []
    for demand in (demand for stage in rules.stages for demand in stage.demands):
        asked += [*(demand.applies or ()), *(demand.when or ())] + ["pendidikan"] * bool(demand.education)
        asked += [key for one in (demand.age.exceptions if demand.age else ()) for key in one.when]
    return {key.removeprefix(f"{FORMATION}.") for key in asked}


def marks_needs(stage: Stage, component: Component) -> list[Need]:
    """The marks of one component: in its own files or those of its stage, or in the files of every session."""
    header = component.header or stage.header
    if not stage.sessions:
        own = component.files or stage.files, component.sheet or stage.sheet, header
        return [_marks(stage, component, "nilai", f"lembar {stage.name}", own)]
    return [
        _marks(
            stage, component, "nilai", f"lembar {stage.name}, {session.name}",
            (session.files, session.sheet or component.sheet or stage.sheet, header), k,
        )
        for k, session in enumerate(stage.sessions)
    ]  # fmt: skip


def make_up_need(stage: Stage, component: Component, source: MakeUp) -> Need:
    """The make-up marks of one component, under the headings of its mark sheet."""
    title = f"lembar susulan {stage.name}"
    return _marks(stage, component, "susulan", title, _place(source), key=source.key)


def _marks(
    stage: Stage,
    component: Component,
    role: Role,
    title: str,
    where: Where,
    session: int = -1,
    key: str | None = None,
) -> Need:
    own = key or component.key or stage.key or (stage.key_list.code if stage.key_list is not None else KEY)
    wishes = [(own, f'"kunci" pada tahap "{stage.code}"')]
    columns = mark_columns(component)
    wishes += [(name, f'{asked} pada komponen "{stage.code}.{component.code}"') for asked, name in columns]
    facts = {"stage": stage.code, "component": component.code, "session": session}
    return _need(role, title, where, wishes, **facts)


def called_need(stage: Stage, source: Called) -> Need:
    """The list of those called to a stage."""
    wishes = [(source.key or stage.key or KEY, f'dipanggil.kunci pada tahap "{stage.code}"')]
    return _need("panggilan", f"daftar yang dipanggil ke {stage.name}", _place(source), wishes, stage=stage.code)


def key_list_need(stage: Stage, source: KeyList) -> Need:
    """The list that says whose the codes of a stage's mark sheets are."""
    where = f'tahap "{stage.code}"'
    wishes = [(source.key or KEY, f"daftar_kunci.kunci pada {where}")]
    wishes.append((source.code, f"daftar_kunci.kode pada {where}"))
    return _need("kunci", f"daftar kunci {stage.name}", _place(source), wishes, stage=stage.code)


def determined_need(source: Determined, stage: Stage | None, *, total: bool) -> Need:
    """The list of the central body for a stage, or for the end; ``total`` is read where there is one to compare."""
    where = "bagian [peringkat]" if stage is None else f'tahap "{stage.code}"'
    columns = source.columns
    wanted = {
        "peringkat": columns.rank,
        "kode": columns.code,
        "total": columns.total if total else "",
        "formasi": columns.formation if stage is None else None,
    }
    wishes = [(source.key or (stage and stage.key) or KEY, f"penetapan.kunci pada {where}")]
    wishes += [(name, f"penetapan.kolom.{key} pada {where}") for key, name in wanted.items() if name]
    title = f"daftar penetapan {'hasil akhir' if stage is None else stage.name}"
    return _need("penetapan", title, _place(source), wishes, stage=FINAL if stage is None else stage.code)


def second_need(stage: Stage, component: Component, source: Second) -> Need:
    """The same marks as somebody else wrote them down, under the same headings."""
    title = f"lembar pembanding {stage.name}"
    return _marks(stage, component, "pembanding", title, _place(source), key=source.key)


def repeat_need(source: Repeat) -> Need:
    """The marks of an exam that is repeated among those who are tied in the end."""
    where = "bagian [peringkat.ujian_ulang]"
    wishes = [(source.key or KEY, f'"kunci" pada {where}'), (source.column, f"kolom pada {where}")]
    return _need("ulang", "lembar ujian ulang", _place(source), wishes, stage=FINAL)


def attendance_need(stage: Stage, source: Attendance) -> Need:
    """The attendance list of a stage; without a file of its own it stands in the stage's mark sheet."""
    first, files, sheet, header = stage.components[0], source.files, source.sheet, source.header
    if files is None:
        files = stage.files or first.files or [f for session in stage.sessions for f in session.files]
        sheet, header = sheet or stage.sheet or first.sheet, header or stage.header or first.header
    wishes = [(source.key or stage.key or KEY, f'daftar_hadir.kunci pada tahap "{stage.code}"')]
    wishes.append((source.column, f'daftar_hadir.kolom pada tahap "{stage.code}"'))
    return _need("hadir", f"daftar hadir {stage.name}", (files, sheet, header), wishes, stage=stage.code)


def events_need() -> Need:
    """The book of events; it may be missing."""
    files = tuple(f"{BOOK}.{suffix}" for suffix in ("xlsx", "xlsm", "xls", "ods", "csv"))
    names = (HEADINGS["kind"], HEADINGS["day"], HEADINGS["basis"])
    return Need(BOOK, "buku peristiwa", files, None, (), names)


def objections_need(source: Objections) -> Need:
    """The register of objections; it may be missing."""
    names = ("Nomor Register", "Nomor Peserta", "Tahap", "Objek")
    return Need(REGISTER, "register sanggah", tuple(source.files), None, (), names)


def holidays_need(source: Objections) -> Need:
    """The list of holidays by which working days are counted."""
    names = HOLIDAYS["day"], HOLIDAYS["kind"]
    return Need("libur", "daftar hari libur", tuple(source.holidays or ()), None, (), names, (HOLIDAYS["status"],))


def beside(rules: Rules) -> list[Need]:
    """What is read beside the register and the marks, whatever stage is asked for."""
    found = [events_need()]
    if rules.objections is not None:
        found.append(objections_need(rules.objections))
        found += [holidays_need(rules.objections)] if rules.objections.holidays else []
    return found


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


def _need(role: Role, title: str, where: Where, wishes: Iterable[tuple[str, str]], **facts: Any) -> Need:
    """A need whose wishes are headings, each with the key of the rules that asks for it first."""
    files, sheet, header = where
    asked: dict[str, str] = {}
    for heading, key in wishes:
        asked.setdefault(heading, key)
    rows = tuple(sorted({row - 1 for row in header or ()}))
    return Need(role, title, tuple(files or ()), sheet, rows, tuple(asked), asked=tuple(asked.values()), **facts)


def _place(source: Source | Formations) -> Where:
    return source.files, source.sheet, source.header
