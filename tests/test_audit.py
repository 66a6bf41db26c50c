"""The audit lets every honest result pass and notices whatever was changed in one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asnrekrut.core.audit import audit
from asnrekrut.core.ranking import Fate
from asnrekrut.errors import Exit, ResultViolationError
from tests.build import Run, selection

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from asnrekrut.core.exact import Exact
    from asnrekrut.core.ranking import Ranking

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


def fates(**changes: Fate) -> Callable[[Ranking], Ranking]:
    """Other final fates."""
    return lambda r: replace(r, fates=tampered(r.fates, **changes))


def stage(s: int, **changes: Fate) -> Callable[[Ranking], Ranking]:
    """Other fates at a stage."""
    return lambda r: replace(r, stages=[tampered(f, **changes) if i == s else f for i, f in enumerate(r.stages)])


def ranks(**changes: int) -> Callable[[Ranking], Ranking]:
    """Other ranks in the end."""

    def change(r: Ranking) -> Ranking:
        assert r.standing is not None
        return replace(r, standing=replace(r.standing, rank=tampered(r.standing.rank, **changes)))

    return change


def swapped(inside: str, outside: str) -> Callable[[Ranking], Ranking]:
    """Somebody beyond the shortlist takes the way of somebody on it, at every step to the end."""

    def change(r: Ranking) -> Ranking:
        a, b = NUMBERS.index(inside), NUMBERS.index(outside)
        assert r.standing is not None
        columns: list[np.ndarray] = [*r.stages, r.fates, r.stopped_at, r.standing.rank]
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
    audit(honest.rules, honest.register, honest.scores, honest.ranking)
    assert honest.ranks == {"winner": 1, "reserve": 2, "loser": 3, "last": 4}


SEATS = {
    "the winner changes places with a loser": (
        fates(winner=Fate.LOSES, loser=Fate.WINS),
        "ada yang tidak lulus di atas yang lulus",
    ),
    "the winner changes places with the reserve": (
        fates(winner=Fate.RESERVE, reserve=Fate.WINS),
        "ada yang tidak lulus di atas yang lulus",
    ),
    "the reserve wins as well": (fates(reserve=Fate.WINS), "pemenang formasi A melebihi kuota"),
    "nobody wins": (fates(winner=Fate.RESERVE), "formasi A masih mempunyai kursi"),
    "the reserve changes places with a loser": (
        fates(reserve=Fate.LOSES, loser=Fate.RESERVE),
        "yang lulus atau menjadi cadangan bukan",
    ),
    "nobody is on the reserve list": (fates(reserve=Fate.LOSES), "yang lulus atau menjadi cadangan bukan"),
}
WAYS = {
    "somebody is forgotten": (fates(failed=Fate.NOT_REACHED), "ada pelamar tanpa hasil akhir"),
    "somebody is still under way": (fates(absent=Fate.PROCEEDS), "ada pelamar tanpa hasil akhir"),
    "a row is missing": (lambda r: replace(r, fates=r.fates[:-1]), "tidak tercatat tepat satu kali"),
    "somebody goes on below the threshold": (stage(0, failed=Fate.PROCEEDS), "di bawah ambang batas"),
    "somebody goes on without a mark": (stage(0, absent=Fate.PROCEEDS), "ada yang lanjut dari Tes tanpa nilai"),
    "somebody skips the first stage": (stage(0, last=Fate.NOT_REACHED), "peserta tahap ke-1 bukan mereka"),
    "somebody is beyond the cut and goes on": (stage(0, last=Fate.BEYOND), "peserta tahap ke-2 bukan mereka"),
    "somebody fails and is ranked": (stage(1, last=Fate.FAILS), "yang diperingkat bukan mereka yang lolos"),
    "somebody is beyond the cut and is a reserve": (fates(beyond=Fate.RESERVE), "yang diperingkat bukan mereka"),
    "somebody was never stopped": (
        lambda r: replace(r, stopped_at=tampered(r.stopped_at, beyond=-1)),
        "yang diperingkat bukan mereka",
    ),
    "somebody takes the place of another at the cut": (swapped("last", "beyond"), "yang lanjut dari Tes bukan"),
}
RANKS = {
    "a rank is shared without reason": (ranks(reserve=1), "peringkat dalam formasi A tidak sesuai nilainya"),
    "two ranks change places": (ranks(reserve=3, loser=2), "peringkat dalam formasi A tidak sesuai nilainya"),
    "a rank is left out": (ranks(last=5), "peringkat dalam formasi A tidak sesuai nilainya"),
}
TAMPERINGS = SEATS | WAYS | RANKS


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_changed_ranking_is_noticed(honest: Run, tampering: str) -> None:
    change, says = TAMPERINGS[tampering]
    with pytest.raises(ResultViolationError, match=says) as caught:
        audit(honest.rules, honest.register, honest.scores, change(honest.ranking))
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
    assert scores.final and first.value and first.weighted  # noqa: PT018
    changed = {
        "mark": replace(first, marks={code: _doubled(column) for code, column in first.marks.items()}),
        "value": replace(first, value=_doubled(first.value)),
        "weighted": replace(first, weighted=_doubled(first.weighted)),
    }
    if figure == "final":
        scores = replace(scores, final=_doubled(scores.final))
    else:
        scores = replace(scores, stages=[changed[figure], *scores.stages[1:]])
    with pytest.raises(ResultViolationError, match=says):
        audit(honest.rules, honest.register, scores, honest.ranking)


def _doubled(column: Exact) -> Exact:
    return column.plus(column)


def test_a_number_that_appears_twice_is_noticed(honest: Run) -> None:
    register = replace(honest.register, numbers=["winner", *NUMBERS[1:]])
    with pytest.raises(ResultViolationError, match="tepat satu kali"):
        audit(honest.rules, register, honest.scores, honest.ranking)


def test_every_violation_is_named(honest: Run) -> None:
    changed = fates(reserve=Fate.WINS, failed=Fate.NOT_REACHED)(honest.ranking)
    with pytest.raises(ResultViolationError, match=r"tanpa hasil akhir.*melebihi kuota"):
        audit(honest.rules, honest.register, honest.scores, changed)


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
    assert result.scores.final.at(0) == 104
    assert result.codes == ["P507"] * 8
