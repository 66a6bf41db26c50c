"""Rules with other weights, thresholds, roundings or order, or without a stage; totals that are made another way."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.errors import UsageError
from asnrekrut.rules.base import as_data
from asnrekrut.rules.figure_keys import SUM
from asnrekrut.rules.load import rules_from
from asnrekrut.rules.rounding import Rule, StageRoundings
from asnrekrut.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asnrekrut.rules.model import Rules

    Data = dict[str, Any]
    from collections.abc import Iterator

    from asnrekrut.core.exact import Exact
    from asnrekrut.core.result import Result, StageOutcome

    Totals = Sequence[Fraction | None]


ONCE = "sekali"
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")


class Wishes(Struct, frozen=True):
    """What shall be otherwise.

    Attributes:
        weights: by the code of a stage; those not named stay.
        thresholds: by stage, component or sum, as the rules name them; ``tanpa`` takes one away. In front of it may
            stand a group: ``disabilitas/skd.tiu``.
        without: codes of stages that are left out.
        roundings: ``sekali``, ``tanpa``, or a step and its decimals: ``bobot=2``.
        order: the keys of the final order, parted by commas.
    """

    weights: Mapping[str, str] = {}
    thresholds: Mapping[str, str] = {}
    without: Sequence[str] = ()
    roundings: Sequence[str] = ()
    order: str = ""

    def weigh(self, rules: Rules) -> bool:
        """Whether figures would weigh otherwise; to rank by another one is to weigh it alone."""
        first = self.order.partition(",")[0].strip()
        return bool(self.weights or self.thresholds or self.without or first not in {"", rules.ranking.order[0]})


def otherwise(rules: Rules, wishes: Wishes) -> Rules:
    """The rules as they would be.

    Raises:
        UsageError: something is meant that is not there.
        RulesError: these rules could not be carried out.
    """
    data: Data = as_data(rules, lambda key, value: value is key.default)
    for code in wishes.without:
        _leave_out(data, code)
    for code, text in wishes.weights.items():
        _stage(data, code)["bobot"] = _number(text, f"bobot {code}")
    for key, text in wishes.thresholds.items():
        _set_threshold(data, key, None if text.strip() == FREE else _number(text, f"ambang {key}"))
    if wishes.order:
        data["peringkat"]["urut"] = [key.strip() for key in wishes.order.split(",")]
    if wishes.without:
        left = [stage["bobot"] for stage in data["tahap"] if stage.get("bobot")]
        data["peringkat"]["nilai_tertinggi"] = sum(left, Decimal(0)) or Decimal(100)
    changed = rules_from(data, "aturan itu tidak dapat dijalankan")
    for text in wishes.roundings:
        changed = _rounded(changed, text)
    return changed


def _set_threshold(data: Data, key: str, bound: Decimal | None) -> None:
    """The threshold of a figure for everyone, or for a group whose code stands in front of it."""
    whose, _, which = key.rpartition("/")
    holder, name = _holder(data, which)
    if whose:
        _of_code(data.get("kelompok", []), whose, "kelompok")["ambang"][which] = FREE if bound is None else bound
    else:
        holder[name] = bound


def _of_code(tables: Sequence[Data], code: str, what: str) -> Data:
    """The stage, component or group of a code.

    Raises:
        UsageError: there is none.
    """
    known = {one["kode"]: one for one in tables}
    if code not in known:
        raise UsageError(f'tidak ada {what} "{code}"; yang ada: {", ".join(known) or "belum ada"}')
    return known[code]


def _stage(data: Data, code: str) -> Data:
    return _of_code(data["tahap"], code, "tahap")


def _number(text: str, what: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise UsageError(f'{what}: "{text}" bukan angka')
    return Decimal(text.strip().replace(",", "."))


def _holder(data: Data, key: str) -> tuple[Data, str]:
    """Where the general threshold of a stage, component or sum stands: a table and its key."""
    code, _, inner = key.partition(".")
    stage = _stage(data, code)
    if inner in {"", SUM}:
        return stage, "ambang_jumlah" if inner else "ambang"
    return _of_code(stage["komponen"], inner, f"komponen tahap {code}"), "ambang"


def _leave_out(data: Data, code: str) -> None:
    """Take a stage out, and whatever points at it."""
    _stage(data, code)
    points: Callable[[str], bool] = lambda key: key.partition(":")[0].strip().partition(".")[0] == code  # noqa: E731
    data["tahap"] = [stage for stage in data["tahap"] if stage["kode"] != code]
    if not data["tahap"]:
        raise UsageError("sedikitnya satu tahap harus tinggal")
    data["bonus"] = [bonus for bonus in data.get("bonus", []) if not points(bonus["pada"])]
    for group in data.get("kelompok", []):
        group["ambang"] = {key: bound for key, bound in group["ambang"].items() if not points(key)}
    for table in (data["peringkat"], *(stage["lanjut"] for stage in data["tahap"] if stage.get("lanjut"))):
        kept = [key for key in table["urut"] if not points(key)]
        table["urut"] = kept or ["akhir"]
    for about_nothing_computed in ("publikasi", "sanggah"):
        data.pop(about_nothing_computed, None)
    data["jadwal"] = []


def _rounded(rules: Rules, text: str) -> Rules:
    """With one change of rounding."""
    names = {"nilai": "mark", "skala": "scale", "bobot": "weight", "akhir": "final"}
    if text == ONCE:
        return with_roundings(rules, **dict.fromkeys(STEPS, FREE))
    if text == FREE:
        return with_roundings(rules, **dict.fromkeys((*STEPS, "final"), FREE))
    step, _, places = (part.strip() for part in text.partition("="))
    if step in names and (places == FREE or (places.isdecimal() and len(places) == 1)):
        return with_roundings(rules, **{names[step]: FREE if places == FREE else int(places)})
    raise UsageError(f'pembulatan "{text}" tidak dikenal; tulis {ONCE}, {FREE}, atau misalnya bobot=2')


UNROUNDED = "tidak dibulatkan sama sekali"
FREE = "tanpa"  # of a step that does not round
STEPS = ("mark", "scale", "weight")


def totals_of(result: Result, stage: StageOutcome) -> Totals:
    """The figure that people are ranked by at a stage; None for whoever is not ranked."""
    values = result.scores.final.values if stage.is_end and result.scores.final is not None else None
    if values is None and stage.standing.keys:
        values = stage.standing.keys[0].values
    return _of_ranked(stage, values)


def _of_ranked(stage: StageOutcome, values: Exact | None) -> Totals:
    ranked = (stage.standing.rank > 0).tolist()
    return [values.at(i) if there and values is not None else None for i, there in enumerate(ranked)]


def rounded_otherwise(rules: Rules) -> Iterator[tuple[str, Rules]]:
    """The same rules with other roundings, by what they are in words."""
    free = dict.fromkeys(STEPS, FREE)
    yield "dibulatkan hanya sekali, di akhir", with_roundings(rules, **free)
    yield UNROUNDED, with_roundings(rules, **free, final=FREE)
    for rule in Rule:
        if rule.value != rules.roundings.rule:
            words = f"dibulatkan {rule.value}, bukan {rules.roundings.rule}"
            yield words, with_roundings(rules, rule=rule.value)


def with_roundings(rules: Rules, **steps: Any) -> Rules:  # what the model takes: decimals, "tanpa", a rule
    """The same rules, some steps rounded otherwise in every stage."""
    own = {name: None for name in steps if name in StageRoundings.__struct_fields__}
    stages = [replace(one, roundings=replace(one.roundings, **own)) for one in rules.stages]
    return replace(rules, roundings=replace(rules.roundings, **steps), stages=stages)


def variants(result: Result, stage: StageOutcome) -> Mapping[str, Totals]:
    """Other totals, by the way in which they are made; none before the end, or where nothing is weighed."""
    final = result.scores.final
    if not stage.is_end or final is None:
        return {}
    found: dict[str, Totals] = {}
    for words, rules in rounded_otherwise(result.rules):
        scores, _ = score(rules, result.register, result.marks, len(rules.stages), result.conduct)
        if scores.final is not None:
            found[words] = _of_ranked(stage, scores.final.values)
    left_out = {f"tanpa {one.stage.name}": one.weighted for one in result.scores.stages}
    for words, step in {**left_out, "tanpa bonus": result.scores.bonus}.items():
        if step is not None:
            found[words] = _of_ranked(stage, final.values.plus(step.values.times(Fraction(-1))))
    return found
