"""A second, slow and obvious implementation of the rules, which the fast one must agree with.

It is written from the specification, one applicant at a time, with fractions, tuples and ``sorted``; it imports
nothing of asnrekrut and works on plain data: the rules as ``tomllib`` reads them, with Indonesian keys.
"""

from __future__ import annotations

import calendar
import hashlib
import math
import operator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable

Person = dict[str, Any]
Table = dict[str, Any]
Mark = Decimal | str | dict[str, Any]  # by rater a number, a number by aspect, or None
Reading = Fraction | str
Step = tuple[int, str] | None

STATES = {"TH": "tidak_hadir", "APS": "mengundurkan_diri", "DIS": "diskualifikasi"}
MISSING = {"kosong": "E401", "tanpa baris": "E402", "kurang": "E403"}
MOST_SEVERE_FIRST = ("diskualifikasi", "mengundurkan_diri", "tidak_hadir", "tidak_dipanggil", "gugur")
BLANK = (1, Fraction(0))  # sorts behind every figure
COMPARED = {
    "minimal": operator.ge,
    "maksimal": operator.le,
    "lebih_dari": operator.gt,
    "kurang_dari": operator.lt,
    "sejak": operator.ge,
    "sampai": operator.le,
    "sesudah": operator.gt,
    "sebelum": operator.lt,
}


def fits(fact: Any, wanted: Any) -> bool:
    """Whether a fact is one of the wanted words or figures, or lies in a range."""
    if isinstance(wanted, dict):
        return fact is not None and all(COMPARED[how](fact, bound) for how, bound in wanted.items())
    if isinstance(fact, str):
        return fact.casefold() in [word.casefold() for word in wanted]
    return fact is not None and fact in wanted


class Case(Struct, frozen=True):
    """One selection as plain data.

    Attributes:
        rules: the rules file, as ``tomllib.loads(text, parse_float=Decimal)`` gives it.
        applicants: ``nomor``, ``nama``, ``formasi``, and each attribute by its code (None: blank).
        formations: by code: ``kuota``, ``jenis``, ``jabatan``, ``unit``.
        marks: by (stage, component), then by participant number: a number, a word (a category, a state, ``""`` for
            blank), or for a panel each rater's number (None: blank). No entry: no row.
        called: by stage, the numbers of those called to it; no entry: no list, everybody is called.
        repeat: marks of the exam that those who are tied sit again, by participant number.
        again: the make-up sheets, as ``marks``.
        lists: what the central body determined: by stage, or under ``akhir``, then by participant number ``kode`` (a
            key of ``[tahap.kode_hasil]`` or ``[kode_akhir]``), ``peringkat`` and ``total``; None is a blank cell.
    """

    rules: Table
    applicants: list[Person]
    formations: dict[str, Table]
    marks: dict[tuple[str, str], dict[str, Mark]]
    called: dict[str, frozenset[str]] = field(default_factory=dict)
    repeat: dict[str, Decimal] = field(default_factory=dict)
    again: dict[tuple[str, str], dict[str, Mark]] = field(default_factory=dict)
    lists: dict[str, dict[str, Table]] = field(default_factory=dict)


class Figures(Struct, frozen=True):
    """What one applicant has at one stage; None for what only a list could say and does not."""

    marks: dict[str, Fraction]
    total: Fraction | None
    value: Fraction | None
    weighted: Fraction | None


class Outcome(Struct):
    """What becomes of one applicant.

    Attributes:
        fate: the key of ``[kode_akhir]``; '' where the formation is not decided yet.
        stage: the stage that the applicant did not get beyond; None for finalists.
        rank: in the end; it and the cuts are there as soon as they were compared, even if a tie is still open.
        cuts: the rank in each stage's shortlist.
        seat: ``kursi`` or ``nominasi``; '' for neither.
    """

    fate: str = ""
    stage: str | None = None
    figures: dict[str, Figures] = field(default_factory=dict)
    final: Fraction | None = None
    rank: int | None = None
    cuts: dict[str, int] = field(default_factory=dict)
    seat: str = ""


class Verdict(Struct, frozen=True):
    """The result of a selection.

    Attributes:
        ties: open ties: (stage or None, formation, members, places for them).
        findings: sorted pairs of a code and whom it is about (E503, E504: the formation).
    """

    outcomes: dict[str, Outcome]
    ties: set[tuple[str | None, str, frozenset[str], int]]
    findings: list[tuple[str, str]]


def decide(case: Case) -> Verdict:
    """Carry a selection out."""
    return _Oracle(case).verdict()


# --- numbers ------------------------------------------------------------------------------------------------


