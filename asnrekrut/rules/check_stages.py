"""Stages that are well written but cannot be carried out; the rest of ``rules.check``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from asnrekrut.notation import show
from asnrekrut.rules.keys import RESERVED, SUM, Figure, UnknownKeyError, parse_key
from asnrekrut.rules.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Panel, Shortlist, Stage

    Path = tuple[str | int, ...]
    Problem = tuple[Path, str]

HUNDRED = Decimal(100)


def stage_problems(rules: Rules, i: int, stage: Stage) -> Iterator[Problem]:
    """Everything that keeps one stage from being carried out."""
    path: Path = ("tahap", i)
    if stage.code in RESERVED:
        yield (*path, "kode"), f'"{stage.code}" kata khusus; pilih kode tahap yang lain'
    if stage.code in {s.code for s in rules.stages[:i]}:
        yield (
            (*path, "kode"),
            f'kode tahap "{stage.code}" dipakai dua kali; setiap tahap memerlukan kode sendiri',
        )
    if stage.name in {s.name for s in rules.stages[:i]}:
        yield (*path, "nama"), f'nama tahap "{stage.name}" dipakai dua kali; laporan harus dapat membedakannya'
    yield from outside(path, stage.files)
    if stage.attendance is not None:
        yield from outside((*path, "daftar_hadir"), stage.attendance.files)
    for j, component in enumerate(stage.components):
        if component.name in {c.name for c in stage.components[:j]}:
            yield (*path, "komponen", j, "nama"), f'nama komponen "{component.name}" dipakai dua kali dalam tahap ini'
    yield from doubled((*path, "komponen"), (c.code for c in stage.components), "komponen")
    for j, component in enumerate(stage.components):
        yield from _component(rules, (*path, "komponen", j), stage, component)
    yield from _component_weights(path, stage)
    yield from _stage_thresholds(path, stage)
    if stage.shortlist is not None:
        yield from _shortlist(rules, i, stage.shortlist)


def _stage_thresholds(path: Path, stage: Stage) -> Iterator[Problem]:
    if not stage.scored:
        for key, value in (
            ("bobot", stage.weight),
            ("ambang", stage.threshold),
            ("ambang_jumlah", stage.sum_threshold),
        ):
            if value is not None:
                yield (*path, key), f"{key} memerlukan komponen bernilai; tahap ini hanya berisi syarat"
        return
    if stage.threshold is not None and stage.threshold > stage.scale:
        yield (*path, "ambang"), f"ambang {show(stage.threshold)} melebihi skala {show(stage.scale)}"
    if stage.sum_threshold is not None:
        top = sum((c.top for c in stage.scored), Decimal(0))
        if stage.weighs_components:
            yield (*path, "ambang_jumlah"), "komponen tahap ini berbobot; pakai ambang pada nilai tahap"
        elif stage.sum_threshold > top:
            yield (
                (*path, "ambang_jumlah"),
                f"ambang {show(stage.sum_threshold)} melebihi jumlah maksimum {show(top)}",
            )


def _component_weights(path: Path, stage: Stage) -> Iterator[Problem]:
    weights = [c.weight for c in stage.scored]
    if not stage.weighs_components:
        return
    for j, component in enumerate(stage.components):
        if component.weight is None and component.scored:
            yield (
                (*path, "komponen", j),
                f'komponen "{component.code}" belum berbobot, padahal komponen lain berbobot',
            )
    total = sum((w for w in weights if w is not None), Decimal(0))
    if None not in weights and total != HUNDRED:
        yield (*path, "komponen"), f'jumlah bobot komponen tahap "{stage.code}" {show(total)}, seharusnya 100'


def _component(rules: Rules, path: Path, stage: Stage, component: Component) -> Iterator[Problem]:
    yield from outside(path, component.files)
    if component.code == SUM:
        yield (*path, "kode"), '"jumlah" kata khusus; pilih kode komponen yang lain'
    if component.files is None and stage.files is None:
        yield path, f'belum ada berkas; tulis berkas = "data/{stage.code}.xlsx" pada tahap atau komponen'
    kinds = [
        k
        for k, v in (
            ("kategori", component.categories),
            ("syarat", component.requirement),
            ("panel", component.panel),
        )
        if v
    ]
    if len(kinds) > 1:
        yield path, f"satu komponen satu jenis; pilih salah satu: {', '.join(kinds)}"
    elif component.requirement is not None:
        for key, value in (
            ("bobot", component.weight),
            ("ambang", component.threshold),
            ("maksimum", component.maximum),
        ):
            if value is not None:
                yield (
                    (*path, key),
                    f"{key} tidak berlaku bagi syarat, yang hanya meloloskan atau menggugurkan",
                )
    else:
        yield from _bounds(path, component)
    if component.panel is not None:
        yield from _panel_rounding(path, rules, stage, component)
        yield from _panel((*path, "panel"), component, component.panel)


def _panel_rounding(path: Path, rules: Rules, stage: Stage, component: Component) -> Iterator[Problem]:
    step = Steps.of(rules, stage).mark
    top = Fraction(component.top)
    if step is not None and step(top) > top:
        why = f"maksimum {show(top)} dibulatkan menjadi {show(step(top))}"
        yield (*path, "maksimum"), f"{why}; tambah desimal pembulatan nilai"


def _bounds(path: Path, component: Component) -> Iterator[Problem]:
    if component.categories is None and component.maximum is None:
        yield path, "tulis maksimum, nilai tertinggi yang mungkin"
        return
    low, top = component.minimum, component.top
    if low >= top:
        yield (*path, "minimum"), f"minimum {show(low)} harus di bawah maksimum {show(top)}"
    for name, value in (component.categories or {}).items():
        if isinstance(value, Decimal) and not low <= value <= top:
            yield (*path, "kategori", name), f"nilai {show(value)} di luar {show(low)} sampai {show(top)}"
    if component.threshold is not None and not low <= component.threshold <= top:
        yield (*path, "ambang"), f"ambang {show(component.threshold)} di luar {show(low)} sampai {show(top)}"


def _panel(path: Path, component: Component, panel: Panel) -> Iterator[Problem]:
    if (panel.columns is None) == (panel.rater is None):
        yield (
            path,
            "sebutkan salah satu: kolom = [...] (satu kolom satu penilai) atau penilai (satu baris satu penilai)",
        )
    if panel.columns is not None:
        if len(set(panel.columns)) < len(panel.columns):
            yield (*path, "kolom"), "judul kolom penilai ada yang sama"
        if panel.required > len(panel.columns):
            yield (
                (*path, "minimal"),
                f"minimal {panel.required} nilai, padahal hanya {len(panel.columns)} kolom penilai",
            )
        if panel.aspects is not None:
            yield (*path, "aspek"), "aspek memerlukan penilai, bukan kolom per penilai"
    if panel.combine == "rata-rata terpangkas" and panel.required < 3:  # noqa: PLR2004  (one must remain)
        yield (*path, "minimal"), "rata-rata terpangkas memerlukan minimal 3 nilai"
    if panel.aspects is not None:
        total = sum(panel.aspects.weights.values(), Decimal(0))
        if total != HUNDRED:
            yield (*path, "aspek", "bobot"), f"jumlah bobot aspek {show(total)}, seharusnya 100"
        if panel.aspects.column is None and component.column is not None:
            yield (
                (*path[:-1], "kolom"),
                "kolom tidak dipakai bila setiap aspek mempunyai kolom sendiri; hapus",
            )


def _shortlist(rules: Rules, i: int, shortlist: Shortlist) -> Iterator[Problem]:
    path: Path = ("tahap", i, "lanjut")
    if (shortlist.per_quota is None) == (shortlist.places is None):
        yield path, "sebutkan salah satu: kali_kuota atau jumlah"
    yield from keys_exist((*path, "urut"), rules, shortlist.order, last=i)
    yield from seed_fits(path, shortlist.ties, shortlist.seed)


def doubled(path: Path, codes: Iterable[str], what: str) -> Iterator[Problem]:
    """Codes that are used twice."""
    seen: set[str] = set()
    for i, code in enumerate(codes):
        if code in seen:
            yield (
                (*path, i, "kode"),
                f'kode {what} "{code}" dipakai dua kali; setiap {what} memerlukan kode sendiri',
            )
        seen.add(code)


def outside(path: Path, files: Iterable[str] | None) -> Iterator[Problem]:
    """Files that lie outside the selection folder."""
    for name in files or ():
        parts = (*PurePosixPath(name).parts, *PureWindowsPath(name).parts)
        if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or ".." in parts:
            yield (*path, "berkas"), f'"{name}" keluar dari folder seleksi; simpan berkas di dalam folder'


def seed_fits(path: Path, ties: str, seed: str | None) -> Iterator[Problem]:
    """A seed where nothing is drawn."""
    if seed is not None and ties != "undian":
        yield (*path, "benih"), 'benih hanya dipakai bila seri = "undian"'


def keys_exist(path: Path, rules: Rules, order: list[str], last: int) -> Iterator[Problem]:
    """Sort keys that point at nothing, or at a figure of a later stage than ``last``."""
    seen = set()
    for text in order:
        try:
            key = parse_key(text, rules)
        except UnknownKeyError as problem:
            yield path, str(problem)
            continue
        if key.stage > last:
            yield path, f'"{text}" belum ada pada tahap ini; pakai nilai tahap ini atau tahap sebelumnya'
        elif key.figure in {Figure.FINAL, Figure.INTERIM} and not any(s.weight for s in rules.stages):
            yield path, f'"{text}" memerlukan bobot, padahal tidak ada tahap yang berbobot'
        if (key.figure, key.stage, key.code) in seen:
            yield path, f'"{text}" sudah disebut sebelumnya dalam urutan ini'
        seen.add((key.figure, key.stage, key.code))
