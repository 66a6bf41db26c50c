"""The same rules with other weights, thresholds, roundings or order, or without a stage: for asking what if."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from asnrekrut.comparison.variants import FREE, STEPS, with_roundings
from asnrekrut.errors import UsageError
from asnrekrut.rules.keys import SUM
from asnrekrut.rules.load import rules_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asnrekrut.rules.model import Rules

    Data = dict[str, Any]

ONCE = "sekali"
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")


def otherwise(
    rules: Rules,
    weights: Mapping[str, str] | None = None,
    thresholds: Mapping[str, str] | None = None,
    without: Sequence[str] = (),
    roundings: Sequence[str] = (),
    order: str = "",
) -> Rules:
    """The rules as they would be.

    Args:
        weights: by the code of a stage; those not named stay.
        thresholds: by stage, component or sum, as the rules name them; ``tanpa`` takes one away.
        without: codes of stages that are left out.
        roundings: ``sekali``, ``tanpa``, or a step and its decimals: ``bobot=2``.
        order: the keys of the final order, parted by commas.

    Raises:
        UsageError: something is meant that is not there.
        RulesError: these rules could not be carried out.
    """
    data: Data = rules.model_dump(by_alias=True, exclude_unset=True)
    for code in without:
        _leave_out(data, code)
    for code, text in (weights or {}).items():
        _stage(data, code)["bobot"] = _number(text, f"bobot {code}")
    for key, text in (thresholds or {}).items():
        _bound(data, key, None if text.strip() == FREE else _number(text, f"ambang {key}"))
    if order:
        data["peringkat"]["urut"] = [key.strip() for key in order.split(",")]
    if without:
        left = [stage["bobot"] for stage in data["tahap"] if stage.get("bobot")]
        data["peringkat"]["nilai_tertinggi"] = sum(left, Decimal(0)) or Decimal(100)
    changed = rules_from(data, "aturan itu tidak dapat dijalankan")
    for text in roundings:
        changed = _rounded(changed, text)
    return changed


def _stage(data: Data, code: str) -> Data:
    for stage in data["tahap"]:
        if stage["kode"] == code:
            found: Data = stage
            return found
    raise UsageError(f'tidak ada tahap "{code}"; yang ada: {", ".join(one["kode"] for one in data["tahap"])}')


def _number(text: str, what: str) -> Decimal:
    try:
        if _NUMBER.fullmatch(text.strip()):
            return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        pass
    raise UsageError(f'{what}: "{text}" bukan angka')


def _bound(data: Data, key: str, bound: Decimal | None) -> None:
    """Set a threshold for everybody, groups that have one of their own included in nothing."""
    code, _, inner = key.partition(".")
    holder, name = _stage(data, code), "ambang"
    if inner == SUM:
        name = "ambang_jumlah"
    elif inner:
        known = {component["kode"]: component for component in holder["komponen"]}
        if inner not in known:
            raise UsageError(f'tahap "{code}" tidak mempunyai komponen "{inner}"; yang ada: {", ".join(known)}')
        holder = known[inner]
    holder[name] = bound


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
    data.pop("publikasi", None)
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
