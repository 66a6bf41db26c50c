"""Rules that are well written but cannot hold: weights that miss 100, keys that point at nothing.

Every function yields ``(path, message)``; the path leads to the key in the file, the message says what is wrong
and what to write instead.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from asnrekrut.findings import Severity, catalogue
from asnrekrut.notation import show
from asnrekrut.rules.check_stages import HUNDRED, doubled, keys_exist, outside, seed_fits, stage_problems
from asnrekrut.rules.keys import (
    FINAL,
    FORMATION,
    FORMATION_FACTS,
    Figure,
    Key,
    UnknownKeyError,
    find_attribute,
    find_component,
    parse_key,
)
from asnrekrut.texts import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asnrekrut.rules.decisions import Bonus, Group
    from asnrekrut.rules.model import Rules

    Path = tuple[str | int, ...]
    Problem = tuple[Path, str]


def problems(rules: Rules) -> list[Problem]:
    """Everything that keeps these rules from being carried out, in the order of the file."""
    return list(
        chain(
            _sources(rules),
            _attributes(rules),
            *(stage_problems(rules, i, stage) for i, stage in enumerate(rules.stages)),
            _weights(rules),
            *(_group(rules, i, group) for i, group in enumerate(rules.groups)),
            *(_bonus(rules, i, bonus) for i, bonus in enumerate(rules.bonuses)),
            _ranking(rules),
            _decisions(rules),
            _accepted(rules),
            _words(rules),
        )
    )


def _sources(rules: Rules) -> Iterator[Problem]:
    if rules.applicants.files is None:
        yield ("pelamar",), 'sebutkan berkas = "data/pelamar.xlsx"'
    formations = rules.formations
    if (formations.files is None) == (not formations.inline):
        yield ("formasi",), "sebutkan salah satu: berkas, atau [[formasi.daftar]] langsung di sini"
    yield from doubled(("formasi", "daftar"), (f.code for f in formations.inline), "formasi")
    yield from outside(("pelamar",), rules.applicants.files)
    yield from outside(("formasi",), formations.files)


def _attributes(rules: Rules) -> Iterator[Problem]:
    for code, attribute in rules.applicants.attributes.items():
        path = ("pelamar", "atribut", code)
        if (attribute.kind == "pilihan") != (attribute.choices is not None):
            yield path, 'jenis = "pilihan" dan pilihan = [...] harus ditulis bersama'
        if attribute.maximum is not None and attribute.kind != "angka":
            yield (*path, "maksimum"), 'maksimum hanya untuk jenis = "angka"'


def _weights(rules: Rules) -> Iterator[Problem]:
    weights = [s.weight for s in rules.stages if s.weight is not None]
    if weights and sum(weights, Decimal(0)) != HUNDRED:
        terms = " + ".join(show(w) for w in weights)
        yield ("tahap",), f"jumlah bobot tahap {terms} = {show(sum(weights, Decimal(0)))}, seharusnya 100"


def _conditions(path: Path, rules: Rules, conditions: Mapping[str, object]) -> Iterator[Problem]:
    for reference in conditions:
        head, _, fact = reference.partition(".")
        if head == FORMATION and fact in FORMATION_FACTS:
            continue
        if head == FORMATION:
            yield (
                (*path, reference),
                f"pakai salah satu: {', '.join(f'{FORMATION}.{f}' for f in FORMATION_FACTS)}",
            )
            continue
        yield from _attribute((*path, reference), rules, reference)


def _attribute(path: Path, rules: Rules, reference: str, kinds: tuple[str, ...] = ()) -> Iterator[Problem]:
    try:
        _, attribute = find_attribute(rules, reference)
    except UnknownKeyError as problem:
        yield path, str(problem)
        return
    if kinds and attribute.kind not in kinds:
        yield path, f'"{reference}" harus berjenis {" atau ".join(kinds)}'


def _group(rules: Rules, i: int, group: Group) -> Iterator[Problem]:
    path: Path = ("kelompok", i)
    if group.code in {g.code for g in rules.groups[:i]}:
        yield (*path, "kode"), f'kode kelompok "{group.code}" dipakai dua kali'
    yield from _conditions((*path, "bila"), rules, group.when)
    for text in group.thresholds:
        try:
            key = parse_key(text, rules)
        except UnknownKeyError as problem:
            yield (*path, "ambang", text), str(problem)
            continue
        at = (*path, "ambang", text)
        if key.figure not in {Figure.STAGE, Figure.SUM, Figure.COMPONENT}:
            yield at, "ambang hanya untuk tahap, jumlah, atau komponen"
        elif plain := _not_plain(text):
            yield at, plain
        elif isinstance(bound := group.thresholds[text], Decimal):
            low, top = _range(rules, key)
            if not low <= bound <= top:
                yield at, f"ambang {show(bound)} di luar {show(low)} sampai {show(top)}"


def _not_plain(text: str) -> str | None:
    """What is wrong with a reference that says more than what it points at."""
    plain = text.partition(":")[0].strip()
    return None if text == plain else f'"{text}": tulis "{plain}" saja, tanpa arah dan tanpa spasi'


def _range(rules: Rules, key: Key) -> tuple[Decimal, Decimal]:
    """The lowest and highest value a threshold can sensibly have."""
    stage = rules.stages[key.stage]
    if key.figure is Figure.COMPONENT:
        component = find_component(stage, key.code)
        return component.minimum, component.top
    low = sum((c.minimum for c in stage.scored), Decimal(0))
    if key.figure is Figure.SUM:
        return low, sum((c.top for c in stage.scored), Decimal(0))
    return min(low, Decimal(0)), stage.scale


def _bonus(rules: Rules, i: int, bonus: Bonus) -> Iterator[Problem]:
    path: Path = ("bonus", i)
    if bonus.code in {b.code for b in rules.bonuses[:i]}:
        yield (*path, "kode"), f'kode bonus "{bonus.code}" dipakai dua kali'
    if (bonus.points is None) == (bonus.percent is None):
        yield path, "sebutkan salah satu: nilai atau persen"
    yield from _conditions((*path, "bila"), rules, bonus.when)
    yield from _attribute((*path, "bukti"), rules, bonus.evidence)
    if bonus.times is not None:
        yield from _attribute((*path, "kali"), rules, bonus.times, ("angka",))
    try:
        key = parse_key(bonus.target, rules)
    except UnknownKeyError as problem:
        yield (*path, "pada"), str(problem)
        return
    if plain := _not_plain(bonus.target):
        yield (*path, "pada"), plain
    if key.figure not in {Figure.FINAL, Figure.COMPONENT}:
        yield (*path, "pada"), f'bonus ditambahkan pada "{FINAL}" atau pada komponen ("tahap.komponen")'
    if key.figure is Figure.FINAL and not any(s.weight for s in rules.stages):
        yield (*path, "pada"), "nilai akhir memerlukan bobot, padahal tidak ada tahap yang berbobot"


def _ranking(rules: Rules) -> Iterator[Problem]:
    ranking = rules.ranking
    yield from keys_exist(("peringkat", "urut"), rules, ranking.order, last=len(rules.stages))
    yield from seed_fits(("peringkat",), ranking.ties, ranking.seed)
    if ranking.bonus_cap is not None and not any(b.target == FINAL for b in rules.bonuses):
        yield ("peringkat", "bonus_maksimum"), f'tidak ada bonus pada "{FINAL}"; hapus'


def _decisions(rules: Rules) -> Iterator[Problem]:
    stages = {s.code for s in rules.stages}
    for i, decision in enumerate(rules.decisions):
        if decision.stage is not None and decision.stage not in stages:
            yield ("keputusan", i, "tahap"), f'tidak ada tahap "{decision.stage}"'
        if len(set(decision.order)) < len(decision.order):
            yield ("keputusan", i, "urutan"), "satu nomor peserta disebut dua kali"
    groups = {g.code for g in rules.groups}
    for i, filling in enumerate(rules.fillings):
        if filling.threshold_group is not None and filling.threshold_group not in groups:
            yield ("pengisian", i, "ambang_kelompok"), f'tidak ada kelompok "{filling.threshold_group}"'
        for key in ("untuk", "dari"):
            conditions = filling.into if key == "untuk" else filling.source
            yield from _conditions(("pengisian", i, key), rules, conditions or {})


def _accepted(rules: Rules) -> Iterator[Problem]:
    """Only findings that need a look can be accepted."""
    for i, accepted in enumerate(rules.accepted):
        path: Path = ("terima", i, "kode")
        if accepted.code not in catalogue():
            yield path, f'tidak ada kode temuan "{accepted.code}"; tulis kode seperti yang dicetak asnrekrut check'
        elif not accepted.code.startswith(Severity.LOOK.value):
            yield path, f'temuan {accepted.code} tidak dapat diterima; yang dapat hanya temuan "perlu dilihat" (kode P)'


def _words(rules: Rules) -> Iterator[Problem]:
    states: dict[str, str] = {}
    for state, words in rules.states.model_dump(by_alias=True).items():
        for word in words:
            if states.setdefault(spoken(word), state) != state:
                yield ("keadaan",), f'kata "{word}" disebut untuk dua keadaan'
