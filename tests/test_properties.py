"""What must hold of every ranking, whatever the rules: properties that a committee would promise in public."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from asnrekrut.core.result import Fate
from tests.build import Run, run
from tests.oracle import Case, highest
from tests.strategies import STEADY, cases

DECIDED = ("ikut semua", "undian")  # with a seed, these never leave a tie open
Data = st.DataObject


def standings(result: Run) -> dict[str, tuple[Fate, int | None]]:
    """Fate and rank of everyone."""
    ranks = result.ranks if result.ranking.end else {}
    return {number: (fate, ranks.get(number)) for number, fate in result.fates.items()}


def finished(case: Case) -> Run:
    """The result of a case in which every seat is decided; other cases are of no interest."""
    result = run(case)
    assume(result.complete)
    return result


def without(case: Case, *numbers: str) -> Case:
    """The case as if these people had never applied."""
    return replace(case, applicants=[p for p in case.applicants if p["nomor"] not in numbers])


@STEADY
@given(cases(), st.data())
def test_the_order_of_rows_changes_nothing(case: Case, data: Data) -> None:
    """Neither the rows of the files nor the order of the register itself decides anything."""
    shuffled = data.draw(st.permutations(case.applicants))
    assert standings(run(replace(case, applicants=shuffled))) == standings(run(case))
    assert standings(run(case, rows=shuffled)) == standings(run(case))


@STEADY
@given(cases(shortlists=False, ties=DECIDED, seeded=True), st.data())
def test_a_better_mark_never_lowers_its_owner(case: Case, data: Data) -> None:
    before = finished(case)
    finalists = sorted(before.ranks)
    assume(finalists)
    number = data.draw(st.sampled_from(finalists))
    after = run(_raised(case, number, data))
    assert after.ranks[number] <= before.ranks[number]


def _raised(case: Case, number: str, data: Data) -> Case:
    """The case with one plain mark of one applicant raised."""
    tops = {(s["kode"], c["kode"]): c for s in case.rules["tahap"] for c in s["komponen"]}
    plain = [key for key, column in case.marks.items() if isinstance(column.get(number), Decimal)]
    assume(plain)
    key = data.draw(st.sampled_from(plain))
    old, top = case.marks[key][number], Decimal(str(highest(tops[key])))
    assert isinstance(old, Decimal)
    better = old + (top - old) * data.draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("0.01")]))
    return replace(case, marks=case.marks | {key: case.marks[key] | {number: better}})


@STEADY
@given(cases(shortlists=False, ties=DECIDED, seeded=True))
def test_one_more_seat_removes_no_winner(case: Case) -> None:
    """Only without shortlists: a longer list lets in people who may win later."""
    before = finished(case)
    formations = {code: facts | {"kuota": facts["kuota"] + 1} for code, facts in case.formations.items()}
    after = run(replace(case, formations=formations))
    assert set(before.who(Fate.WINS)) <= set(after.who(Fate.WINS))


@STEADY
@given(cases(shortlists=False, ties=("berhenti", "ikut semua")))
def test_removing_a_loser_changes_nobody_above(case: Case) -> None:
    """Scales are fixed by the rules, never by the best mark: who is not there moves nobody's score."""
    before = finished(case)
    losers = before.who(Fate.LOSES)
    assume(losers)
    gone = losers[-1]
    after = standings(run(without(case, gone)))
    rank = before.ranks[gone]
    formation = {p["nomor"]: p["formasi"] for p in case.applicants}
    for number, (fate, place) in standings(before).items():
        above = place is None or place <= rank or formation[number] != formation[gone]
        if number != gone and above:
            assert after[number] == (fate, place)


@STEADY
@given(cases(ties=DECIDED, seeded=True))
def test_formations_are_independent(case: Case) -> None:
    """A formation that is dropped with everyone in it changes nothing in the others."""
    before = standings(finished(case))
    for dropped in case.formations:
        rest = without(case, *(p["nomor"] for p in case.applicants if p["formasi"] == dropped))
        assume(rest.applicants)
        after = standings(run(rest))
        assert after == {number: before[number] for number in after}


@STEADY
@given(cases())
def test_figures_stay_with_their_owner(case: Case) -> None:
    """Leaving one person out changes the scores of nobody else."""
    everyone, others = run(case), run(without(case, case.applicants[0]["nomor"]))
    for i, number in enumerate(others.register.numbers):
        assert _scores(others, i) == _scores(everyone, everyone.register.numbers.index(number))


def _scores(result: Run, i: int) -> list[Any]:
    columns = [s.value for s in result.scores.stages] + [result.scores.final]
    return [step.values.at(i) for step in columns if step is not None]
