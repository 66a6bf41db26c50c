"""From plain data to the core's own values, and through the core: the bridge between tests and asnrekrut.

``selection(rules, people)`` is for cases worked by hand: rules that say only what matters, and people as a table.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.audit import audit
from asnrekrut.core.events import Event, Kind
from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import Marks, State, leave, of_aspects
from asnrekrut.core.ranking import rank
from asnrekrut.core.register import Attribute, Formation, Register
from asnrekrut.core.result import Fate
from asnrekrut.core.sessions_and_makeups import Conduct, Determination, with_make_ups
from asnrekrut.intake.panels import panel_states
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.rules.load import rules_from
from asnrekrut.scoring import score
from tests.oracle import Case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.result import Result
    from asnrekrut.core.sessions_and_makeups import MakeUp
    from asnrekrut.findings import Finding
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import AttributeRule
    from asnrekrut.rules.stages import Component
    from asnrekrut.scoring import Scores
    from tests.oracle import Mark, Person

FATES = {
    "lanjut": Fate.PROCEEDS,
    "tidak_lanjut": Fate.BEYOND,
    "gugur": Fate.FAILS,
    "tidak_hadir": Fate.ABSENT,
    "tidak_dipanggil": Fate.NOT_CALLED,
    "mengundurkan_diri": Fate.WITHDRAWN,
    "diskualifikasi": Fate.DISQUALIFIED,
    "diajukan": Fate.NOMINATED,
    "lulus": Fate.WINS,
    "cadangan": Fate.RESERVE,
    "tidak_lulus": Fate.LOSES,
}
WORDS = {
    "": State.BLANK,
    "TH": State.ABSENT,
    "APS": State.WITHDRAWN,
    "DIS": State.DISQUALIFIED,
    "???": State.INVALID,
}


class Run(Struct, frozen=True):
    """One selection, carried through the core."""

    rules: Rules
    register: Register
    marks: AllMarks
    scores: Scores
    ranking: Result
    findings: list[Finding]

    @property
    def fates(self) -> dict[str, Fate]:
        """The final fate of every participant number."""
        return {n: Fate(f) for n, f in zip(self.register.numbers, self.ranking.fates.tolist(), strict=True)}

    @property
    def ranks(self) -> dict[str, int]:
        """The final rank of every finalist."""
        assert self.ranking.end is not None, "the ranking stopped before its end"
        ranks = self.ranking.end.standing.rank.tolist()
        return {n: r for n, r in zip(self.register.numbers, ranks, strict=True) if r}

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, sorted."""
        return sorted(f.code for f in self.findings)

    @property
    def complete(self) -> bool:
        """Whether every seat is decided."""
        return self.ranking.end is not None and self.ranking.end.decided

    @property
    def seats(self) -> dict[str, list[str]]:
        """Who has a seat of each formation, in the order in which they were placed."""
        assert self.ranking.end is not None, "the ranking stopped before its end"
        found: dict[str, list[str]] = {f.code: [] for f in self.register.formations}
        for p in self.ranking.end.placements:
            found[self.register.formations[p.formation].code].append(self.register.numbers[p.application])
        return found

    @property
    def printed(self) -> dict[str, str]:
        """The code that is printed of everyone."""
        outcomes = {one.number: one.outcome for one in self.ranking.applications()}
        return {number: outcome.code if outcome else "" for number, outcome in outcomes.items()}

    def who(self, fate: Fate) -> list[str]:
        """The participant numbers that meet a fate, the better ranked first."""
        found = [n for n, f in self.fates.items() if f is fate]
        return sorted(found, key=lambda n: (self.ranks.get(n, 0) if self.ranking.end else 0, n))


