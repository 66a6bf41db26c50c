"""The audit lets every honest result pass and notices whatever was changed in one."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from msgspec.structs import replace

from asnrekrut.core.audit import audit
from asnrekrut.core.placement import Placement
from asnrekrut.core.result import Fate, Progress, Result
from asnrekrut.errors import Exit, ResultViolationError
from tests.build import Run, selection

if TYPE_CHECKING:
    from asnrekrut.core.calculation_steps import Step

RULES = """
peringkat = { urut = ["akhir"], cadangan = 1 }
[[tahap]]
kode = "tes"
bobot = 50
ambang = 50
komponen = [{ kode = "nilai", maksimum = 100 }]
lanjut = { jumlah = 4, urut = ["tes"] }
[[tahap]]
kode = "wawancara"
bobot = 50
komponen = [{ kode = "nilai", maksimum = 100 }]
"""
PEOPLE = """
nomor    tes.nilai  wawancara.nilai
winner   90         90
reserve  80         80
loser    70         70
last     60         60
beyond   55         100
failed   40         100
absent   TH         100
"""
NUMBERS = ("absent", "beyond", "failed", "last", "loser", "reserve", "winner")  # the order of the register


def tampered(column: np.ndarray, **changes: int) -> np.ndarray:
    """A copy of a column with some people's entries changed."""
    copy = column.copy()
    for name, value in changes.items():
        copy[NUMBERS.index(name)] = value
    return copy


Change = Callable[[Result], Result]


def stage(s: int, **fields: Any) -> Change:
    """Other columns of a stage; the end is stage 2."""
    return lambda r: replace(r, stages=tuple(replace(o, **fields) if i == s else o for i, o in enumerate(r.stages)))


def fates(s: int, **changes: Fate) -> Change:
    """Other fates at a stage."""
    return lambda r: stage(s, fates=tampered(r.stages[s].fates, **changes))(r)


def ranks(s: int, **changes: int) -> Change:
    """Other ranks at a stage."""

    def change(r: Result) -> Result:
        standing = r.stages[s].standing
        return stage(s, standing=replace(standing, rank=tampered(standing.rank, **changes)))(r)

    return change


def placed(*names: str) -> Change:
    """Other people in the seats of the end."""
    seats = [Placement(NUMBERS.index(name), 0, "kursi", "peringkat", "") for name in names]
    return stage(2, placements=seats)


def several(*changes: Change) -> Change:
    """One change after the other."""
    return lambda r: reduce(lambda found, change: change(found), changes, r)


def swapped(inside: str, outside: str) -> Change:
    """Somebody beyond the shortlist takes the way of somebody on it, at every step to the end."""

    def change(r: Result) -> Result:
        a, b = NUMBERS.index(inside), NUMBERS.index(outside)
        columns: list[np.ndarray] = [*(o.fates for o in r.stages), r.stages[2].standing.rank]
        for column in columns:
            column[[a, b]] = column[[b, a]]
        return r

    return change


@pytest.fixture
def honest() -> Run:
    result = selection(RULES, PEOPLE)
    assert tuple(result.register.numbers) == NUMBERS
    return result


def test_an_honest_result_passes(honest: Run) -> None:
    audit(honest.ranking)
    assert honest.ranks == {"winner": 1, "reserve": 2, "loser": 3, "last": 4}


