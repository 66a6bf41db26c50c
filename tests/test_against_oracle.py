"""Every figure, rank and fate agrees with the slow, obvious implementation in ``oracle``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from asnrekrut.core.marks import State
from asnrekrut.core.result import Fate
from asnrekrut.rules.figure_keys import FINAL
from tests.build import FATES, run
from tests.oracle import Case, Figures, Outcome, Verdict, decide
from tests.strategies import LUCK, STEADY, cases

if TYPE_CHECKING:
    from asnrekrut.core.calculation_steps import Step
    from tests.build import Run

WORDS = {fate: word for word, fate in FATES.items()} | {Fate.NOT_REACHED: "", Fate.PROCEEDS: ""}


@settings(STEADY, max_examples=400 * (10 if LUCK else 1))
@given(cases())
def test_core_agrees_with_the_oracle(case: Case) -> None:
    assert verdict(run(case), case) == decide(case)


@settings(STEADY, max_examples=150 * (10 if LUCK else 1))
@given(cases(gaps=True))
def test_core_agrees_on_missing_marks(case: Case) -> None:
    assert verdict(run(case), case) == decide(case)


@settings(STEADY, max_examples=250 * (10 if LUCK else 1))
@given(cases(more=True))
def test_core_agrees_on_demands_departures_and_an_exam_sat_again(case: Case) -> None:
    assert verdict(run(case), case) == decide(case)


def test_a_list_leads_past_an_open_tie_and_the_marks_beside_it_count() -> None:
    """Found by chance: the two tie at tes; 50 % of 40, all of 30 and the list's 75 % of 30 make 20 + 30 + 22.5."""
    table = {"skala": 100, "tidak_hadir": "gugur", "kosong": "berhenti", "semua_nol": "nilai"}

    def stage(code: str, weight: int, **more: object) -> dict[str, object]:
        part = [{"kode": "satu", "nama": "Satu", "maksimum": 10}]
        return table | {"kode": code, "nama": code, "berkas": f"{code}.csv", "bobot": weight, "komponen": part} | more

    cut = {"jumlah": 1, "urut": ["sementara"], "seri": "berhenti"}
    rules = {
        "seleksi": {"nama": "Uji", "instansi": "Uji", "tahun": 2026, "dasar": "Uji"},
        "pelamar": {"berkas": "pelamar.csv"},
        "formasi": {"daftar": [{"kode": "A", "jabatan": "Jabatan A", "jenis": "Umum", "kuota": 1}]},
        "tahap": [
            stage("tes", 40, lanjut=cut),
            stage("wawancara", 30),
            stage("psikotes", 30, penetapan={"berkas": "daftar.csv", "dasar": "Surat 1"}),
        ],
        "pembulatan": dict.fromkeys(("nilai", "skala", "bobot", "akhir"), "tanpa") | {"cara": "setengah ke atas"},
        "peringkat": {"urut": ["akhir"], "cadangan": 0, "seri": "berhenti"},
    }
    people = [{"nomor": number, "nama": f"Peserta {number}", "formasi": "A"} for number in ("001", "002")]
    marks = {(code, "satu"): dict.fromkeys(("001", "002"), Decimal(10)) for code in ("wawancara", "psikotes")}
    marks |= {("tes", "satu"): dict.fromkeys(("001", "002"), Decimal(5))}
    listed = {"psikotes": {"001": {"kode": "lanjut", "peringkat": 1, "total": Decimal("7.5")}}}
    case = Case(rules, people, {"A": {"jabatan": "Jabatan A", "jenis": "Umum", "kuota": 1}}, marks, lists=listed)
    found = verdict(run(case), case)
    assert found == decide(case)
    assert found.outcomes["001"].final == Fraction("72.5")


@settings(STEADY, max_examples=300 * (10 if LUCK else 1))
@given(st.booleans().flatmap(lambda gaps: cases(held=True, gaps=gaps)))
def test_core_agrees_on_make_ups_aspects_nominations_and_lists_of_the_central_body(case: Case) -> None:
    assert verdict(run(case), case) == decide(case)