def added(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


def rounded(x: Fraction, step: Step) -> Fraction:
    """R of the specification; None does not round."""
    if step is None:
        return x
    decimals, rule = step
    shifted = x * 10**decimals
    size = {
        "setengah ke atas": math.floor(abs(shifted) + Fraction(1, 2)),
        "setengah ke genap": round(abs(shifted)),  # Python rounds halves to even
        "ke bawah": math.floor(abs(shifted)),
    }[rule]
    return Fraction(size if x >= 0 else -size, 10**decimals)


def combined(marks: list[Fraction], method: str) -> Fraction:
    """A panel's marks as one."""
    if method == "median":
        return Fraction(median(marks))
    if method == "rata-rata terpangkas":
        marks = sorted(marks)[1:-1]
    return added(marks) / len(marks)


def votes(component: Table, cell: dict[str, Any]) -> list[Fraction]:
    """The marks of the raters who gave one; of aspects their sum by weight."""
    given = [vote for vote in cell.values() if vote is not None]
    if "aspek" not in component["panel"]:
        return [Fraction(vote) for vote in given]
    weights = component["panel"]["aspek"]["bobot"]
    return [added(Fraction(weights[name]) / 100 * Fraction(mark) for name, mark in vote.items()) for vote in given]


def highest(component: Table) -> Fraction:
    """The highest mark possible."""
    if "maksimum" in component:
        return Fraction(component["maksimum"])
    return max(Fraction(v) for v in component["kategori"].values() if v != "gugur")


def scored(stage: Table) -> list[Table]:
    return [c for c in stage["komponen"] if "syarat" not in c]


def lot(seed: str, number: str) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


# --- the selection ------------------------------------------------------------------------------------------


class _Oracle:
    def __init__(self, case: Case) -> None:
        self.case, self.rules = case, case.rules
        self.people = sorted(case.applicants, key=lambda p: p["nomor"])
        self.outcomes = {p["nomor"]: Outcome() for p in self.people}
        self.ties: set[tuple[str | None, str, frozenset[str], int]] = set()
        self.doubts: list[tuple[str, str]] = []
        self.used: list[Table] = []
        self.decided: set[tuple[str, str]] = set()  # stage and formation, when they were led through
        self.unclear: set[str] = set()  # formations whose order hangs on something that is blank
        self.ended: set[str] = set()  # who came to the end, decided or not
        self.computed: dict[str, dict[str, Figures]] = {p["nomor"]: {} for p in self.people}  # also by lists alone

    def verdict(self) -> Verdict:
        done = {code for code in sorted(self.case.formations) if self.lead_through(code)}
        self.decided |= {("akhir", code) for code in done}
        for d in (d for d in self.rules.get("keputusan", []) if d not in self.used):
            stage = d.get("tahap", "akhir")
            open_ones = {number for tie in self.ties if (tie[0] or "akhir") == stage for number in tie[2]}
            if (stage, d["formasi"]) in self.decided and not open_ones & set(d["urutan"]):
                self.doubts.append(("E504", d["formasi"]))
        self.appoint(done)
        findings = self.doubts + [f for p in self.people for f in self.bonus_doubts(p)]
        return Verdict(self.outcomes, self.ties, sorted(findings))

    def lead_through(self, formation: str) -> bool:
        """Carry one formation as far as it can be decided, as if there were no other; whether that is to the end."""
        active: list[Person] | None = self.of(formation)
        for stage in self.rules["tahap"]:
            if stage["kode"] in self.case.lists:
                active = self.lead_by_list(stage, formation, active)
            elif active is not None:
                active = self.lead_on(stage, formation, active)
            else:  # a list of a later stage may still lead on, and then their figures count
                self.note_figures(stage, formation, [])
            self.decided |= set() if active is None else {(stage["kode"], formation)}
        if "penetapan" in self.rules["peringkat"]:
            return self.end_by_list(formation, active)
        if active is None:
            return False
        fates = self.fill_seats(formation, active)
        self.ended |= {p["nomor"] for p in active}
        if self.stops(formation):
            return False
        kind = "nominasi" if "nominasi" in self.rules["peringkat"] else "kursi"
        for number, fate in fates.items():
            seat = kind if fate == "lulus" else ""
            self.outcomes[number].fate, self.outcomes[number].seat = "diajukan" if seat == "nominasi" else fate, seat
        return True

    def lead_on(self, stage: Table, formation: str, active: list[Person]) -> list[Person] | None:
        """Carry one formation through a stage: who goes on; None where that cannot be decided."""
        missing = [m for p in active for m in (*self.missing(stage, p), *self.untold(stage, p))]
        self.doubts += [("P465", formation)] if missing and self.listed_after(stage, formation) else missing
        self.note_figures(stage, formation, active)
        if missing:
            return None
        fates = self.gate(stage, active)
        passed = [p for p in active if p["nomor"] not in fates]
        fates |= self.cut(stage, formation, passed)
        if self.stops(formation):
            return None
        for number, fate in fates.items():
            self.outcomes[number].fate, self.outcomes[number].stage = fate, stage["kode"]
        return [p for p in passed if p["nomor"] not in fates]

    def of(self, formation: str) -> list[Person]:
        return [p for p in self.people if p["formasi"] == formation]

    # --- what the central body determines -------------------------------------------------------------------

    def lead_by_list(self, stage: Table, formation: str, active: list[Person] | None) -> list[Person] | None:
        """The same where a list says who goes on, whoever was out and whatever lacked before."""
        code = stage["kode"]
        if not self.is_listed(code, formation):
            self.doubts += [("E439", formation)] if active else []
            self.note_figures(stage, formation, active or [])
            return None if active is None or active else []
        active = self.still_running(formation, active)
        fates = self.by_list(code, formation, active, "tidak_lanjut")
        self.note_figures(stage, formation, [p for p in self.of(formation) if p in active or p["nomor"] in fates])
        for number, fate in fates.items():
            self.outcomes[number].fate = "" if fate == "lanjut" else fate
            self.outcomes[number].stage = None if fate == "lanjut" else code
        return [p for p in self.of(formation) if fates.get(p["nomor"]) == "lanjut"]

    def still_running(self, formation: str, active: list[Person] | None) -> list[Person]:
        """Who is in the running when a list decides; what was open in the formation before is so no more."""
        self.ties = {tie for tie in self.ties if tie[1] != formation}
        self.unclear.discard(formation)
        return [p for p in self.of(formation) if not self.outcomes[p["nomor"]].fate] if active is None else active

    def listed_after(self, stage: Table, formation: str) -> bool:
        """Whether a list of a later stage, or of the end, says something of a formation."""
        codes = [*(s["kode"] for s in self.rules["tahap"]), "akhir"]
        later = codes[codes.index(stage["kode"]) + 1 :]
        return any(code in self.case.lists and self.is_listed(code, formation) for code in later)

    def is_listed(self, stage: str, formation: str) -> bool:
        """Whether a list says anything of a formation; one of which it says nothing waits."""
        return any(p["nomor"] in self.case.lists[stage] for p in self.of(formation))

    def by_list(self, stage: str, formation: str, active: list[Person], unlisted: str) -> dict[str, str]:
        """The fates that a list gives, also to those who had stopped, unless it only says the same of them.

        Args:
            unlisted: the fate of those in the running of whom it says nothing.
        """
        listed, fates = self.case.lists[stage], {}
        for p in self.of(formation):
            number, running = p["nomor"], p in active
            if number in listed and (running or listed[number]["kode"] != (self.outcomes[number].fate or "lanjut")):
                fates[number] = listed[number]["kode"]
                self.doubts += [] if running else [("P455", number)]
            elif number not in listed and running:
                fates[number] = unlisted
                self.doubts.append(("P454", number))
        return fates

    def end_by_list(self, formation: str, active: list[Person] | None) -> bool:
        """The end as a list gives it: fates, ranks and final scores; without a list nothing is decided."""
        listed = self.case.lists.get("akhir", {})
        if not listed or not self.is_listed("akhir", formation):
            self.doubts += [("E439", formation)] if listed and active else []
            return bool(listed) and active == []
        active = self.still_running(formation, active)
        fates = self.by_list("akhir", formation, active, "tidak_lulus")
        for number, fate in fates.items():
            row, outcome = listed.get(number, {}), self.outcomes[number]
            outcome.fate, outcome.rank = fate, row.get("peringkat")
            outcome.stage = None if fate in ("lulus", "cadangan", "tidak_lulus") else "akhir"
            outcome.seat = "kursi" if fate == "lulus" else ""
            if outcome.rank and any("bobot" in s for s in self.rules["tahap"]):
                outcome.final = self.given("akhir", number)
        return True

    def given(self, stage: str, number: str) -> Fraction | None:
        """The total that a list gives somebody."""
        total = self.case.lists[stage].get(number, {}).get("total")
        return None if total is None else Fraction(total)

    # --- who appoints ---------------------------------------------------------------------------------------

    def appoint(self, decided: set[str]) -> None:
        """Whoever is appointed has a seat in the place of the nomination, as long as there are seats."""
        for e in (e for e in self.rules.get("peristiwa", []) if e["jenis"] == "pengangkatan"):
            number, formation = e["peserta"], e["formasi"]
            own = next(p["formasi"] for p in self.people if p["nomor"] == number)
            if number in self.ended and own not in decided:
                continue
            seats = sum(self.outcomes[p["nomor"]].seat == "kursi" for p in self.of(own))
            fits = number in self.ended and own == formation and self.outcomes[number].seat == "nominasi"
            if fits and seats < self.case.formations[own]["kuota"]:
                self.outcomes[number].fate, self.outcomes[number].seat = "lulus", "kursi"
            else:
                self.doubts.append(("E609", number))

    def stops(self, formation: str) -> bool:
        """Whether a tie is open in a formation, or its order hangs on something that is blank."""
        return formation in self.unclear or any(tie[1] == formation for tie in self.ties)

    # --- facts about a person -------------------------------------------------------------------------------

    def fact(self, reference: str, p: Person) -> Any:
        """``formasi.jenis`` or ``pelamar.ipk``; None is blank."""
        head, _, name = reference.partition(".")
        if head == "formasi":
            return ({"kode": p["formasi"]} | self.case.formations[p["formasi"]])[name]
        return p[name]

    def meets(self, conditions: Table, p: Person) -> bool:
        return all(fits(self.fact(reference, p), wanted) for reference, wanted in conditions.items())

    def own_thresholds(self, p: Person) -> Table:
        for group in self.rules.get("kelompok", []):
            if self.meets(group["bila"], p):
                return group["ambang"]
        return {}

    # --- bonuses --------------------------------------------------------------------------------------------

    def bonus(self, bonus: Table, p: Person) -> Fraction:
        """What one bonus is worth to one person."""
        factor = self.fact(bonus["kali"], p) if "kali" in bonus else 1
        if not self.meets(bonus["bila"], p) or self.fact(bonus["bukti"], p) is None or factor is None:
            return Fraction(0)
        amount = self.base(bonus) * Fraction(factor)
        return min(amount, Fraction(bonus["maksimum"])) if "maksimum" in bonus else amount

    def base(self, bonus: Table) -> Fraction:
        if "nilai" in bonus:
            return Fraction(bonus["nilai"])
        return Fraction(bonus["persen"]) / 100 * self.target_top(bonus["pada"])

    def target_top(self, target: str) -> Fraction:
        for stage in self.rules["tahap"]:
            for component in stage["komponen"]:
                if f"{stage['kode']}.{component['kode']}" == target:
                    return highest(component)
        return Fraction(self.rules["peringkat"].get("nilai_tertinggi", 100))  # the final score

    def bonuses_on(self, target: str, p: Person, *, late: bool) -> Fraction:
        """Everything added to a target; without ``late`` only what counts before thresholds."""
        counting = [b for b in self.rules.get("bonus", []) if late or b.get("sebelum_ambang", True)]
        return added(self.bonus(b, p) for b in counting if b["pada"] == target)

    def bonus_doubts(self, p: Person) -> list[tuple[str, str]]:
        """Due without evidence, evidence without being due, or a factor that is blank."""
        found = []
        for b in self.rules.get("bonus", []):
            due, proof = self.meets(b["bila"], p), self.fact(b["bukti"], p) is not None
            if due != proof:
                found.append(("E501" if due else "P401", p["nomor"]))
            if due and proof and "kali" in b and self.fact(b["kali"], p) is None:
                found.append(("E502", p["nomor"]))
        return found

    # --- marks ----------------------------------------------------------------------------------------------

    def reading(self, stage: Table, component: Table, p: Person) -> Reading:
        """A number, or the word for why there is none; a requirement that is met reads ``lolos``.

        An absence may count as zero, but zero does not meet a requirement.
        """
        found = self.present(stage, component, p)
        called = self.case.called.get(stage["kode"])
        if called is not None and p["nomor"] not in called and found not in ("mengundurkan_diri", "diskualifikasi"):
            return "tidak_dipanggil"
        if found in ("kosong", "tanpa baris") and stage.get("kosong") == "tidak hadir":
            found = "tidak_hadir"
        counts_zero = found == "tidak_hadir" and stage.get("tidak_hadir") == "nol" and "syarat" not in component
        return Fraction(0) if counts_zero else found

    def present(self, stage: Table, component: Table, p: Person) -> Reading:
        """What was delivered; zero in all components that have marks may mean an absence."""
        cells = [self.cell(stage, c, p) for c in scored(stage)]
        return "tidak_hadir" if self.all_zero(stage, component, cells) else self.delivered(stage, component, p)

    def all_zero(self, stage: Table, component: Table, cells: list[Mark | None]) -> bool:
        """Whether these cells of a stage's marks say that somebody was absent from one of its components."""
        if "syarat" in component or stage.get("semua_nol") != "tidak hadir":
            return False
        return all(self.is_zero(c, cell) for c, cell in zip(scored(stage), cells, strict=True))

    def is_zero(self, component: Table, cell: Mark | None) -> bool:
        """Whether a mark is zero before it is rounded; a panel needs as many as the rules ask for."""
        if isinstance(cell, dict):
            marks = votes(component, cell)
            enough = len(marks) >= component["panel"]["minimal"]
            return enough and combined(marks, component["panel"].get("gabung", "rata-rata")) == 0
        return cell == 0 or (cell in component.get("kategori", {}) and component["kategori"][cell] == 0)

    def cell(self, stage: Table, component: Table, p: Person) -> Mark | None:
        """What stands on the mark sheet, or on the make-up's for whoever was absent or had no row; None for no row."""
        key, number = (stage["kode"], component["kode"]), p["nomor"]
        own, other = self.case.marks[key].get(number), self.case.again.get(key, {}).get(number)
        day = [self.case.marks[stage["kode"], c["kode"]].get(number) for c in scored(stage)]
        said = "tidak_hadir" if self.all_zero(stage, component, day) else self.said(stage, component, own)
        away = said == "tidak_hadir" or (said == "kosong" and stage.get("kosong") == "tidak hadir")
        return own if other is None or not (away or own is None) else other

    def delivered(self, stage: Table, component: Table, p: Person) -> Reading:
        return self.said(stage, component, self.cell(stage, component, p))

    def said(self, stage: Table, component: Table, cell: Mark | None) -> Reading:
        """What a cell says; None is no row."""
        if cell is None:
            return "tanpa baris"
        if isinstance(cell, dict):
            return self.panel(stage, component, votes(component, cell))
        if isinstance(cell, Decimal):
            return Fraction(cell)
        return "kosong" if cell == "" else STATES.get(cell) or self.word(component, cell)

    def panel(self, stage: Table, component: Table, marks: list[Fraction]) -> Reading:
        panel = component["panel"]
        if len(marks) < panel["minimal"]:
            return "kurang" if marks else "kosong"
        return rounded(combined(marks, panel.get("gabung", "rata-rata")), self.step("nilai", stage))

    def word(self, component: Table, word: str) -> Reading:
        if "syarat" in component:
            return "lolos" if word in component["syarat"]["lolos"] else "gugur"
        value = component["kategori"][word]
        return "gugur" if value == "gugur" else Fraction(value)

    def readings(self, stage: Table, p: Person) -> dict[str, Reading]:
        return {c["kode"]: self.reading(stage, c, p) for c in stage["komponen"]}

    def out(self, stage: Table, p: Person) -> str | None:
        """The most severe word among a stage's readings that ends the way of an applicant."""
        found = [*self.readings(stage, p).values(), *self.left(stage, p)]
        return next((word for word in MOST_SEVERE_FIRST if word in found), None)

    def left(self, stage: Table, p: Person) -> list[str]:
        """By which events somebody left at a stage."""
        rows = [
            e for e in self.rules.get("peristiwa", []) if e["tahap"] == stage["kode"] and e["peserta"] == p["nomor"]
        ]
        return [row["jenis"].replace(" ", "_") for row in rows]

    def missing(self, stage: Table, p: Person) -> list[tuple[str, str]]:
        """What somebody who is not out anyway still lacks."""
        if self.out(stage, p) or self.unfit(stage, p):
            return []
        found = self.readings(stage, p).values()
        return [(MISSING[r], p["nomor"]) for r in found if isinstance(r, str) and r in MISSING]

    # --- demands ------------------------------------------------------------------------------------------

    def met(self, demand: Table, p: Person) -> bool | None:
        """Whether somebody meets a demand; None: it cannot be told, and holds the formation up."""
        if not self.meets(demand.get("untuk", {}), p):
            return True
        needed = [
            *demand.get("bila", {}),
            *filter(None, [demand.get("pendidikan"), demand.get("usia", {}).get("lahir")]),
        ]
        if any(self.fact(reference, p) is None for reference in needed):
            return {"berhenti": None, "gugur": False, "lolos": True}[demand.get("kosong", "berhenti")]
        if "pendidikan" in demand:
            names = [name.casefold() for name in self.case.formations[p["formasi"]]["pendidikan"]]
            return self.fact(demand["pendidikan"], p).casefold() in names
        return self.of_age(demand["usia"], p) if "usia" in demand else self.meets(demand["bila"], p)

    def of_age(self, rule: Table, p: Person) -> bool | None:
        own = next((one for one in rule.get("kecuali", []) if self.meets(one["bila"], p)), {})
        limits = {key: own.get(key, rule.get(key)) for key in ("minimal", "maksimal")}
        ways = [rule["kabisat"]] if "kabisat" in rule else ["28 Februari", "1 Maret"]
        answers = {between_limits(rule, self.fact(rule["lahir"], p), **limits, leap_day=way) for way in ways}
        return answers.pop() if len(answers) == 1 else None

    def unfit(self, stage: Table, p: Person) -> bool:
        return any(self.met(demand, p) is False for demand in stage.get("ketentuan", []))

    def untold(self, stage: Table, p: Person) -> list[tuple[str, str]]:
        """The demands of which nobody can tell; of somebody who is out anyway that does not matter."""
        if self.out(stage, p) or self.unfit(stage, p):
            return []
        return [("E432", p["nomor"]) for demand in stage.get("ketentuan", []) if self.met(demand, p) is None]

    # --- stages ---------------------------------------------------------------------------------------------

    def step(self, name: str, stage: Table | None = None) -> Step:
        """How a step rounds: as the stage says, else as ``[pembulatan]`` says."""
        general = self.rules["pembulatan"]
        own = (stage or {}).get("pembulatan", {}).get(name)
        chosen = general[name] if own is None else own
        if chosen == "tanpa":
            return None
        if isinstance(chosen, dict):
            return chosen["desimal"], chosen["cara"]
        return chosen, general.get("cara", "setengah ke atas")

    def figures(self, stage: Table, p: Person, *, late: bool = True) -> Figures:
        """A stage's figures; without ``late`` as the thresholds see them."""
        marks = {}
        for c in scored(stage):
            bare = self.reading(stage, c, p)
            if not isinstance(bare, Fraction):
                continue  # (a list may let somebody in all the same)
            marked = isinstance(self.present(stage, c, p), Fraction)  # not merely counted as zero
            bonuses = self.bonuses_on(f"{stage['kode']}.{c['kode']}", p, late=late) if marked else Fraction(0)
            marks[c["kode"]] = min(bare + bonuses, highest(c))
        complete = self.is_complete(stage, p)
        total, value = (added(marks.values()), self.value(stage, marks)) if complete else (None, None)
        if late and scored(stage) and stage["kode"] in self.case.lists:  # its total counts, not ours
            given = self.given(stage["kode"], p["nomor"])
            if "bobot" in scored(stage)[0]:
                value = given
            else:
                total, value = given, None if given is None else self.scaled(stage, given)
        return Figures(marks, total, value, self.weighted(stage, value))

    def scaled(self, stage: Table, total: Fraction) -> Fraction:
        """The stage's mark of a plain sum."""
        share = total / added(highest(c) for c in scored(stage))
        return rounded(share * Fraction(stage.get("skala", 100)), self.step("skala", stage))

    def value(self, stage: Table, marks: dict[str, Fraction]) -> Fraction | None:
        parts = scored(stage)
        if not parts:
            return None
        if "bobot" not in parts[0]:
            return self.scaled(stage, added(marks.values()))
        share = added(Fraction(c["bobot"]) / 100 * marks[c["kode"]] / highest(c) for c in parts)
        return rounded(share * Fraction(stage.get("skala", 100)), self.step("skala", stage))

    def weighted(self, stage: Table, value: Fraction | None) -> Fraction | None:
        if value is None or "bobot" not in stage:
            return None
        exact = value * Fraction(stage["bobot"]) / Fraction(stage.get("skala", 100))
        return rounded(exact, self.step("bobot", stage))

    def note_figures(self, stage: Table, formation: str, active: list[Person]) -> None:
        """The figures of everyone who has all marks; they are shown of those who are still there."""
        for p in self.of(formation):
            figures = self.figures(stage, p)
            self.computed[p["nomor"]][stage["kode"]] = figures  # (a list may let in whoever was out before)
            if self.is_complete(stage, p) and p in active:
                self.outcomes[p["nomor"]].figures[stage["kode"]] = figures

    def is_complete(self, stage: Table, p: Person) -> bool:
        """Whether somebody is there at a stage, with all marks."""
        return not self.out(stage, p) and not any(r in MISSING for r in self.readings(stage, p).values())

    def gate(self, stage: Table, active: list[Person]) -> dict[str, str]:
        """The fate of those who do not get through a stage."""
        fates = {
            p["nomor"]: self.out(stage, p)
            or ("gugur" if self.below(stage, p, self.own_thresholds(p)) or self.unfit(stage, p) else None)
            for p in active
        }
        return {number: fate for number, fate in fates.items() if fate}

    def below(self, stage: Table, p: Person, own: Table) -> bool | None:
        """Whether any figure lies below its threshold, the general one or that of a group; None: it cannot be told."""
        code, seen = stage["kode"], self.figures(stage, p, late=False)
        bounds = [(f"{code}.{c['kode']}", c.get("ambang"), seen.marks.get(c["kode"])) for c in scored(stage)]
        bounds += [(f"{code}.jumlah", stage.get("ambang_jumlah"), seen.total), (code, stage.get("ambang"), seen.value)]
        answers = [
            None if figure is None else figure < Fraction(bound)
            for key, general, figure in bounds
            if (bound := own.get(key, general)) is not None and bound != "tanpa"
        ]
        return True if True in answers else None if None in answers else False

    # --- order ----------------------------------------------------------------------------------------------

    def key(self, text: str, p: Person, interim_after: int) -> tuple[int, Fraction]:
        """One key as a pair that sorts the better first."""
        name, _, direction = (part.strip() for part in text.partition(":"))
        if name == "ambang_umum":
            reached = self.rules["tahap"][: interim_after + 1]
            answers = [self.below(stage, p, {}) for stage in reached]
            return BLANK if None in answers and True not in answers else (0, Fraction(True in answers))
        if name.startswith("pelamar."):
            figure = self.attribute(name.removeprefix("pelamar."), p)
        else:
            figure = self.figure(name, p, interim_after)
        if figure is None:
            return BLANK
        kind = self.rules["pelamar"]["atribut"][name[8:]]["jenis"] if name.startswith("pelamar.") else "angka"
        smaller_first = kind == "pilihan" or direction in ("terkecil", "tertua")
        return 0, figure if smaller_first else -figure

    def attribute(self, code: str, p: Person) -> Fraction | None:
        value, attribute = p[code], self.rules["pelamar"]["atribut"][code]
        if value is None:
            return None
        if attribute["jenis"] == "tanggal":
            return Fraction(value.toordinal())
        if attribute["jenis"] == "pilihan":
            return Fraction(attribute["pilihan"].index(value))
        return Fraction(value)

    def figure(self, name: str, p: Person, interim_after: int) -> Fraction | None:
        figures = self.computed[p["nomor"]]
        if name == "akhir":
            return self.final(p)
        if name == "sementara":
            return self.weighted_sum(p, self.rules["tahap"][: interim_after + 1])
        stage, _, part = name.partition(".")
        if stage not in figures:
            return None  # of whom a list let in without marks
        if part == "jumlah":
            return figures[stage].total
        return figures[stage].marks.get(part) if part else figures[stage].value

    def weighted_sum(self, p: Person, stages: list[Table]) -> Fraction | None:
        """The sum of the weighted stages; None where one of them has no figure."""
        figures = self.computed[p["nomor"]]
        parts = [figures[s["kode"]].weighted if s["kode"] in figures else None for s in stages if "bobot" in s]
        return None if None in parts else added(part for part in parts if part is not None)

    def final(self, p: Person) -> Fraction | None:
        weighted = self.weighted_sum(p, self.rules["tahap"])
        if weighted is None:
            return None
        bonus = self.bonuses_on("akhir", p, late=True)
        if "bonus_maksimum" in self.rules["peringkat"]:
            bonus = min(bonus, Fraction(self.rules["peringkat"]["bonus_maksimum"]))
        return rounded(weighted + bonus, self.step("akhir"))

    # --- cuts and seats -------------------------------------------------------------------------------------

    def cut(self, stage: Table, formation: str, passed: list[Person]) -> dict[str, str]:
        """The fate of those who passed but are beyond the number that goes on."""
        rule = stage.get("lanjut")
        if rule is None or not passed:
            return {}
        quota = self.case.formations[formation]["kuota"]
        places = rule["kali_kuota"] * quota if "kali_kuota" in rule else rule["jumlah"]
        ranks = self.ranks(passed, rule, stage, places, places, rule.get("seri", "ikut semua"))
        for number, rank in ranks.items():
            self.outcomes[number].cuts[stage["kode"]] = rank
        return {number: "tidak_lanjut" for number, rank in ranks.items() if rank > places}

    def fill_seats(self, formation: str, finalists: list[Person]) -> dict[str, str]:
        """The fate of everyone who came through all stages."""
        if not finalists:
            if "ujian_ulang" in self.rules["peringkat"]:
                self.sat_again(formation, {})
            return {}
        rule, quota = self.rules["peringkat"], self.case.formations[formation]["kuota"]
        quota = rule.get("nominasi", quota) if quota else 0  # so many names, whatever the quota
        listed = quota + rule.get("cadangan", 0) if quota else 0
        ranks = self.ranks(finalists, rule, None, quota, listed, rule.get("seri", "berhenti"))
        if rule.get("seri") == "ikut semua":  # more of them may have a seat than there are
            listed = max(quota, sum(rank <= quota for rank in ranks.values())) + rule.get("cadangan", 0)
        listed = listed if quota else 0  # what was not opened has no reserves
        for p in finalists:
            outcome = self.outcomes[p["nomor"]]
            outcome.rank = ranks[p["nomor"]]
            if any("bobot" in s for s in self.rules["tahap"]):
                outcome.final = self.final(p)
        return {
            number: "lulus" if rank <= quota else "cadangan" if rank <= listed else "tidak_lulus"
            for number, rank in ranks.items()
        }

    def ranks(
        self, people: list[Person], rule: Table, stage: Table | None, places: int, listed: int, ties: str
    ) -> dict[str, int]:
        """Shared ranks within one formation, ties that matter broken as the rules say."""
        after = self.rules["tahap"].index(stage) if stage else len(self.rules["tahap"])
        keys = {p["nomor"]: tuple(self.key(t, p, after) for t in rule["urut"]) for p in people}
        if stage is None and "ujian_ulang" in rule:
            keys = self.sat_again(people[0]["formasi"], keys)
        unclear = [people[0]["formasi"]] * undecidable(list(keys.values()))
        self.doubts += [("E503", formation) for formation in unclear]
        self.unclear |= {*unclear}
        ranks = {n: 1 + sum(other < own for other in keys.values()) for n, own in keys.items()}
        for first in sorted(set(ranks.values())):
            tied = sorted(n for n, rank in ranks.items() if rank == first)
            last = first + len(tied) - 1
            if len(tied) == 1:
                continue
            matters = first <= listed and last > places
            order = self.broken(tied, stage, people[0]["formasi"], rule, ties if matters else "")
            for k, number in enumerate(order or []):
                ranks[number] = first + k
            if order is None and matters and (ties == "undian" or (ties == "berhenti" and first <= places)):
                room = max(places - first + 1, 0)
                self.ties.add((stage["kode"] if stage else None, people[0]["formasi"], frozenset(tied), room))
        return ranks

    def sat_again(self, formation: str, keys: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        """The keys with the mark of the exam that was repeated, for ties of which everybody has one."""
        again = self.case.repeat
        tied = {n: [other for other, its in keys.items() if its == own] for n, own in keys.items()}
        counting = {n for n, others in tied.items() if len(others) > 1 and all(other in again for other in others)}
        mine = [p["nomor"] for p in self.people if p["formasi"] == formation and p["nomor"] in again]
        self.doubts += [("P509", number) for number in mine if number not in counting]
        return {n: (*own, (0, -Fraction(again[n]) if n in counting else Fraction(0))) for n, own in keys.items()}

    def broken(self, tied: list[str], stage: Table | None, formation: str, rule: Table, ties: str) -> list[str] | None:
        """The order that the committee's decision or the lottery gives; None if neither applies."""
        for decision in self.rules.get("keputusan", []):
            here = (decision.get("tahap"), decision["formasi"]) == (stage and stage["kode"], formation)
            if here and sorted(decision["urutan"]) == tied:
                self.used.append(decision)
                return list(decision["urutan"])
        if ties == "undian" and "benih" in rule:
            return sorted(tied, key=lambda n: lot(rule["benih"], n))
        return None


def birthday(born: date, year: int, leap_day: str) -> date:
    """Somebody's birthday in a year."""
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28) if leap_day == "28 Februari" else date(year, 3, 1)
    return date(year, born.month, born.day)


def between_limits(rule: Table, born: date, minimal: int | None, maksimal: int | None, leap_day: str) -> bool:
    """Whether somebody is old enough and not too old on the day of reference."""
    day = rule["acuan"]
    years = sum(birthday(born, year, leap_day) <= day for year in range(born.year + 1, day.year + 1))
    if minimal is not None and years < minimal:
        return False
    if maksimal is None:
        return True
    exactly = years == maksimal and day == birthday(born, day.year, leap_day)
    return years < maksimal or exactly or (rule["cara"] == "tahun penuh" and years == maksimal)


def undecidable(keys: list[tuple[tuple[int, Fraction], ...]]) -> int:
    """How often people who are equal so far differ in that only some of them have the next key."""
    found = 0
    for k in range(len(keys[0])):
        for prefix in {own[:k] for own in keys}:
            blank = {own[k] == BLANK for own in keys if own[:k] == prefix}
            found += blank == {True, False}
    return found