def run(case: Case, rows: Sequence[Person] | None = None, conduct: Mapping[str, Conduct] | None = None) -> Run:
    """Carry a case through score, rank and, if every seat is decided, audit.

    Args:
        rows: the applicants in the order the register shall have; sorted by number if not given.
        conduct: lists of the central body, by stage.
    """
    rules = rules_of(case.rules)
    people = sorted(case.applicants, key=lambda p: p["nomor"]) if rows is None else rows
    register = _register(case, rules, people)
    events = _decisions(case)
    delivered, held = _with_make_ups(case, rules, register, _all_marks(case.marks, case, rules, register))
    marks = leave(rules, delivered, events, register)
    conduct = dict(conduct or {})
    for code, one in held.items():
        conduct[code] = replace(conduct.get(code, Conduct()), make_ups=one)
    for code, rows_of_it in case.lists.items():
        conduct[code] = replace(conduct.get(code, Conduct()), determined=_determined(rows_of_it, register))
    if rules.ranking.repeat is not None:
        again = _column([Fraction(case.repeat[n]) if n in case.repeat else State.NO_ROW for n in register.numbers])
        conduct[FINAL] = replace(conduct.get(FINAL, Conduct()), repeat=Marks(*again))
    scores, doubts = score(rules, register, marks, conduct=conduct)
    ranking, more = rank(rules, register, scores, marks, conduct=conduct, events=events)
    result = Run(rules, register, marks, scores, ranking, doubts + more)
    audit(ranking)
    return result


def _decisions(case: Case) -> list[Event]:
    """What happened beside the marks, which stands in the book of events and not in the rules file."""
    day = date(2026, 11, 20)
    decisions = [
        Event(Kind.TIE, day, d.get("tahap", FINAL), d["formasi"], tuple(d["urutan"]), basis=d["dasar"])
        for d in case.rules.get("keputusan", [])
    ]
    return [*decisions, *(_event(row, k) for k, row in enumerate(case.rules.get("peristiwa", [])))]


def _event(row: Mapping[str, Any], k: int) -> Event:
    """A row of the book of events of a case, a day each: ``jenis``, ``tahap``, ``formasi``, ``peserta``, ``surat``."""
    who = tuple(str(row["peserta"]).split())
    stage, formation = row.get("tahap", "akhir"), row.get("formasi", "")
    return Event(
        Kind(row["jenis"]),
        date(2026, 11, 20) + timedelta(days=k),
        stage,
        formation,
        who,
        letter=row.get("surat", "S/1"),
    )


BESIDE = ("keputusan", "peristiwa")  # of a case, but not of the rules file


def rules_of(data: dict[str, Any]) -> Rules:
    """The rules of a parsed rules file, which must be without fault."""
    return rules_from({key: value for key, value in data.items() if key not in BESIDE}, "aturan")


# --- the register -------------------------------------------------------------------------------------------


def _register(case: Case, rules: Rules, people: Sequence[Person]) -> Register:
    codes = sorted(case.formations)
    seats = [
        Formation(
            c, f.get("jabatan", ""), f.get("unit", ""), f.get("jenis", ""), f["kuota"], tuple(f.get("pendidikan", ()))
        )
        for c, f in sorted(case.formations.items())
    ]
    return Register(
        [p["nomor"] for p in people],
        [p["nama"] for p in people],
        np.array([codes.index(p["formasi"]) for p in people], dtype=np.intp),
        seats,
        {c: _trait(a, [p[c] for p in people]) for c, a in rules.applicants.attributes.items()},
    )


def _trait(attribute: AttributeRule, cells: list[Any]) -> Attribute:
    known = np.array([cell is not None for cell in cells], dtype=bool)
    texts = ["" if cell is None else str(cell) for cell in cells]
    if attribute.kind == "teks":
        return Attribute(texts, None, known, attribute.kind)
    figures = [Fraction(0) if cell is None else _figure(attribute, cell) for cell in cells]
    return Attribute(texts, Exact.of(figures), known, attribute.kind)


def _figure(attribute: AttributeRule, cell: Any) -> Fraction:
    if attribute.kind == "tanggal":
        return Fraction(cell.toordinal())
    if attribute.kind == "pilihan":
        return Fraction((attribute.choices or []).index(cell))
    return Fraction(cell)


# --- marks --------------------------------------------------------------------------------------------------


