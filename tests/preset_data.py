"""Selections made up for a preset: a register, formations and mark sheets as its rules want them, and awkward ones."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

from asnrekrut.begin.edit_rules_file import with_identity
from asnrekrut.begin.presets import preset
from asnrekrut.intake.needs import BY_FILE
from asnrekrut.rules.load import load_rules
from tests.selections import Draft

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import AttributeRule
    from asnrekrut.rules.stages import Component

DEGREE = "S-1 Ilmu Perpustakaan"
MODES = ("usual", "nobody passes", "all tied", "quota 0", "nobody came", "everybody withdraws", "one applicant")
_OPEN = re.compile(r'^(?P<key>.*?=\s*)"BELUM DIPASTIKAN(?P<said>[^"]*)"', re.MULTILINE)
_LISTS = re.compile(r"^\[[\w.]*penetapan\]\n(?:.+\n)+", re.MULTILINE)


def decided(text: str) -> str:
    """Rules in which everything that decides is settled by some figure."""

    def settled(found: re.Match[str]) -> str:
        key = found["key"]
        if "seri" in key:
            return f'{key}"ikut semua"'
        if "kode" in key:
            return f'{key}"Z-{found.start()}"'
        return f"{key}20" if "ambang" in key or "skd." in key else found[0]

    return _OPEN.sub(settled, text)


def draft(
    name: str, mode: str = "usual", *, settled: bool = True, lists: bool = False, title: str = "Arsiparis"
) -> Draft:
    """A selection by a preset, all tables as CSV.

    Args:
        settled: give everything that is open some figure.
        lists: leave the outcomes to the lists of the central body; else ours decide.
        title: of the first formation.
    """
    text = with_identity(preset(name).text, year=2026, name="Seleksi Uji", institution="Dinas Uji", basis=["SK Uji"])
    text = decided(text) if settled else text
    text = (text if lists else _LISTS.sub("", text)).replace(".xlsx", ".csv")
    rules = load_rules(text.encode())
    quota = 0 if mode == "quota 0" else 2
    seats = [["Kode", "Jabatan", "Unit", "Jenis", "Kuota", "Kualifikasi Pendidikan"]]
    seats += [[f"F{k}", post, f"Unit {k}", "Umum", str(quota), DEGREE] for k, post in ((1, title), (2, "Pustakawan"))]
    count = 1 if mode == "one applicant" else 8
    people = [(f"26-{i:04}", f"Contoh {word}", f"F{1 + i % 2}") for i, word in enumerate(_WORDS[:count], 1)]
    files: dict[str, Any] = {"data/formasi.csv": {"": seats}, "data/pelamar.csv": {"": _register(rules, people)}}
    chance = random.Random(name)  # noqa: S311  (the same marks in every run)
    for stage in rules.stages:
        for component in stage.components:
            for file, rater in _files(component, str((component.files or stage.files or [""])[0])):
                rows = files.setdefault(file, {"": [["Nomor Peserta"], *([number] for number, _, _ in people)]})[""]
                rows[0].append(component.heading)
                for at, row in enumerate(rows[1:]):
                    row.append(_mark(component, mode, at, rater, chance))
    return Draft(text, files)


_WORDS = ["Melati", "Kasuari", "Trembesi", "Cendana", "Rajawali", "Anggrek", "Meranti", "Elang"]


def _register(rules: Rules, people: list[tuple[str, str, str]]) -> list[list[str]]:
    attributes = rules.applicants.attributes
    head = ["Nomor Peserta", "Nama", "Formasi", *(a.column for a in attributes.values())]
    return [head, *([*who, *(_fact(a, i) for a in attributes.values())] for i, who in enumerate(people))]


def _fact(attribute: AttributeRule, i: int) -> str:
    if attribute.kind == "tanggal":
        return f"{10 + i}-03-1990"
    if attribute.kind == "pilihan":
        return str((attribute.choices or [""])[-1])
    if attribute.kind == "angka":
        return "3"
    return DEGREE if attribute.required else ""


def _files(component: Component, pattern: str) -> list[tuple[str, int]]:
    if component.panel is not None and component.panel.rater == BY_FILE:
        return [(pattern.replace("*", str(rater)), rater) for rater in range(1, component.panel.required + 1)]
    return [(pattern, 0)]


def _mark(component: Component, mode: str, at: int, rater: int, chance: random.Random) -> str:
    if mode in {"nobody came", "everybody withdraws"}:
        return "TH" if mode == "nobody came" else "APS"
    if component.requirement is not None:
        return component.requirement.fails[0] if mode == "nobody passes" else component.requirement.passes[0]
    if component.categories is not None:
        return list(component.categories)[-1 if mode == "nobody passes" else 0]
    top = int(component.top)
    if mode == "nobody passes":
        return str(1 + at + rater)
    if mode == "all tied":
        return str(top * 9 // 10)
    return str(top * 9 // 10 + chance.randrange(-top // 12, top // 12 + 1))
