"""Rules that parse, but are inconsistent: weights that miss 100, keys that point at nothing.

Every function yields ``(path, message)``; the path leads to the key in the file, the message says what is wrong
and what to write instead.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import chain
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Union, get_args, get_origin

from asnrekrut.notation import show
from asnrekrut.rules.base import Checked, Section
from asnrekrut.rules.keys import (
    FINAL,
    FORMATION,
    RESERVED,
    SUM,
    Figure,
    Key,
    UnknownKeyError,
    find_component,
    parse_key,
    stage_exists,
)
from asnrekrut.rules.rounding import Steps
from asnrekrut.rules.seats import GENERAL, NONE, OWN
from asnrekrut.texts import spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator

    from asnrekrut.rules.decisions import Bonus, Group
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Panel, Shortlist, Stage

    Path = tuple[str | int, ...]
    Problem = tuple[Path, str]


HUNDRED = Decimal(100)
TRIMMED = 3  # marks of which one must remain
MOST_TABLES = 300  # components, each as often as its stage has sessions; what reads them compares each with each
_ALL_ZERO = 'bila semua nilai nol berarti tidak hadir, tulis semua_nol = "tidak hadir" pada tahapnya'
_NO_SCORE = 'bila hanya meloloskan atau menggugurkan, pakai syarat = { lolos = "…", gugur = "…" }'
_LATER = "belum ada pada tahap ini; pakai nilai tahap ini atau tahap sebelumnya"
_MARKS = {Figure.STAGE, Figure.SUM, Figure.COMPONENT}


def stage_problems(rules: Rules, i: int, stage: Stage) -> Iterator[Problem]:
    """Everything that keeps one stage from being carried out."""
    path: Path = ("tahap", i)
    yield from _demands(i, stage)
    if stage.code in RESERVED:
        yield (*path, "kode"), f'"{stage.code}" kata khusus; pilih kode tahap yang lain'
    if stage.key_list is not None and stage.attendance is not None and stage.attendance.files is None:
        yield (*path, "daftar_hadir"), "lembar nilai tanpa nama tidak memuat daftar hadir; sebutkan berkasnya sendiri"
    yield from _sessions(path, stage)
    for j, component in enumerate(stage.components):
        yield from _component(rules, (*path, "komponen", j), stage, component)
    yield from _component_weights(path, stage)
    yield from _stage_thresholds(path, stage)
    if stage.shortlist is not None:
        yield from _shortlist(rules, i, stage.shortlist)


def _sessions(path: Path, stage: Stage) -> Iterator[Problem]:
    """Sessions beside another place of the same marks."""
    if stage.sessions and stage.files is not None:
        yield (*path, "berkas"), "tahap ini bersesi: nilainya dibaca dari berkas setiap sesi; hapus berkas tahap"
    for j, component in enumerate(stage.components if stage.sessions else ()):
        if component.files is not None:
            yield (*path, "komponen", j, "berkas"), "tahap ini bersesi: nilainya dibaca dari berkas setiap sesi; hapus"


def _stage_thresholds(path: Path, stage: Stage) -> Iterator[Problem]:
    if not stage.scored:
        why = "memerlukan komponen bernilai; tahap ini hanya berisi syarat"
        yield from _written(path, why, bobot=stage.weight, ambang=stage.threshold, ambang_jumlah=stage.sum_threshold)
        return
    if stage.threshold is not None and stage.threshold > stage.scale:
        yield (*path, "ambang"), f"ambang {show(stage.threshold)} melebihi skala {show(stage.scale)}"
    if stage.sum_threshold is not None:
        top = sum((c.top for c in stage.scored), Decimal(0))
        if stage.weighs_components:
            yield (*path, "ambang_jumlah"), "komponen tahap ini berbobot; pakai ambang pada nilai tahap"
        elif stage.sum_threshold > top:
            yield (*path, "ambang_jumlah"), f"ambang {show(stage.sum_threshold)} melebihi jumlah maksimum {show(top)}"


def _written(path: Path, why: str, **values: object) -> Iterator[Problem]:
    """Keys that are written although they mean nothing there."""
    for key, value in values.items():
        if value is not None:
            yield (*path, key), f"{key} {why}"


def _demands(i: int, stage: Stage) -> Iterator[Problem]:
    for j, demand in enumerate(stage.demands):
        path: Path = ("tahap", i, "ketentuan", j)
        if sum(part is not None for part in (demand.when, demand.age, demand.education)) != 1:
            yield path, "sebutkan tepat satu: bila, usia, atau pendidikan"
        age = demand.age
        if age is not None and age.at_least is None and age.at_most is None and not age.exceptions:
            yield (*path, "usia"), "sebutkan minimal, maksimal, atau kecuali"


def _component_weights(path: Path, stage: Stage) -> Iterator[Problem]:
    weights = [c.weight for c in stage.scored]
    if not stage.weighs_components:
        return
    for j, component in enumerate(stage.components):
        if component.weight is None and component.scored:
            why = f'komponen "{component.code}" belum berbobot, padahal komponen lain berbobot'
            yield (*path, "komponen", j), why
    total = sum((w for w in weights if w is not None), Decimal(0))
    if None not in weights and total != HUNDRED:
        yield (*path, "komponen"), f'jumlah bobot komponen tahap "{stage.code}" {show(total)}, seharusnya 100'


def _component(rules: Rules, path: Path, stage: Stage, component: Component) -> Iterator[Problem]:
    if component.code == SUM:
        yield (*path, "kode"), '"jumlah" kata khusus; pilih kode komponen yang lain'
    if component.files is None and stage.files is None and not stage.sessions and stage.determined is None:
        yield path, f'belum ada berkas; tulis berkas = "data/{stage.code}.xlsx" pada tahap atau komponen'
    said = {"kategori": component.categories, "syarat": component.requirement, "panel": component.panel}
    kinds = [key for key, value in said.items() if value]
    if len(kinds) > 1:
        yield path, f"satu komponen satu jenis; pilih salah satu: {', '.join(kinds)}"
    elif component.requirement is not None:
        why = "tidak berlaku bagi syarat, yang hanya meloloskan atau menggugurkan"
        values = {"bobot": component.weight, "ambang": component.threshold, "maksimum": component.maximum}
        yield from _written(path, why, **values)
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
    if component.categories is not None and component.maximum is None and low >= top:
        yield (*path, "kategori"), f"sedikitnya satu kategori bernilai di atas {show(low)}; {_NO_SCORE}"
    elif low >= top:
        yield (*path, "minimum"), f"minimum {show(low)} harus di bawah maksimum {show(top)}"
    for name, value in (component.categories or {}).items():
        if isinstance(value, Decimal) and not low <= value <= top:
            yield (*path, "kategori", name), f"nilai {show(value)} di luar {show(low)} sampai {show(top)}"
    if component.threshold is not None and not low <= component.threshold <= top:
        yield (*path, "ambang"), f"ambang {show(component.threshold)} di luar {show(low)} sampai {show(top)}"


def _enough(path: Path, panel: Panel) -> Iterator[Problem]:
    """How many marks are enough, also where a rater is recused."""
    recused = panel.recused or panel.required
    if panel.recused is not None and recused >= panel.required:
        yield (*path, "berhalangan"), f"harus kurang dari minimal, {panel.required}"
    if panel.combine == "rata-rata terpangkas" and min(panel.required, recused) < TRIMMED:
        key = "minimal" if panel.required < TRIMMED else "berhalangan"
        yield (*path, key), f"rata-rata terpangkas memerlukan minimal {TRIMMED} nilai"


def _panel(path: Path, component: Component, panel: Panel) -> Iterator[Problem]:
    if (panel.columns is None) == (panel.rater is None):
        ways = "kolom = [...] (satu kolom satu penilai) atau penilai (satu baris satu penilai)"
        yield path, f"sebutkan salah satu: {ways}"
    if panel.columns is not None:
        if len(set(panel.columns)) < len(panel.columns):
            yield (*path, "kolom"), "judul kolom penilai ada yang sama"
        if panel.required > len(panel.columns):
            why = f"minimal {panel.required} nilai, padahal hanya {len(panel.columns)} kolom penilai"
            yield (*path, "minimal"), why
        if panel.aspects is not None:
            yield (*path, "aspek"), "aspek memerlukan penilai, bukan kolom per penilai"
    yield from _enough(path, panel)
    if panel.aspects is not None:
        total = sum(panel.aspects.weights.values(), Decimal(0))
        if total != HUNDRED:
            yield (*path, "aspek", "bobot"), f"jumlah bobot aspek {show(total)}, seharusnya 100"
        if panel.aspects.column is None and component.column is not None:
            yield (*path[:-1], "kolom"), "kolom tidak dipakai bila setiap aspek mempunyai kolom sendiri; hapus"


def _shortlist(rules: Rules, i: int, shortlist: Shortlist) -> Iterator[Problem]:
    path: Path = ("tahap", i, "lanjut")
    if (shortlist.per_quota is None) == (shortlist.places is None):
        yield path, "sebutkan salah satu: kali_kuota atau jumlah"
    yield from keys_exist((*path, "urut"), rules, shortlist.order, last=i)
    yield from seed_fits(path, shortlist.ties, shortlist.seed)


def seed_fits(path: Path, ties: str, seed: str | None) -> Iterator[Problem]:
    """A seed where nothing is drawn."""
    if seed is not None and ties != "undian":
        yield (*path, "benih"), 'benih hanya dipakai bila seri = "undian"'


def keys_exist(path: Path, rules: Rules, order: list[str], last: int) -> Iterator[Problem]:
    """Sort keys that point at nothing, or at a figure of a later stage than ``last``."""
    seen = set()
    for text in order:
        key = yield from _key(path, rules, text)
        if key is None:
            continue
        if key.stage > last:
            yield path, f'"{text}" {_LATER}'
        elif key.figure is Figure.TIER and not rules.groups:
            yield path, f'"{text}" memerlukan [[kelompok]] dengan ambang batas sendiri'
        elif key.figure in {Figure.FINAL, Figure.INTERIM} and not any(s.weight for s in rules.stages):
            yield path, f'"{text}" memerlukan bobot, padahal tidak ada tahap yang berbobot'
        if (key.figure, key.stage, key.code) in seen:
            yield path, f'"{text}" sudah disebut sebelumnya dalam urutan ini'
        seen.add((key.figure, key.stage, key.code))


def _key(path: Path, rules: Rules, text: str) -> Generator[Problem, None, Key | None]:
    """What a reference points at; None, and the problem, where there is no such thing."""
    try:
        return parse_key(text, rules)
    except UnknownKeyError as problem:
        yield path, str(problem)
        return None


def _plain_key(
    path: Path, rules: Rules, text: str, figures: Collection[Figure], wrong: str
) -> Generator[Problem, None, Key | None]:
    """What a reference without direction points at; None, and the problem, where it is no such figure."""
    key, plain = (yield from _key(path, rules, text)), text.partition(":")[0].strip()
    if key is None:
        return None
    if key.figure not in figures:
        yield path, wrong
        return None
    if text != plain:
        yield path, f'"{text}": tulis "{plain}" saja, tanpa arah dan tanpa spasi'
    return key


def problems(rules: Rules) -> list[Problem]:
    """Everything that keeps these rules from being carried out, in the order of the file."""
    return list(
        chain(
            _size(rules),
            _checked(rules, rules),
            _sources(rules),
            _attributes(rules),
            *(stage_problems(rules, i, stage) for i, stage in enumerate(rules.stages)),
            _weights(rules),
            *(_group(rules, i, group) for i, group in enumerate(rules.groups)),
            *(_bonus(rules, i, bonus) for i, bonus in enumerate(rules.bonuses)),
            _ranking(rules),
            _fillings(rules),
            _seats(rules),
            _objections(rules),
            _words(rules),
            _published(rules),
            _scheduled(rules),
        )
    )


def _checked(rules: Rules, value: object, path: Path = ()) -> Iterator[Problem]:
    """Whatever keys say of their own content: files, references, codes that are used twice."""
    if isinstance(value, Section):
        for name, about in type(value).model_fields.items():
            inner, here = getattr(value, name), (*path, str(about.alias))
            for check in _checks(type(value), name) if inner is not None else ():
                yield from (((*here, *below), why) for below, why in check.faults(rules, inner))
            yield from _checked(rules, inner, here)
    elif isinstance(value, (list, dict)):
        yield from _doubled(path, [one for one in value if isinstance(one, Section)])
        for step, inner in enumerate(value) if isinstance(value, list) else value.items():
            yield from _checked(rules, inner, (*path, step))


def _doubled(path: Path, tables: list[Section]) -> Iterator[Problem]:
    """Codes or names that are used twice in a list of tables."""
    what = path[-1] if path[-1:] != ("daftar",) else path[-2]
    for name in tables[0].apart if tables else ():
        key, seen = str(type(tables[0]).model_fields[name].alias), set()
        for i, one in enumerate(tables):
            if (text := getattr(one, name)) in seen:
                why = f'{key} {what} "{text}" dipakai dua kali; setiap {what} memerlukan {key} sendiri'
                yield (*path, i, key), why
            seen.add(text)


@cache
def _checks(table: type[Section], name: str) -> list[Checked]:
    """The checks of a key, wherever its type holds them."""
    about = table.model_fields[name]
    found, kinds = [one for one in about.metadata if isinstance(one, Checked)], [about.annotation]
    for kind in kinds:
        found += [one for one in getattr(kind, "__metadata__", ()) if isinstance(one, Checked)]
        kinds += get_args(kind) if get_origin(kind) in {Annotated, Union, UnionType} else ()
    return found


def _size(rules: Rules) -> Iterator[Problem]:
    tables = sum(len(stage.components) * max(1, len(stage.sessions)) for stage in rules.stages)
    if tables > MOST_TABLES:
        yield ("tahap",), f"seluruh tahap memuat {tables} komponen (dikalikan sesinya); paling banyak {MOST_TABLES}"


def _sources(rules: Rules) -> Iterator[Problem]:
    if rules.applicants.files is None:
        yield ("pelamar",), 'sebutkan berkas = "data/pelamar.xlsx"'
    formations = rules.formations
    if (formations.files is None) == (not formations.inline):
        yield ("formasi",), "sebutkan salah satu: berkas, atau [[formasi.daftar]] langsung di sini"


def _attributes(rules: Rules) -> Iterator[Problem]:
    for code, attribute in rules.applicants.attributes.items():
        path = ("pelamar", "atribut", code)
        if (attribute.kind == "pilihan") != (attribute.choices is not None):
            yield path, 'jenis = "pilihan" dan pilihan = [...] harus ditulis bersama'
        if attribute.maximum is not None and attribute.kind != "angka":
            yield (*path, "maksimum"), 'maksimum hanya untuk jenis = "angka"'


def _weights(rules: Rules) -> Iterator[Problem]:
    weights = [s.weight for s in rules.stages if s.weight is not None]
    top = rules.ranking.top
    if weights and sum(weights, Decimal(0)) != top:
        terms = " + ".join(show(w) for w in weights)
        yield ("tahap",), f"jumlah bobot tahap {terms} = {show(sum(weights, Decimal(0)))}, seharusnya {show(top)}"


def _group(rules: Rules, i: int, group: Group) -> Iterator[Problem]:
    path: Path = ("kelompok", i)
    for text, bound in group.thresholds.items():
        at, wrong = (*path, "ambang", text), "ambang hanya untuk tahap, jumlah, atau komponen"
        key = yield from _plain_key(at, rules, text, _MARKS, wrong)
        if key is not None and isinstance(bound, Decimal):
            low, top = _range(rules, key)
            if not low <= bound <= top:
                yield at, f"ambang {show(bound)} di luar {show(low)} sampai {show(top)}"


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
    if (bonus.points is None) == (bonus.percent is None):
        yield path, "sebutkan salah satu: nilai atau persen"
    at, wrong = (*path, "pada"), f'bonus ditambahkan pada "{FINAL}" atau pada komponen ("tahap.komponen")'
    key = yield from _plain_key(at, rules, bonus.target, {Figure.FINAL, Figure.COMPONENT}, wrong)
    if key is not None and key.figure is Figure.FINAL and not any(s.weight for s in rules.stages):
        yield at, "nilai akhir memerlukan bobot, padahal tidak ada tahap yang berbobot"


def _ranking(rules: Rules) -> Iterator[Problem]:
    ranking = rules.ranking
    yield from keys_exist(("peringkat", "urut"), rules, ranking.order, last=len(rules.stages))
    yield from seed_fits(("peringkat",), ranking.ties, ranking.seed)
    if ranking.bonus_cap is not None and not any(b.target == FINAL for b in rules.bonuses):
        yield ("peringkat", "bonus_maksimum"), f'tidak ada bonus pada "{FINAL}"; hapus'


def _fillings(rules: Rules) -> Iterator[Problem]:
    groups, at_end = [g.code for g in rules.groups], rules.ranking
    if rules.fillings and at_end.nominations is not None:
        yield ("pengisian",), "pengisian hanya untuk kursi, bukan untuk nominasi; hapus"
    for i, filling in enumerate(rules.fillings):
        path: Path = ("pengisian", i)
        if filling.threshold not in {GENERAL, OWN, NONE, *groups}:
            known = ", ".join([GENERAL, OWN, NONE, *groups])
            yield (*path, "ambang"), f'tidak ada kelompok "{filling.threshold}"; yang ada: {known}'
        if both := sorted({*filling.same} & {*filling.other}):
            yield (*path, "beda"), f"{', '.join(both)} tidak dapat sekaligus sama dan berbeda"
        for reference in filling.into or {}:
            if not reference.startswith(f"{FORMATION}."):
                yield (*path, "untuk", reference), f"kursi kosong hanya mempunyai keterangan {FORMATION}"


def _seats(rules: Rules) -> Iterator[Problem]:
    """Replacements, choices and appointments."""
    at_end, replacement = rules.ranking, rules.replacement
    if replacement is not None and (replacement.code is None) != (replacement.meaning is None):
        yield ("penggantian",), "kode dan arti ditulis bersama"
    if rules.choice is not None and (at_end.ties == "ikut semua" or at_end.determined is not None):
        yield ("pilihan_formasi",), 'tidak dapat bersama seri = "ikut semua" atau penetapan; hapus salah satu'
    if rules.appointment is not None and at_end.nominations is None:
        yield ("pengangkatan",), "pengangkatan hanya untuk nominasi; tulis nominasi pada [peringkat]"


def _objections(rules: Rules) -> Iterator[Problem]:
    rule = rules.objections
    if rule is None:
        return
    seen = set()
    for i, period in enumerate(rule.periods):
        if (period.stage, period.kind) in seen:
            yield ("sanggah", "masa", i, "tahap"), f"masa {period.kind} tahap {period.stage} ditulis dua kali"
        seen.add((period.stage, period.kind))
    if rule.counts_working_days:
        needed = {
            "hari_libur": rule.holidays, "dasar_libur": rule.holidays_basis,
            "minggu_kerja": rule.week, "cuti_bersama": rule.joint_leave,
        }  # fmt: skip
        lacking = [key for key, value in needed.items() if value is None]
        if lacking:
            yield ("sanggah",), f"masa dalam hari kerja memerlukan {', '.join(lacking)}"


def _words(rules: Rules) -> Iterator[Problem]:
    states: dict[str, str] = {}
    for state, words in rules.states.model_dump(by_alias=True).items():
        for word in words:
            if re.fullmatch(r"[.,%+ -]*[0-9][0-9.,%+ -]*", word):
                yield ("keadaan", state), f'"{word}" adalah angka, dan angka selalu dibaca sebagai nilai; {_ALL_ZERO}'
            if states.setdefault(spoken(word), state) != state:
                yield ("keadaan",), f'kata "{word}" disebut untuk dua keadaan'


def _published(rules: Rules) -> Iterator[Problem]:
    """Public figures, numbers and stages that are none, and reasons that would name a hidden number."""
    path: Path = ("publikasi",)
    order = list(rules.stage_names)
    for code, stage in rules.publication.stages.items():
        here = (*path, "tahap", code)
        yield from ((here, why) for _, why in stage_exists(rules, code))
        for text in (stage.figures or ()) if code in order else ():
            at, wrong = (*here, "nilai"), f'"{text}" bukan nilai; sebutkan komponen, jumlah, tahap, atau "{FINAL}"'
            key = yield from _plain_key(at, rules, text, {*_MARKS, Figure.FINAL}, wrong)
            if key is not None and key.stage > order.index(code):
                yield at, f'"{text}" {_LATER}'
        if rules.publication.number is not None and stage.reason == "lengkap":
            yield (*here, "alasan"), 'keterangan lengkap memuat nomor peserta yang diganti; pakai alasan = "umum"'


def _scheduled(rules: Rules) -> Iterator[Problem]:
    for i, one in enumerate(rules.schedule):
        if one.ends is not None and one.ends < one.begins:
            yield ("jadwal", i, "selesai"), f'"{one.name}" selesai sebelum mulai'