def _all_marks(
    sheets: Mapping[tuple[str, str], Mapping[str, Mark]], case: Case, rules: Rules, register: Register
) -> AllMarks:
    return {
        (s.code, c.code): replace(
            _marks(c, [sheets[s.code, c.code].get(n) for n in register.numbers]),
            called=np.isin(register.numbers, sorted(case.called[s.code])) if s.code in case.called else None,
        )
        for s in rules.stages
        for c in s.components
        if (s.code, c.code) in sheets
    }


def _with_make_ups(
    case: Case, rules: Rules, register: Register, marks: AllMarks
) -> tuple[AllMarks, dict[str, dict[str, MakeUp]]]:
    """The marks with those of the make-ups, and what was replaced, by stage and component."""
    found, held, again = dict(marks), {}, _all_marks(case.again, case, rules, register)
    for stage in rules.stages:
        mine = {c.code: again[stage.code, c.code] for c in stage.components if (stage.code, c.code) in again}
        found, made = with_make_ups(stage, found, mine)
        held |= {stage.code: made} if made else {}
    return found, held


def _determined(rows: Mapping[str, Mapping[str, Any]], register: Register) -> Determination:
    """A list of the central body, as intake delivers it."""
    mine: list[Mapping[str, Any]] = [rows.get(number, {}) for number in register.numbers]
    totals = [Fraction(0) if row.get("total") is None else Fraction(row["total"]) for row in mine]
    return Determination(
        np.array([bool(row) for row in mine]),
        np.array([FATES[row["kode"]] if row else Fate.NOT_REACHED for row in mine], dtype=np.int8),
        np.array([row.get("peringkat") or 0 for row in mine], dtype=np.int64),
        Exact.of(totals),
        np.array([row.get("total") is not None for row in mine]),
    )


def _marks(component: Component, cells: list[Mark | None]) -> Marks:
    if component.panel is None:
        return Marks(*_column([_entry(component, cell) for cell in cells]))
    raters = sorted({r for cell in cells if isinstance(cell, dict) for r in cell}) or ["penilai"]
    parts = tuple(_part(component, cells, r) for r in raters)
    states, counts = panel_states(list(parts), component.panel.required)
    return Marks(Exact.zeros(len(cells)), states, parts=parts, counts=counts)


def _part(component: Component, cells: list[Mark | None], rater: str) -> Marks:
    """One rater's marks, of aspects as intake weighs them."""
    aspects = component.panel.aspects if component.panel else None
    if aspects is None:
        return Marks(*_column([_vote(cell, rater) for cell in cells]), label=rater)
    parts = [Marks(*_column([_vote(cell, rater, name) for cell in cells]), label=name) for name in aspects.weights]
    states, _ = panel_states(parts, len(parts))
    return of_aspects(rater, parts, aspects, states, lambda _: None)


def _column(entries: list[Fraction | State]) -> tuple[Exact, np.ndarray]:
    """Values and states, as intake delivers them: zero where there is no number."""
    values = [e if isinstance(e, Fraction) else Fraction(0) for e in entries]
    states = [State.KNOWN if isinstance(e, Fraction) else e for e in entries]
    return Exact.of(values), np.array(states, dtype=np.int8)


def _entry(component: Component, cell: Mark | None) -> Fraction | State:
    """One cell of a component that no panel marks."""
    if cell is None:
        return State.NO_ROW
    if isinstance(cell, Decimal):
        return Fraction(cell)
    assert isinstance(cell, str), "only a panel has several marks"
    if cell in WORDS:
        return WORDS[cell]
    if component.requirement is not None:
        return Fraction(0) if cell in component.requirement.passes else State.FAILED
    points = (component.categories or {})[cell]
    return Fraction(points) if isinstance(points, Decimal) else State.FAILED


def _vote(cell: Mark | None, rater: str, aspect: str = "") -> Fraction | State:
    """One rater's mark of one applicant, or of one aspect."""
    if isinstance(cell, dict):
        if rater not in cell:
            return State.NO_ROW
        mark = cell[rater][aspect] if aspect and cell[rater] is not None else cell[rater]
        return State.BLANK if mark is None else Fraction(mark)
    return State.NO_ROW if cell is None else WORDS[str(cell)]


# --- cases worked by hand -----------------------------------------------------------------------------------