@STEADY
@given(cases(ties=("berhenti", "undian"), formations=2))
def test_core_agrees_once_the_committee_has_decided(case: Case) -> None:
    """Open ties are decided one after the other, in the reverse of number order, until none is left."""
    ties = decide(case).ties
    for _ in range(len(case.rules["tahap"]) + 1):
        if not ties:
            break
        case = with_decisions(case, ties)
        ties = decide(case).ties
        assert verdict(run(case), case) == decide(case)
    assert not ties


def with_decisions(case: Case, ties: set[tuple[str | None, str, frozenset[str], int]]) -> Case:
    """The case with a recorded decision for each tie."""
    made = [
        {"formasi": formation, "urutan": sorted(members, reverse=True), "dasar": "BA 1/2026"}
        | ({"tahap": stage} if stage else {})
        for stage, formation, members, _ in ties
    ]
    return replace(case, rules=case.rules | {"keputusan": case.rules.get("keputusan", []) + made})


# --- the core's result in the oracle's terms ----------------------------------------------------------------


def verdict(result: Run, case: Case) -> Verdict:
    formation = {p["nomor"]: p["formasi"] for p in case.applicants}
    numbers = result.register.numbers
    return Verdict(
        {number: outcome(result, i) for i, number in enumerate(numbers)},
        {
            (
                None if tie.stage == FINAL else tie.stage,
                result.register.formations[tie.formation].code,
                frozenset(numbers[i] for i in tie.members),
                tie.places,
            )
            for tie in result.ranking.ties
        },
        sorted(
            one
            for f in result.findings
            if f.code not in ONLY_SAID
            for one in (
                each_short(result, f.values) if f.code == "E408" else [(f.code, subject(f.code, f.values, formation))]
            )
        ),
    )


def each_short(result: Run, values: dict[str, object]) -> list[tuple[str, str]]:
    """What E408 says once, where all lack the marks of a rater: E403 for each of those who are in the running."""
    s, stage = next((s, one) for s, one in enumerate(result.rules.stages) if one.name == values["tahap"])
    component = next(one for one in stage.components if one.name == values["kolom"])
    short = result.marks[stage.code, component.code].states == State.SHORT
    here = [i for i in np.flatnonzero(short).tolist() if result.ranking.stages[s].fates[i] == Fate.OPEN]
    assert len(here) == values["banyak"]
    return [("E403", result.register.numbers[i]) for i in here]


# Doubts that change nothing; test_ranking, test_scoring and test_conduct look at them.
ONLY_SAID = {"P452", "P504", "P505", "P506", "P507"}


def subject(code: str, values: dict[str, object], formation: dict[str, str]) -> str:
    """Whom a finding is about: some concern a formation."""
    if code in {"E504", "E439", "P465"}:
        return str(values["formasi"])
    return formation[str(values["nomor"])] if code == "E503" else str(values["nomor"])


def outcome(result: Run, i: int) -> Outcome:
    """What the core says of applicant i."""
    ranking = result.ranking
    application, end = ranking.application(i), ranking.end
    stop = application.stopped_at
    rank = int(end.standing.rank[i]) if end else 0
    cuts = {s.code: int(s.standing.rank[i]) for s in ranking.stages if s.places is not None and not s.is_end}
    return Outcome(
        WORDS[application.fate],
        stop.code if stop else None,
        figures(result, i),
        at(result.scores.final, i) if rank else None,
        rank or None,
        {code: rank for code, rank in cuts.items() if rank},
        next((placed.kind for placed in end.placements if placed.application == i), "") if end else "",
    )


def figures(result: Run, i: int) -> dict[str, Figures]:
    """The figures of the stages that applicant i reached and has marks for."""
    found = {}
    for here, stage in zip(result.scores.stages, result.ranking.stages, strict=False):
        if stage.fates[i] != Fate.NOT_REACHED and here.states[i] == State.KNOWN:
            marks = {code: step.values.at(i) for code, step in here.marks.items()}
            total = at(here.total, i) if here.total else Fraction(0)
            found[here.stage.code] = Figures(marks, total, at(here.value, i), at(here.weighted, i))
    return found


def at(step: Step | None, i: int) -> Fraction | None:
    return step.values.at(i) if step is not None and step.known[i] else None
