"""The rules in words, for every report: what was weighed, what was rounded how, what decided."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from asnrekrut.notation import show, show_date
from asnrekrut.rules.base import Section, Ties
from asnrekrut.rules.conditions import column_of, condition_words
from asnrekrut.rules.keys import FINAL, Figure, Key, parse_key
from asnrekrut.rules.sources import FORMATION_WORDS
from asnrekrut.rules.undecided import NO_RULES, UNDECIDED, Undecided, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.register import Formation
    from asnrekrut.rules.codes import FinalCodes, StageCodes
    from asnrekrut.rules.conduct import Determined
    from asnrekrut.rules.decisions import Bonus, Group
    from asnrekrut.rules.demands import Age, Demand
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.seats import Filling, Replacement
    from asnrekrut.rules.stages import AnyStep, Component, Shortlist, Stage

    Row = tuple[str, str]

_WHERE_TABLES_STAND = {"berkas", "lembar", "kunci", "baris_kepala", "daftar_hadir", "hari_libur"}
_ELSEWHERE = "peringkat, kode, dan total menurut daftar instansi pusat; hitungan di bawah ini hanya pembanding"
_STEPS = {"mark": "nilai panel", "scale": "nilai tahap", "weight": "nilai berbobot", "final": "nilai akhir"}
_TIES = {
    "berhenti": "diputuskan oleh panitia",
    "ikut semua": "semua yang sama ikut",
    "undian": "diundi dengan SHA-256 dari benih dan nomor peserta, yang terkecil didahulukan",
}


def binding(rules: Rules) -> dict[str, Any]:
    """Everything in the rules that can change a result, as data; where the workbooks lie is no part of it."""
    content = rules.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content = {key: value for key, value in content.items() if key not in NO_RULES}
    _leave_out(rules, content)
    content["pelamar"].pop("jumlah", None)
    if keys := [one.key for one in rules.undecided if one.decides]:
        content["belum_dipastikan"] = keys
    return content


def _leave_out(table: Section, content: dict[str, Any]) -> None:
    """Take out where tables stand, and what only the public page prints of a formation; codes of one's own stay."""
    for name, about in type(table).model_fields.items():
        value, key = getattr(table, name), str(about.alias)
        if key in _WHERE_TABLES_STAND or key in FORMATION_WORDS:
            content.pop(key, None)
        elif key in content and isinstance(value, Section):
            _leave_out(value, content[key])
        elif key in content and isinstance(value, (list, dict)):
            inner = value.values() if isinstance(value, dict) else value
            written = content[key].values() if isinstance(value, dict) else content[key]
            for one, its in zip(inner, written, strict=True):
                if isinstance(one, Section):
                    _leave_out(one, its)


