"""The rules in words, for every report: what was weighed, what was rounded how, what decided."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from asnrekrut.notation import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.rules.base import Ties
    from asnrekrut.rules.decisions import Bonus
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import AnyStep, Component, Shortlist, Stage

    Row = tuple[str, str]

_WHERE_TABLES_STAND = {"berkas", "lembar", "kunci", "jumlah", "baris_kepala", "daftar_hadir"}

_TIES = {
    "berhenti": "berhenti untuk keputusan panitia",
    "ikut semua": "semua yang sama ikut",
    "undian": "diundi dengan SHA-256 dari benih dan nomor peserta, yang terkecil didahulukan",
}


def fingerprint(rules: Rules) -> str:
    """SHA-256 of everything in the rules that can change a result; where the workbooks lie is no part of it."""
    content = rules.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"accepted"})
    for name in _WHERE_TABLES_STAND:
        content["pelamar"].pop(name, None)
        content["formasi"].pop(name, None)
        for stage in content["tahap"]:
            stage.pop(name, None)
            for component in stage["komponen"]:
                component.pop(name, None)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def describe(rules: Rules) -> list[Row]:
    """Rows of (what, how), in the order of the rules file; a row with an empty second part is a heading."""
    return [*_head(rules), *(row for stage in rules.stages for row in _stage(rules, stage)), *_tail(rules)]


def _head(rules: Rules) -> Iterator[Row]:
    yield "Seleksi", rules.identity.name
    yield "Instansi", rules.identity.institution
    yield "Tahun", str(rules.identity.year)
    for basis in rules.identity.legal_basis:
        yield "Dasar", basis
    general = rules.roundings
    yield "Pembulatan", ""
    steps = (
        ("Nilai panel", general.mark),
        ("Nilai tahap", general.scale),
        ("Nilai berbobot", general.weight),
        ("Nilai akhir", general.final),
    )
    for name, step in steps:
        yield name, step_words(step, general.rule)


def step_words(step: AnyStep, rule: str) -> str:
    """``3 desimal, setengah ke atas`` or ``tanpa pembulatan``."""
    if step == "tanpa":
        return "tanpa pembulatan"
    decimals, how = (step, rule) if isinstance(step, int) else (step.decimals, step.rule)
    return f"{decimals} desimal, {how}"


def _stage(rules: Rules, stage: Stage) -> Iterator[Row]:
    yield f"Tahap {rules.stages.index(stage) + 1}: {stage.name}", ""
    if stage.legal_basis:
        yield "Dasar", stage.legal_basis
    for component in stage.components:
        yield component.name, "; ".join(_component(component))
    if stage.scored:
        yield "Nilai tahap", formula(stage)
    for name, own in (
        ("nilai panel", stage.roundings.mark),
        ("nilai tahap", stage.roundings.scale),
        ("nilai berbobot", stage.roundings.weight),
    ):
        if own is not None:
            yield f"Pembulatan {name}", step_words(own, rules.roundings.rule)
    if stage.weight is not None:
        yield (
            "Bobot",
            f"{show(stage.weight)} dari 100; nilai berbobot = nilai tahap × {show(stage.weight)} / {show(stage.scale)}",
        )
    if stage.threshold is not None:
        yield "Ambang batas nilai tahap", show(stage.threshold)
    if stage.sum_threshold is not None:
        yield "Ambang batas jumlah", show(stage.sum_threshold)
    yield "Tidak hadir", "gugur" if stage.absent == "gugur" else "dihitung nol"
    if stage.blank == "tidak hadir":
        yield "Nilai kosong", "berarti tidak hadir"
    yield "Yang lanjut", _shortlist(stage.shortlist) if stage.shortlist else "semua yang lolos"


def formula(stage: Stage) -> str:
    """How the stage's value comes from its components."""
    if stage.weighs_components:
        terms = [f"{c.name} / {show(c.top)} × {show(c.weight or 0)}" for c in stage.scored]
        tail = "" if stage.scale == 100 else f" × {show(stage.scale)} / 100"  # noqa: PLR2004
        return " + ".join(terms) + tail
    top = sum(c.top for c in stage.scored)
    return f"{' + '.join(c.name for c in stage.scored)}, dibagi {show(top)}, dikali {show(stage.scale)}"


