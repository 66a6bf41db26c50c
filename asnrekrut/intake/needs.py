"""What the rules want from which file: the headings by which a table is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from asnrekrut.core.events import HEADINGS
from asnrekrut.rules.figure_keys import FINAL, FORMATION
from asnrekrut.rules.sources import KEY, Formations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import Determined, Source
    from asnrekrut.rules.stages import Attendance, Component, Stage

    Where = tuple[list[str] | None, str | None, list[int] | None]  # files, sheet, rows of the header

BOOK: Final = "peristiwa"  # the book of events, beside the rules file
BOOKS: Final = tuple(f"{BOOK}.{suffix}" for suffix in ("xlsx", "xlsm", "xls", "ods", "csv"))
REGISTER: Final = "sanggah"  # the register of objections, beside the rules file
MAY_BE_EMPTY = (BOOK, REGISTER)  # forms that nothing was written into yet are no fault
MAY_LACK = (*MAY_BE_EMPTY, "libur", "ulang")  # what lies beside the register and the marks, and may not be there
HOLIDAYS = {"day": "Tanggal", "kind": "Jenis", "name": "Nama", "status": "Status"}
REPEAT = "ujian_ulang"  # the component of an exam that is repeated
BY_FILE, BY_SHEET = "@berkas", "@lembar"

Role = Literal[
    "pelamar", "formasi", "nilai", "hadir", "panggilan", "susulan", "penetapan", "peristiwa", "sanggah", "libur",
    "ulang", "pembanding", "kunci",
]  # fmt: skip


class Need(Struct, frozen=True):
    """One source of the rules: where it stands and which headings it wants.

    Attributes:
        role: what the table is: register, formations, marks, attendance list, list of those called, make-up, list of
            the central body, book of events, register of objections, holidays, repeated exam, second sheet, key list.
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
    found = [_register(rules), *([_formations(rules)] if rules.formations.files else [])]
    for stage in rules.stages[: last + 1]:
        found += _of_stage(stage)
    if last < len(rules.stages):
        return found
    if rules.ranking.determined is not None:
        found.append(_determined(rules.ranking.determined, None, any(s.weight for s in rules.stages)))
    if (again := rules.ranking.repeat) is not None:  # the marks of an exam repeated among those who are tied in the end
        here = "bagian [peringkat.ujian_ulang]"
        wishes = [(again.key or KEY, f'"kunci" pada {here}'), (again.column, f"kolom pada {here}")]
        found.append(_need("ulang", "lembar ujian ulang", _place(again), wishes, stage=FINAL, component=REPEAT))
    return found


def stage_of_need(need: Need, rules: Rules) -> int:
    """The place of the stage that needs a table, the end after the last one; -1 for register and formations."""
    if need.stage == FINAL:
        return len(rules.stages)
    return next((s for s, stage in enumerate(rules.stages) if stage.code == need.stage), -1)


def _register(rules: Rules) -> Need:
    """The register of applicants."""
    source, alone = rules.applicants, rules.formations.only_one
    wishes = [(rules.number_heading, '"kunci" pada bagian [pelamar]'), (source.name, "nama pada bagian [pelamar]")]
    wishes += [(name, "formasi pada bagian [pelamar]") for name in source.formation if not alone]
    facts = source.attributes.items()
    wishes += [(attribute.column, f"kolom pada bagian [pelamar.atribut.{code}]") for code, attribute in facts]
    return _need("pelamar", "daftar pelamar", _place(source), wishes, extra=tuple(source.formation if alone else ()))


def _formations(rules: Rules) -> Need:
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