def fingerprint(rules: Rules) -> str:
    """SHA-256 of the binding rules."""
    text = json.dumps(binding(rules), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def describe(rules: Rules, formations: Sequence[Formation] = ()) -> list[Row]:
    """Rows of (what, how), in the order of the rules file; a row with an empty second part is a heading."""
    stages = (row for stage in rules.stages for row in stage_rows(rules, stage))
    return [
        *_head(rules),
        *stages,
        *_additions(rules),
        *order_rows(rules),
        *_codes(rules),
        *_words(rules),
        *_undecided(rules),
        *_fewest(rules),
        *_seats(formations),
        ("Sidik jari aturan (SHA-256)", fingerprint(rules)),
    ]


def _head(rules: Rules) -> Iterator[Row]:
    yield "Seleksi", rules.identity.name
    yield "Instansi", rules.identity.institution
    yield "Tahun", str(rules.identity.year)
    for basis in rules.identity.legal_basis:
        yield "Dasar", basis
    yield "Pembulatan", ""
    yield from ((name.capitalize(), words) for name, words in _roundings(rules.roundings, rules.roundings.rule))


def _roundings(steps: Section, rule: str) -> Iterator[Row]:
    """Every step that is rounded as these say, in words."""
    for field, name in _STEPS.items():
        if (step := getattr(steps, field, None)) is not None:
            yield name, step_words(step, rule)


def step_words(step: AnyStep, rule: str) -> str:
    """``3 desimal, setengah ke atas`` or ``tanpa pembulatan``."""
    if step == "tanpa":
        return "tanpa pembulatan"
    decimals, how = (step, rule) if isinstance(step, int) else (step.decimals, step.rule)
    return f"{decimals} desimal, {how}"


def stage_rows(rules: Rules, stage: Stage) -> Iterator[Row]:
    """The rules of one stage; its first row is a heading."""
    yield f"Tahap {rules.stages.index(stage) + 1}: {stage.name}", ""
    if stage.legal_basis:
        yield "Dasar", stage.legal_basis
    for component in stage.components:
        yield component.name, "; ".join(_component(component))
    for demand in stage.demands:
        yield f"Ketentuan {demand.code}", _demand(rules, demand)
    if stage.scored:
        yield "Nilai tahap", formula(stage)
    yield from ((f"Pembulatan {name}", words) for name, words in _roundings(stage.roundings, rules.roundings.rule))
    yield from _weight(rules, stage)
    yield from _held(stage)
    yield "Yang lanjut", _shortlist(rules, stage.shortlist) if stage.shortlist else "semua yang lolos"
    yield from _determined(stage.determined)


def _demand(rules: Rules, demand: Demand) -> str:
    terms = [f"bagi {condition_words(rules, demand.applies)}"] if demand.applies else []
    if demand.when:
        terms.append(condition_words(rules, demand.when))
    if demand.education:
        terms.append(f"{column_of(rules, demand.education)} persis salah satu kualifikasi formasinya")
    if demand.age is not None:
        terms += list(_age(rules, demand.age))
    terms.append(f"bila kosong, {'menjadi temuan' if demand.blank == 'berhenti' else demand.blank}")
    return "; ".join([demand.reason, *terms, *_basis(demand.legal_basis)])


def _age(rules: Rules, age: Age) -> Iterator[str]:
    def limits(low: int | None, high: int | None) -> str:
        bounds = [f"paling rendah {low}"] if low is not None else []
        return " dan ".join([*bounds, *([f"paling tinggi {high}"] if high is not None else [])])

    yield f"usia {limits(age.at_least, age.at_most)} tahun pada {show_date(age.day)}, {age.counted}"
    for one in age.exceptions:
        yield f"{condition_words(rules, one.when)}: {limits(one.at_least, one.at_most)} tahun"
    if age.leap_day:
        yield f"lahir 29 Februari: ulang tahun {age.leap_day} pada tahun biasa"


def _weight(rules: Rules, stage: Stage) -> Iterator[Row]:
    if stage.weight is not None:
        share = f"{show(stage.weight)} dari {show(rules.ranking.top)}"
        yield "Bobot", f"{share}; nilai berbobot = nilai tahap × {show(stage.weight)} / {show(stage.scale)}"
    if stage.threshold is not None:
        yield "Ambang batas nilai tahap", show(stage.threshold)
    if stage.sum_threshold is not None:
        yield "Ambang batas jumlah", show(stage.sum_threshold)


def _determined(rule: Determined | None) -> Iterator[Row]:
    if rule is not None:
        yield "Penetapan", f"{_ELSEWHERE} ({rule.legal_basis})"


def _held(stage: Stage) -> Iterator[Row]:
    """Who is called, when, what absence means, and what takes its place."""
    if stage.called is not None:
        yield (
            "Yang dipanggil",
            f"menurut daftar{_in_brackets(stage.called.legal_basis)}; yang tidak tercantum tidak dipanggil",
        )
    if stage.sessions:
        yield "Sesi", "; ".join(s.name + (f", {show_date(s.day)}" if s.day else "") for s in stage.sessions)
    yield "Tidak hadir", "gugur" if stage.absent == "gugur" else "dihitung nol"
    if stage.blank == "tidak hadir":
        yield "Nilai kosong", "berarti tidak hadir"
    if stage.all_zero == "tidak hadir":
        yield "Nilai nol pada semua komponen", "berarti tidak hadir"
    if stage.key_list is not None:
        opened = _in_brackets(stage.key_list.legal_basis)
        yield "Nilai tanpa nama", f"menurut kode; pemiliknya menurut daftar kunci{opened}"
    if stage.second is not None:
        yield "Pembanding", "lembar kedua dari orang lain, dibandingkan sel demi sel"
    if stage.make_up is not None:
        yield "Susulan", f"menggantikan ketidakhadiran ({stage.make_up.legal_basis})"


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
        passes, fails = (" atau ".join(words) for words in (component.requirement.passes, component.requirement.fails))
        yield f"{passes}: lolos; {fails}: gugur; tanpa nilai"
        return
    if component.categories is not None:
        yield ", ".join(f"{word} = {v if isinstance(v, str) else show(v)}" for word, v in component.categories.items())
    else:
        yield f"nilai {show(component.minimum)} sampai {show(component.top)}"
    if component.panel is not None:
        panel = component.panel
        fewer = f", {panel.recused} bila seorang penilai berhalangan" if panel.recused else ""
        yield f"{panel.combine} nilai penilai, sedikitnya {panel.required} nilai{fewer}"
        if component.panel.aspects is not None:
            yield "aspek: " + ", ".join(f"{name} {show(w)}%" for name, w in component.panel.aspects.weights.items())
    if component.weight is not None:
        yield f"bobot {show(component.weight)} dari 100 dalam tahap"
    if component.threshold is not None:
        yield f"ambang batas {show(component.threshold)}"


def _shortlist(rules: Rules, rule: Shortlist) -> str:
    size = f"{rule.per_quota} × kuota" if rule.per_quota else f"{rule.places or UNDECIDED} orang"
    order = order_words(rules, rule.order)
    return f"{size} setiap formasi, menurut {order}; bila seri di tempat terakhir: {_ties(rule.ties, rule.seed)}"


def order_words(rules: Rules, order: Sequence[str]) -> str:
    """Sort keys as a sentence: ``nilai akhir; bila sama, Tes Tertulis; bila masih sama, yang lebih tua``."""
    names = [_sorted_by(rules, parse_key(text, rules)) for text in order]
    return "".join(f"{('', '; bila sama, ', '; bila masih sama, ')[min(i, 2)]}{name}" for i, name in enumerate(names))


def _sorted_by(rules: Rules, key: Key) -> str:
    """One sort key and its direction."""
    if key.figure is Figure.TIER:
        return "yang memenuhi ambang batas umum dahulu"
    if key.figure is not Figure.ATTRIBUTE:
        return f"{_figure(rules, key)}, yang lebih kecil dahulu" if key.smaller_first else _figure(rules, key)
    attribute = rules.applicants.attributes[key.code]
    if attribute.kind == "tanggal":
        return f"yang lebih {'tua' if key.smaller_first else 'muda'} menurut {key.label}"
    if attribute.kind == "pilihan":
        return f"{key.label} menurut urutan {', '.join(attribute.choices or [])}"
    return f"{key.label}, yang lebih {'kecil' if key.smaller_first else 'besar'} dahulu"


def _figure(rules: Rules, key: Key) -> str:
    """A figure by the names that are printed: a component with its stage, unless both are called the same."""
    stage = rules.stages[key.stage].name if key.figure is Figure.COMPONENT else key.label
    return key.label if key.label == stage else f"{key.label} ({stage})"


def _ties(ties: Ties, seed: str | None) -> str:
    return _TIES[ties] + (f" (benih: {seed})" if seed else "")


def _in_brackets(basis: str | None) -> str:
    return f" ({basis})" if basis else ""


def _basis(basis: str | None) -> list[str]:
    return [f"dasar: {basis}"] if basis else []


def _group(rules: Rules, group: Group) -> str:
    bounds = [
        f"{_figure(rules, parse_key(text, rules))} {'tanpa ambang batas' if isinstance(v, str) else show(v)}"
        for text, v in group.thresholds.items()
    ]
    terms = [
        f"bila {condition_words(rules, group.when)}",
        *([f"ambang batas: {', '.join(bounds)}"] if bounds else []),
        *_basis(group.legal_basis),
    ]
    return "; ".join(terms)


def _bonus(rules: Rules, bonus: Bonus) -> str:
    size = show(bonus.points) if bonus.points is not None else f"{show(bonus.percent or 0)}% dari nilai tertinggi"
    target = _figure(rules, parse_key(bonus.target, rules))
    terms = [f"{size}, ditambahkan pada {target} bila {condition_words(rules, bonus.when)}"]
    if bonus.times:
        terms.append(f"dikali {column_of(rules, bonus.times)}")
    if bonus.cap is not None:
        terms.append(f"paling banyak {show(bonus.cap)}")
    if bonus.target != FINAL:
        terms.append(f"{'sebelum' if bonus.before_threshold else 'sesudah'} ambang batas diperiksa")
    return "; ".join([*terms, f"bukti: {column_of(rules, bonus.evidence)} terisi", *_basis(bonus.legal_basis)])


def _filling(rules: Rules, filling: Filling) -> str:
    terms = [f"{name} {condition_words(rules, c)}" for name, c in (("dari", filling.source), ("ke", filling.into)) if c]
    terms.append(f"yang sama: {', '.join(filling.same)}")
    if filling.other:
        terms.append(f"yang berbeda: {', '.join(filling.other)}")
    if filling.education:
        terms.append(f"{column_of(rules, filling.education)} termasuk kualifikasi formasi kosong")
    group = next((g.name for g in rules.groups if g.code == filling.threshold), filling.threshold)
    terms.append(f"ambang batas: {group}")
    if filling.from_below:
        terms.append("juga yang gugur hanya karena ambang batasnya sendiri")
    if filling.preferences:
        terms.append(f"menurut pilihan pelamar: {', '.join(column_of(rules, one) for one in filling.preferences)}")
    return "; ".join([f"{filling.code}, {filling.meaning}", *terms, "peringkat terbaik", *_basis(filling.legal_basis)])


def _replacement(rule: Replacement) -> Iterator[Row]:
    code = f" dengan kode {rule.code}, {rule.meaning}" if rule.code else ""
    yield "Penggantian", f"peringkat berikutnya tanpa kursi lain, dengan surat persetujuan{code} ({rule.legal_basis})"
    if rule.between_stages:
        yield "Penggantian di antara dua tahap", "yang mundur digantikan peringkat berikutnya dalam undangan"
    if rule.refill:
        yield "Cadangan yang berkurang", "diisi lagi dari peringkat berikutnya"


def _additions(rules: Rules) -> Iterator[Row]:
    if rules.groups:
        yield "Kelompok dengan ambang batas sendiri", ""
        yield "Anggota", "peserta masuk kelompok pertama yang cocok"
        for group in rules.groups:
            yield group.name, _group(rules, group)
    if rules.bonuses:
        yield "Bonus", ""
        for bonus in rules.bonuses:
            yield bonus.name, _bonus(rules, bonus)


def order_rows(rules: Rules) -> Iterator[Row]:
    """The rules of the final order; its first row is a heading."""
    yield "Urutan akhir", ""
    ranking = rules.ranking
    if ranking.legal_basis:
        yield "Dasar", ranking.legal_basis
    yield from _determined(ranking.determined)
    yield "Urutan", order_words(rules, ranking.order)
    yield "Bila seri di kursi terakhir", _ties(ranking.ties, ranking.seed)
    if ranking.repeat is not None:
        yield "Ujian ulang", f"di antara yang seri; nilai yang lebih tinggi didahulukan ({ranking.repeat.legal_basis})"
    yield "Cadangan", f"{ranking.reserves} orang setiap formasi" if ranking.reserves else "tidak ada"
    if ranking.bonus_cap is not None:
        yield "Jumlah bonus pada nilai akhir", f"paling banyak {show(ranking.bonus_cap)}"
    for filling in rules.fillings:
        yield "Pengisian kursi kosong", _filling(rules, filling)
    if rules.replacement is not None:
        yield from _replacement(rules.replacement)
    if rules.choice is not None:
        what = f"{column_of(rules, rules.choice.person)} yang sama; urutannya {column_of(rules, rules.choice.order)}"
        how = "pilihan pertama yang dicapai peringkatnya (Gale-Shapley, pelamar mengajukan)"
        yield "Beberapa lamaran satu orang", f"{what}: {how} ({rules.choice.legal_basis})"
    if rules.appointment is not None:
        yield "Pengangkatan", f"di antara nama yang diajukan, dengan keputusan ({rules.appointment.legal_basis})"


def _codes(rules: Rules) -> Iterator[Row]:
    """The result codes that the rules name; the usual ones are explained where they are used."""
    named: list[tuple[str, StageCodes | FinalCodes | None]] = [(stage.name, stage.codes) for stage in rules.stages]
    named.append(("Hasil akhir", rules.codes))
    named += [(group.name, codes) for group in rules.groups for codes in (group.stage_codes, group.final_codes)]
    rows = [(name, _meanings(codes)) for name, codes in named if codes and codes.model_fields_set]
    yield from [("Kode hasil", ""), *rows] if rows else ()


def _meanings(codes: StageCodes | FinalCodes) -> str:
    own = [getattr(codes, name) for name in type(codes).model_fields if name in codes.model_fields_set]
    return "; ".join(f"{one.code}: {one.meaning}" for one in own)


def _words(rules: Rules) -> Iterator[Row]:
    states = rules.states
    yield "Kata yang berarti keadaan", ""
    yield "Tidak hadir", ", ".join(states.absent)
    yield "Mengundurkan diri", ", ".join(states.withdrawn)
    yield "Didiskualifikasi", ", ".join(states.disqualified)


def _undecided(rules: Rules) -> Iterator[Row]:
    """What nobody has settled yet, each with the question."""
    if rules.undecided:
        yield UNDECIDED.capitalize(), ""
    for one in rules.undecided:
        yield _called(rules, one), f"{UNDECIDED}: {one.question}"


def _called(rules: Rules, one: Undecided) -> str:
    """An open value by the names that are printed; by its key where it has none."""
    match one.path:
        case ("kelompok", int(i), "ambang", str(text)):
            return f"{rules.groups[i].name}: {_figure(rules, parse_key(text, rules))}"
        case ("bonus", int(i), *_):
            return rules.bonuses[i].name
        case ("tahap", int(i), *rest):
            return f"{rules.stages[i].name}: {dotted(tuple(rest))}"
    return one.key


def _fewest(rules: Rules) -> Iterator[Row]:
    if rules.formations.fewest is not None:
        yield "Pelamar paling sedikit", f"{rules.formations.fewest} setiap formasi; kurang dari itu diperpanjang"


def _seats(formations: Sequence[Formation]) -> Iterator[Row]:
    if formations:
        yield "Formasi dan kuota", ""
    for one in formations:
        yield one.code, f"{', '.join(fact for fact in (one.title, one.unit, one.kind) if fact)}: {one.quota} kursi"