def _component(component: Component) -> Iterator[str]:
    if component.requirement is not None:
        yield f"syarat: {', '.join(component.requirement.passes)} lolos; {', '.join(component.requirement.fails)} gugur"
        return
    yield f"nilai {show(component.minimum)} sampai {show(component.top)}"
    if component.categories is not None:
        pairs = [f"{word} = {v if isinstance(v, str) else show(v)}" for word, v in component.categories.items()]
        yield ", ".join(pairs)
    if component.panel is not None:
        yield f"{component.panel.combine} nilai penilai, sedikitnya {component.panel.required} nilai"
        if component.panel.aspects is not None:
            yield "aspek: " + ", ".join(f"{name} {show(w)}" for name, w in component.panel.aspects.weights.items())
    if component.weight is not None:
        yield f"bobot {show(component.weight)} dalam tahap"
    if component.threshold is not None:
        yield f"ambang batas {show(component.threshold)}"


def _shortlist(rule: Shortlist) -> str:
    size = f"{rule.per_quota} × kuota" if rule.per_quota else f"{rule.places} orang per formasi"
    return f"{size}, menurut {', lalu '.join(rule.order)}; bila seri: {_ties(rule.ties, rule.seed)}"


def _ties(ties: Ties, seed: str | None) -> str:
    return _TIES[ties] + (f" (benih: {seed})" if seed else "")


def _bonus(bonus: Bonus) -> str:
    size = f"{show(bonus.points)}" if bonus.points is not None else f"{show(bonus.percent or 0)}% dari nilai tertinggi"
    parts = [f"{size} pada {bonus.target}"]
    if bonus.times:
        parts.append(f"dikali {bonus.times}")
    if bonus.cap is not None:
        parts.append(f"paling banyak {show(bonus.cap)}")
    parts.append("sebelum ambang batas" if bonus.before_threshold else "sesudah ambang batas")
    parts.append(f"bukti: {bonus.evidence}")
    return "; ".join([*parts, *([bonus.legal_basis] if bonus.legal_basis else [])])


def _tail(rules: Rules) -> Iterator[Row]:
    if rules.groups:
        yield "Kelompok dengan ambang batas sendiri", ""
        for group in rules.groups:
            bounds = (f"{key} {v if isinstance(v, str) else show(v)}" for key, v in group.thresholds.items())
            yield group.name, "; ".join([*bounds, *([group.legal_basis] if group.legal_basis else [])])
    if rules.bonuses:
        yield "Bonus", ""
        for bonus in rules.bonuses:
            yield bonus.name, _bonus(bonus)
    yield "Urutan akhir", ""
    ranking = rules.ranking
    if ranking.legal_basis:
        yield "Dasar", ranking.legal_basis
    yield "Kunci urutan", ", lalu ".join(ranking.order)
    yield "Bila seri di kursi terakhir", _ties(ranking.ties, ranking.seed)
    yield "Cadangan per formasi", str(ranking.reserves)
    if ranking.bonus_cap is not None:
        yield "Jumlah bonus paling banyak", show(ranking.bonus_cap)
    for filling in rules.fillings:
        yield "Pengisian kursi kosong", f"{filling.code}: {filling.meaning} (belum dijalankan oleh versi ini)"
    for decision in rules.decisions:
        yield (
            "Keputusan atas seri",
            f"{decision.formation}: {', '.join(decision.order)} ({decision.legal_basis})",
        )
    yield "Sidik jari aturan (SHA-256)", fingerprint(rules)