def _of_stage(stage: Stage) -> Iterator[Need]:
    """The marks of a stage, and the lists beside them."""
    key, here = stage.key or KEY, f'tahap "{stage.code}"'
    for component in stage.components:
        yield from _marks_needs(stage, component)
    if (roll := stage.attendance) is not None:
        wishes = [(roll.key or key, f"daftar_hadir.kunci pada {here}")]
        wishes.append((roll.column, f"daftar_hadir.kolom pada {here}"))
        yield _need("hadir", f"daftar hadir {stage.name}", _attended(stage, roll), wishes, stage=stage.code)
    if (called := stage.called) is not None:
        wishes, title = [(called.key or key, f"dipanggil.kunci pada {here}")], f"daftar yang dipanggil ke {stage.name}"
        yield _need("panggilan", title, _place(called), wishes, stage=stage.code)
    if (codes := stage.key_list) is not None:
        wishes = [(codes.key or KEY, f"daftar_kunci.kunci pada {here}"), (codes.code, f"daftar_kunci.kode pada {here}")]
        yield _need("kunci", f"daftar kunci {stage.name}", _place(codes), wishes, stage=stage.code)
    for component in stage.components:
        if (second := stage.second) is not None:
            title = f"lembar pembanding {stage.name}"
            yield _marks(stage, component, "pembanding", title, _place(second), key=second.key)
        if (later := stage.make_up) is not None:
            yield _marks(stage, component, "susulan", f"lembar susulan {stage.name}", _place(later), key=later.key)
    if stage.determined is not None:
        yield _determined(stage.determined, stage, bool(stage.scored))


def _marks_needs(stage: Stage, component: Component) -> Iterator[Need]:
    """The marks of one component: in its own files or those of its stage, or in the files of every session."""
    title, header, sheet = f"lembar {stage.name}", component.header or stage.header, component.sheet or stage.sheet
    if not stage.sessions:
        yield _marks(stage, component, "nilai", title, (component.files or stage.files, sheet, header))
    for k, session in enumerate(stage.sessions):
        own = (session.files, session.sheet or sheet, header)
        yield _marks(stage, component, "nilai", f"{title}, {session.name}", own, k)


def _marks(
    stage: Stage, component: Component, role: Role, title: str, where: Where, session: int = -1, key: str | None = None
) -> Need:
    """Marks of one component under the headings of its mark sheet."""
    own = key or component.key or stage.key or (stage.key_list.code if stage.key_list is not None else KEY)
    wishes = [(own, f'"kunci" pada tahap "{stage.code}"')]
    columns = mark_columns(component)
    wishes += [(name, f'{asked} pada komponen "{stage.code}.{component.code}"') for asked, name in columns]
    return _need(role, title, where, wishes, stage=stage.code, component=component.code, session=session)


def _attended(stage: Stage, roll: Attendance) -> Where:
    """Where an attendance list stands; without a file of its own in the stage's mark sheet."""
    if roll.files is not None:
        return _place(roll)
    first = stage.components[0]
    files = stage.files or first.files or [file for session in stage.sessions for file in session.files]
    return files, roll.sheet or stage.sheet or first.sheet, roll.header or stage.header or first.header


def _determined(source: Determined, stage: Stage | None, total: bool) -> Need:
    """The list of the central body for a stage, or for the end; ``total`` is read where there is one to compare."""
    here = "bagian [peringkat]" if stage is None else f'tahap "{stage.code}"'
    columns = source.columns
    wanted = {
        "peringkat": columns.rank,
        "kode": columns.code,
        "total": columns.total if total else "",
        "formasi": columns.formation if stage is None else None,
    }
    wishes = [(source.key or (stage and stage.key) or KEY, f"penetapan.kunci pada {here}")]
    wishes += [(name, f"penetapan.kolom.{key} pada {here}") for key, name in wanted.items() if name]
    title = f"daftar penetapan {'hasil akhir' if stage is None else stage.name}"
    return _need("penetapan", title, _place(source), wishes, stage=FINAL if stage is None else stage.code)


def beside(rules: Rules) -> list[Need]:
    """What is read beside the register and the marks, whatever stage is asked for; all of it may be missing."""
    names = (HEADINGS["kind"], HEADINGS["day"], HEADINGS["basis"])
    found = [Need(BOOK, "buku peristiwa", BOOKS, None, (), names)]
    if (source := rules.objections) is not None:
        wanted = ("Nomor Register", "Nomor Peserta", "Tahap", "Objek")
        found.append(Need(REGISTER, "register sanggah", tuple(source.files), None, (), wanted))
        if source.holidays:
            day, kind, _, status = HOLIDAYS.values()
            found.append(Need("libur", "daftar hari libur", tuple(source.holidays), None, (), (day, kind), (status,)))
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