BASE = tomllib.loads("""
seleksi = { nama = "Seleksi Contoh", instansi = "Instansi Contoh", tahun = 2026, dasar = "Keputusan Contoh" }
pembulatan = { nilai = "tanpa", skala = "tanpa", bobot = "tanpa", akhir = "tanpa" }
""")


def selection(rules: str, people: str, **quotas: int) -> Run:
    """Carry a case worked by hand through the core.

    Args:
        rules: TOML that says only what the test is about; see ``case``.
        people: a table, see ``case``.
        quotas: seats of each formation; one formation A with one seat if not given.
    """
    return run(case(rules, people, **quotas))


def case(rules: str, people: str, **quotas: int) -> Case:
    """A case worked by hand.

    ``people`` is a table: the first line names the columns (``nomor``, ``formasi``, ``tahap.komponen``,
    ``pelamar.atribut``), each further line is one applicant. A dot is a blank, ``80/70/.`` a panel's three marks, of
    which one is blank. Without a column ``formasi`` everybody applies for A. Formations with more to say than a quota
    stand in the rules as ``[formasi]``, by their code. A column ``tahap.dipanggil`` says who was called: ya or tidak.
    """
    data = {**BASE, **tomllib.loads(rules, parse_float=Decimal)}
    formations = {code: {"kuota": quota, "jenis": "", "jabatan": code} for code, quota in quotas.items()}
    formations = data.pop("formasi", None) or formations or {"A": {"kuota": 1, "jabatan": "A"}}
    data["pelamar"] = {"berkas": "data/pelamar.xlsx", **data.get("pelamar", {})}
    data["formasi"] = {"daftar": [{"kode": c, **f} for c, f in formations.items()]}
    data["tahap"] = [_filled_in(stage) for stage in data["tahap"]]
    return Case(data, *_people(people, data, formations), _called(people, data))


def _filled_in(stage: dict[str, Any]) -> dict[str, Any]:
    """A stage with the names and files that no test is about."""
    components = [{"nama": c["kode"].upper(), **c} for c in stage["komponen"]]
    extra = {"nama": stage["kode"].title(), "berkas": f"data/{stage['kode']}.xlsx"}
    return {**extra, **stage, "komponen": components}


def _people(
    text: str, data: dict[str, Any], formations: dict[str, Any]
) -> tuple[list[Person], dict[str, Any], dict[tuple[str, str], dict[str, Mark]]]:
    header, *lines = [line.split() for line in text.strip().splitlines()]
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    kinds = {c: a.get("jenis", "teks") for c, a in data["pelamar"].get("atribut", {}).items()}
    people = [
        {"nomor": row["nomor"], "nama": f"Peserta {row['nomor']}", "formasi": row.get("formasi", "A")}
        | {code: _attribute_cell(kind, row[f"pelamar.{code}"]) for code, kind in kinds.items()}
        for row in rows
    ]
    marks = {
        (s["kode"], c["kode"]): {row["nomor"]: _mark_cell(row[f"{s['kode']}.{c['kode']}"]) for row in rows}
        for s in data["tahap"]
        for c in s["komponen"]
    }
    return people, formations, marks


def _called(text: str, data: dict[str, Any]) -> dict[str, frozenset[str]]:
    header, *lines = [line.split() for line in text.strip().splitlines()]
    at = {
        s["kode"]: header.index(f"{s['kode']}.dipanggil") for s in data["tahap"] if f"{s['kode']}.dipanggil" in header
    }
    number = header.index("nomor")
    return {code: frozenset(line[number] for line in lines if line[k] == "ya") for code, k in at.items()}


def _attribute_cell(kind: str, text: str) -> object:
    if text == ".":
        return None
    if kind == "tanggal":
        return date.fromisoformat(text)
    return Decimal(text) if kind == "angka" else text


def _mark_cell(text: str) -> Mark:
    if "/" in text:
        return {f"Penilai {i}": None if m == "." else Decimal(m) for i, m in enumerate(text.split("/"), 1)}
    if re.fullmatch(r"-?[0-9.]*[0-9]", text):
        return Decimal(text)
    return "" if text == "." else text