OUT_OF_ORDER = "yang lulus atau menjadi cadangan bukan yang berperingkat dalam jumlahnya"
SEATS = {
    "the winner changes places with a loser": (
        several(fates(2, winner=Fate.LOSES, loser=Fate.WINS), placed("loser")),
        OUT_OF_ORDER,
    ),
    "the winner changes places with the reserve": (
        several(fates(2, winner=Fate.RESERVE, reserve=Fate.WINS), placed("reserve")),
        OUT_OF_ORDER,
    ),
    "the reserve wins as well": (
        several(fates(2, reserve=Fate.WINS), placed("winner", "reserve")),
        "pemenang formasi A melebihi kuota",
    ),
    "nobody wins": (several(fates(2, winner=Fate.RESERVE), placed()), "formasi A masih mempunyai kursi"),
    "the winner has no seat": (placed(), "yang mendapat kursi bukan mereka yang lulus"),
    "the winner has two seats": (placed("winner", "winner"), "yang mendapat kursi bukan mereka yang lulus"),
    "a loser has the seat": (placed("loser"), "yang mendapat kursi bukan mereka yang lulus"),
    "the reserve changes places with a loser": (fates(2, reserve=Fate.LOSES, loser=Fate.RESERVE), OUT_OF_ORDER),
    "nobody is on the reserve list": (fates(2, reserve=Fate.LOSES), OUT_OF_ORDER),
}
WAITING = np.array([Progress.WAITING], dtype=np.int8)
UNDECIDED = "pada {} ada peserta tanpa hasil, atau dengan hasil sebelum formasinya diputus"
WAYS = {
    "somebody is forgotten": (fates(0, failed=Fate.NOT_REACHED), "peserta Tes bukan mereka"),
    "somebody is still under way": (fates(0, absent=Fate.OPEN), UNDECIDED.format("Tes")),
    "a stage waits and has its fates all the same": (stage(0, progress=WAITING), UNDECIDED.format("Tes")),
    "the end waits and has its fates all the same": (stage(2, progress=WAITING), UNDECIDED.format("Hasil Akhir")),
    "somebody wins in the first stage": (fates(0, winner=Fate.WINS), "pada Tes ada hasil yang bukan hasil tahap itu"),
    "somebody goes on from the end": (fates(2, last=Fate.PROCEEDS), "pada Hasil Akhir ada hasil yang bukan"),
    "a row is missing": (lambda r: stage(1, fates=r.stages[1].fates[:-1])(r), "tidak tercatat tepat satu kali"),
    "somebody goes on below the threshold": (fates(0, failed=Fate.PROCEEDS), "di bawah ambang batas"),
    "somebody goes on without a mark": (fates(0, absent=Fate.PROCEEDS), "ada yang lanjut dari Tes tanpa nilai"),
    "somebody skips the first stage": (fates(0, last=Fate.NOT_REACHED), "peserta Wawancara bukan mereka"),
    "somebody is beyond the cut and goes on": (fates(0, last=Fate.BEYOND), "peserta Wawancara bukan mereka"),
    "somebody fails and is ranked": (fates(1, last=Fate.FAILS), "yang lanjut dari Wawancara bukan semua yang lolos"),
    "somebody is beyond the cut and is a reserve": (fates(2, beyond=Fate.RESERVE), "peserta Hasil Akhir bukan mereka"),
    "somebody takes the place of another at the cut": (swapped("last", "beyond"), "yang lanjut dari Tes bukan"),
}
NOT_BY_FIGURES = "peringkat dalam formasi A tidak sesuai nilainya"
RANKS = {
    "a rank is shared without reason": (ranks(2, reserve=1), NOT_BY_FIGURES),
    "two ranks change places": (ranks(2, reserve=3, loser=2), NOT_BY_FIGURES),
    "a rank is left out": (ranks(2, last=5), NOT_BY_FIGURES),
    "two ranks at the cut change places": (ranks(0, reserve=3, loser=2), NOT_BY_FIGURES),
    "two ranks of a stage without a cut change places": (ranks(1, reserve=3, loser=2), NOT_BY_FIGURES),
}
TAMPERINGS = SEATS | WAYS | RANKS


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_changed_ranking_is_noticed(honest: Run, tampering: str) -> None:
    change, says = TAMPERINGS[tampering]
    with pytest.raises(ResultViolationError, match=says) as caught:
        audit(change(honest.ranking))
    assert caught.value.exit_code is Exit.INTERNAL


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        ("mark", "nilai NILAI melampaui batasnya"),
        ("value", "nilai tahap Tes melampaui skalanya"),
        ("weighted", "nilai berbobot Tes melampaui bobotnya"),
        ("final", "nilai akhir melampaui nilai tertinggi"),
    ],
)
def test_a_figure_above_its_maximum_is_noticed(honest: Run, figure: str, says: str) -> None:
    """Everybody's figure doubled."""
    scores, first = honest.scores, honest.scores.stages[0]
    assert scores.final
    assert first.value
    assert first.weighted
    changed = {
        "mark": replace(first, marks={code: _doubled(step) for code, step in first.marks.items()}),
        "value": replace(first, value=_doubled(first.value)),
        "weighted": replace(first, weighted=_doubled(first.weighted)),
    }
    if figure == "final":
        scores = replace(scores, final=_doubled(scores.final))
    else:
        scores = replace(scores, stages=[changed[figure], *scores.stages[1:]])
    with pytest.raises(ResultViolationError, match=says):
        audit(replace(honest.ranking, scores=scores))


def _doubled(step: Step) -> Step:
    return replace(step, values=step.values.plus(step.values))


def test_a_number_that_appears_twice_is_noticed(honest: Run) -> None:
    register = replace(honest.register, numbers=["winner", *NUMBERS[1:]])
    with pytest.raises(ResultViolationError, match="tepat satu kali"):
        audit(replace(honest.ranking, register=register))


def test_every_violation_is_named(honest: Run) -> None:
    changed = several(fates(0, failed=Fate.NOT_REACHED), placed("winner", "reserve"))(honest.ranking)
    with pytest.raises(ResultViolationError, match=r"peserta Tes bukan.*melebihi kuota"):
        audit(changed)


# --- no false alarm -----------------------------------------------------------------------------------------


def two_stages(weights: tuple[str, str], rounding: int, top: str = "100", scale: str = "100") -> str:
    """Two stages of these weights, every step rounded to so many decimals."""
    stages = [
        f'{{ kode = "{code}", bobot = {weight}, skala = {scale}, komponen = [{{ kode = "n", maksimum = {top} }}] }}'
        for code, weight in zip(("tes", "wawancara"), weights, strict=True)
    ]
    steps = ", ".join(f"{step} = {rounding}" for step in ("nilai", "skala", "bobot", "akhir"))
    return f'peringkat.urut = ["akhir"]\npembulatan = {{ {steps} }}\ntahap = [{", ".join(stages)}]'


@pytest.mark.parametrize(
    "rules",
    [
        two_stages(("37.5", "62.5"), rounding=0),  # 37.5 becomes 38, and the sum 101
        two_stages(("33.36", "66.64"), rounding=1),
        two_stages(("50", "50"), rounding=0, top="99.5", scale="99.5"),
    ],
)
def test_rounding_up_may_pass_a_weight_or_a_scale(rules: str) -> None:
    """A perfect mark rounded half up: at most half of the last place too much, as the rules ask for."""
    top = "99.5" if "99.5" in rules else "100"
    result = selection(rules, f"nomor tes.n wawancara.n\n1 {top} {top}")
    assert result.complete
    assert "P507" in result.codes  # it is said


def test_many_roundings_may_add_up_in_the_final_score() -> None:
    """Eight stages of 12.5 % are 13 points each, 104 together: odd rules, but theirs."""
    stages = [f'{{ kode = "t{i}", bobot = 12.5, komponen = [{{ kode = "n", maksimum = 100 }}] }}' for i in range(8)]
    rules = f"""
peringkat.urut = ["akhir"]
pembulatan = {{ nilai = 0, skala = 0, bobot = 0, akhir = 0 }}
tahap = [{", ".join(stages)}]
"""
    header = " ".join(f"t{i}.n" for i in range(8))
    result = selection(rules, f"nomor {header}\n1 {' '.join(['100'] * 8)}")
    assert result.scores.final is not None
    assert result.scores.final.values.at(0) == 104
    assert result.codes == ["P507"] * 8
