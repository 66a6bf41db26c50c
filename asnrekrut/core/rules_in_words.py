"""The rules in words, for every report: what was weighed, what was rounded how, what decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.calculation_steps import SUM_OF, VALUE_OF, composite_of, share_of, sum_of, weight_of
from asnrekrut.notation import called, show, show_date
from asnrekrut.rules.binding import fingerprint
from asnrekrut.rules.conditions import column_of, condition_words
from asnrekrut.rules.figure_keys import FINAL, Figure, FigureKey, parse_key
from asnrekrut.rules.undecided import UNDECIDED, Undecided, dotted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from decimal import Decimal

    from asnrekrut.core.register import Formation
    from asnrekrut.rules.base import Section, Ties
    from asnrekrut.rules.codes import FinalCodes, StageCodes
    from asnrekrut.rules.decisions import Bonus, Group
    from asnrekrut.rules.demands import Age, Demand
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.rounding import AnyStep
    from asnrekrut.rules.seats import Filling, Replacement
    from asnrekrut.rules.sources import Determined
    from asnrekrut.rules.stages import Component, Shortlist, Stage

    Row = tuple[str, str]

_ELSEWHERE = "peringkat, kode, dan total menurut daftar instansi pusat; hitungan di bawah ini hanya pembanding"
_UNLISTED = "yang tidak tercantum tidak dipanggil"
_STEPS = {"mark": "nilai panel", "scale": "nilai tahap", "weight": "nilai berbobot", "final": "nilai akhir"}
_TIES = {
    "berhenti": "diputuskan oleh panitia",
    "ikut semua": "semua yang sama ikut",
    "undian": "diundi dengan SHA-256 dari benih dan nomor peserta, yang terkecil didahulukan",
}


def describe(rules: Rules, formations: Sequence[Formation] = ()) -> list[Row]:
    """Rows of (what, how), in the order of the rules file; a row with an empty second part is a heading."""
    least = rules.formations.fewest
    return [
        *_head(rules),
        *(row for stage in rules.stages for row in stage_rows(rules, stage)),
        *_additions(rules),
        *order_rows(rules),
        *_codes(rules),
        *_words(rules),
        *_undecided(rules),
        *_told(("Pelamar paling sedikit", least and f"{least} setiap formasi; kurang dari itu diperpanjang")),
        *_seats(formations),
        ("Sidik jari aturan (SHA-256)", fingerprint(rules)),
    ]


def _told(*rows: tuple[str, object]) -> Iterator[Row]:
    """The rows that say something; the others speak of what the rules leave out."""
    return ((what, str(how)) for what, how in rows if how)


def _terms(*terms: object) -> str:
    """The terms that say something, as one sentence."""
    return "; ".join(str(term) for term in terms if term)


def _figure(value: Decimal | None, words: str = "{}") -> str:
    """A number in words; '' where there is none."""
    return "" if value is None else words.format(show(value))


def _basis(basis: str | None, words: str = "dasar: {}") -> str:
    return words.format(basis) if basis else ""


def _head(rules: Rules) -> Iterator[Row]:
    yield "Seleksi", rules.identity.name
    yield "Instansi", rules.identity.institution
    yield "Tahun", str(rules.identity.year)
    yield from (("Dasar", basis) for basis in rules.identity.legal_basis)
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
    yield from _told(("Dasar", stage.legal_basis))
    yield from ((component.name, _terms(*_component(component))) for component in stage.components)
    yield from ((f"Ketentuan {demand.code}", _demand(rules, demand)) for demand in stage.demands)
    yield from _value(stage)
    yield from ((f"Pembulatan {name}", words) for name, words in _roundings(stage.roundings, rules.roundings.rule))
    share = f"{{}} dari {show(rules.ranking.top)}; nilai berbobot = {weight_of(stage).words([VALUE_OF])}"
    yield from _told(
        ("Bobot", _figure(stage.weight, share)),
        ("Ambang batas nilai tahap", _figure(stage.threshold)),
        ("Ambang batas jumlah", _figure(stage.sum_threshold)),
    )
    yield from _held(stage)
    yield "Yang lanjut", _shortlist(rules, stage.shortlist) if stage.shortlist else "semua yang lolos"
    yield from _determined(stage.determined)


def _demand(rules: Rules, demand: Demand) -> str:
    return _terms(
        demand.ground,
        demand.applies and f"bagi {condition_words(rules, demand.applies)}",
        demand.when and condition_words(rules, demand.when),
        demand.education and f"{column_of(rules, demand.education)} persis salah satu kualifikasi formasinya",
        *(_age(rules, demand.age) if demand.age else ()),
        f"bila kosong, {'menjadi temuan' if demand.blank == 'berhenti' else demand.blank}",
        _basis(demand.legal_basis),
    )


def _age(rules: Rules, age: Age) -> Iterator[str]:
    def limits(low: int | None, high: int | None) -> str:
        bounds = (("paling rendah", low), ("paling tinggi", high))
        return " dan ".join(f"{words} {bound}" for words, bound in bounds if bound is not None)

    yield f"usia {limits(age.at_least, age.at_most)} tahun pada {show_date(age.day)}, {age.counted}"
    for one in age.exceptions:
        yield f"{condition_words(rules, one.when)}: {limits(one.at_least, one.at_most)} tahun"
    yield _basis(age.leap_day, "lahir 29 Februari: ulang tahun {} pada tahun biasa")


def _determined(rule: Determined | None) -> Iterator[Row]:
    return _told(("Penetapan", rule and f"{_ELSEWHERE} ({rule.legal_basis})"))


def _held(stage: Stage) -> Iterator[Row]:
    """Who is called, when, what absence means, and what takes its place."""
    called, keys, make_up = stage.called, stage.key_list, stage.make_up
    list_of_keys = "menurut kode; pemiliknya menurut daftar kunci"
    return _told(
        ("Yang dipanggil", called and f"menurut daftar{_basis(called.legal_basis, ' ({})')}; {_UNLISTED}"),
        ("Sesi", _terms(*(one.name + (f", {show_date(one.day)}" if one.day else "") for one in stage.sessions))),
        ("Tidak hadir", "gugur" if stage.absent == "gugur" else "dihitung nol"),
        ("Nilai kosong", stage.blank == "tidak hadir" and "berarti tidak hadir"),
        ("Nilai nol pada semua komponen", stage.all_zero == "tidak hadir" and "berarti tidak hadir"),
        ("Nilai tanpa nama", keys and f"{list_of_keys}{_basis(keys.legal_basis, ' ({})')}"),
        ("Pembanding", stage.second and "lembar kedua dari orang lain, dibandingkan sel demi sel"),
        ("Susulan", make_up and f"menggantikan ketidakhadiran ({make_up.legal_basis})"),
    )


def _value(stage: Stage) -> Iterator[Row]:
    """How the stage's value comes from its components, as scoring has it."""
    inputs = [component.name for component in stage.scored]
    if len(inputs) > 1 and not stage.weighs_components:
        yield SUM_OF, sum_of(stage).words(inputs)
        inputs = [SUM_OF]
    if inputs:
        yield VALUE_OF, (composite_of if stage.weighs_components else share_of)(stage).words(inputs)


def _component(component: Component) -> Iterator[str]:
    if component.requirement is not None:
        passes, fails = (" atau ".join(words) for words in (component.requirement.passes, component.requirement.fails))
        yield f"{passes}: lolos; {fails}: gugur; tanpa nilai"
        return
    if component.categories is not None:
        yield ", ".join(f"{word} = {v if isinstance(v, str) else show(v)}" for word, v in component.categories.items())
    else:
        yield f"nilai {show(component.minimum)} sampai {show(component.top)}"
    if (panel := component.panel) is not None:
        fewer = f", {panel.recused} bila seorang penilai berhalangan" if panel.recused else ""
        yield f"{panel.combine} nilai penilai, sedikitnya {panel.required} nilai{fewer}"
        weights = panel.aspects.weights if panel.aspects else {}
        yield _basis(", ".join(f"{name} {show(weight)}%" for name, weight in weights.items()), "aspek: {}")
    yield _figure(component.weight, "bobot {} dari 100 dalam tahap")
    yield _figure(component.threshold, "ambang batas {}")


def _shortlist(rules: Rules, rule: Shortlist) -> str:
    size = f"{rule.per_quota} × kuota" if rule.per_quota else f"{rule.places or UNDECIDED} orang"
    order = order_words(rules, rule.order)
    return f"{size} setiap formasi, menurut {order}; bila seri di tempat terakhir: {_ties(rule.ties, rule.seed)}"


def order_words(rules: Rules, order: Sequence[str]) -> str:
    """Sort keys as a sentence: ``nilai akhir; bila sama, Tes Tertulis; bila masih sama, yang lebih tua``."""
    names = [_sorted_by(rules, parse_key(rules, text)) for text in order]
    return "".join(f"{('', '; bila sama, ', '; bila masih sama, ')[min(i, 2)]}{name}" for i, name in enumerate(names))


def _sorted_by(rules: Rules, key: FigureKey) -> str:
    """One sort key and its direction."""
    if key.figure is Figure.TIER:
        return "yang memenuhi ambang batas umum dahulu"
    if key.figure is not Figure.ATTRIBUTE:
        return f"{_named(rules, key)}, yang lebih kecil dahulu" if key.smaller_first else _named(rules, key)
    attribute = rules.applicants.attributes[key.code]
    if attribute.kind == "tanggal":
        return f"yang lebih {'tua' if key.smaller_first else 'muda'} menurut {key.label}"
    if attribute.kind == "pilihan":
        return f"{key.label} menurut urutan {', '.join(attribute.choices or [])}"
    return f"{key.label}, yang lebih {'kecil' if key.smaller_first else 'besar'} dahulu"


def _named(rules: Rules, key: FigureKey) -> str:
    """A figure by the names that are printed: a component with its stage, unless both are called the same."""
    stage = rules.stages[key.stage].name if key.figure is Figure.COMPONENT else key.label
    return key.label if key.label == stage else f"{key.label} ({stage})"


def _ties(ties: Ties, seed: str | None) -> str:
    return _TIES[ties] + _basis(seed, " (benih: {})")


def _group(rules: Rules, group: Group) -> str:
    bounds = [
        f"{_named(rules, parse_key(rules, text))} {'tanpa ambang batas' if isinstance(v, str) else show(v)}"
        for text, v in group.thresholds.items()
    ]
    own = _basis(", ".join(bounds), "ambang batas: {}")
    return _terms(f"bila {condition_words(rules, group.when)}", own, _basis(group.legal_basis))


def _bonus(rules: Rules, bonus: Bonus) -> str:
    size = show(bonus.points) if bonus.points is not None else f"{show(bonus.percent or 0)}% dari nilai tertinggi"
    target = _named(rules, parse_key(rules, bonus.target))
    before = "sebelum" if bonus.before_threshold else "sesudah"
    return _terms(
        f"{size}, ditambahkan pada {target} bila {condition_words(rules, bonus.when)}",
        bonus.times and f"dikali {column_of(rules, bonus.times)}",
        _figure(bonus.cap, "paling banyak {}"),
        bonus.target != FINAL and f"{before} ambang batas diperiksa",
        f"bukti: {column_of(rules, bonus.evidence)} terisi",
        _basis(bonus.legal_basis),
    )


def _filling(rules: Rules, filling: Filling) -> str:
    group = next((g.name for g in rules.groups if g.code == filling.threshold), filling.threshold)
    return _terms(
        f"{filling.code}, {filling.meaning}",
        filling.source and f"dari {condition_words(rules, filling.source)}",
        filling.into and f"ke {condition_words(rules, filling.into)}",
        f"yang sama: {', '.join(filling.same)}",
        _basis(", ".join(filling.other), "yang berbeda: {}"),
        filling.education and f"{column_of(rules, filling.education)} termasuk kualifikasi formasi kosong",
        f"ambang batas: {group}",
        filling.from_below and "juga yang gugur hanya karena ambang batasnya sendiri",
        _basis(", ".join(column_of(rules, one) for one in filling.preferences or ()), "menurut pilihan pelamar: {}"),
        "peringkat terbaik",
        _basis(filling.legal_basis),
    )


def _additions(rules: Rules) -> Iterator[Row]:
    if rules.groups:
        yield "Kelompok dengan ambang batas sendiri", ""
        yield "Anggota", "peserta masuk kelompok pertama yang cocok"
    yield from ((group.name, _group(rules, group)) for group in rules.groups)
    if rules.bonuses:
        yield "Bonus", ""
    yield from ((bonus.name, _bonus(rules, bonus)) for bonus in rules.bonuses)


def additions_at(rules: Rules, stage: int, groups: Collection[int]) -> Iterator[tuple[str, str, str]]:
    """What a stage asks of groups and adds beside its own rules: name, words, and legal basis or ''.

    Args:
        stage: its index; -1 for the end.
        groups: of whom it is told, see ``conditions.groups_of``.
    """
    for number, group in enumerate(rules.groups, 1):
        if number in groups and any(parse_key(rules, text).stage == stage for text in group.thresholds):
            yield called("Kelompok", group.name), _group(rules, group), group.legal_basis or ""
    for bonus in rules.bonuses:
        if parse_key(rules, bonus.target).stage == stage:
            yield called("Bonus", bonus.name), _bonus(rules, bonus), bonus.legal_basis or ""


def order_rows(rules: Rules) -> Iterator[Row]:
    """The rules of the final order; its first row is a heading."""
    ranking, repeat, rule, chosen = rules.ranking, rules.ranking.repeat, rules.choice, rules.appointment
    yield "Urutan akhir", ""
    yield from _told(("Dasar", ranking.legal_basis))
    yield from _determined(ranking.determined)
    yield from _told(
        ("Urutan", order_words(rules, ranking.order)),
        ("Bila seri di kursi terakhir", _ties(ranking.ties, ranking.seed)),
        ("Ujian ulang", repeat and f"di antara yang seri; nilai yang lebih tinggi didahulukan ({repeat.legal_basis})"),
        ("Cadangan", f"{ranking.reserves} orang setiap formasi" if ranking.reserves else "tidak ada"),
        ("Jumlah bonus pada nilai akhir", _figure(ranking.bonus_cap, "paling banyak {}")),
        *(("Pengisian kursi kosong", _filling(rules, filling)) for filling in rules.fillings),
        *(_replacement(rules.replacement) if rules.replacement else ()),
    )
    if rule is not None:
        what = f"{column_of(rules, rule.person)} yang sama; urutannya {column_of(rules, rule.order)}"
        how = "pilihan pertama yang dicapai peringkatnya (Gale-Shapley, pelamar mengajukan)"
        yield "Beberapa lamaran satu orang", f"{what}: {how} ({rule.legal_basis})"
    words = "di antara nama yang diajukan, dengan keputusan"
    yield from _told(("Pengangkatan", chosen and f"{words} ({chosen.legal_basis})"))


def _replacement(rule: Replacement) -> Sequence[tuple[str, object]]:
    code = f" dengan kode {rule.code}, {rule.meaning}" if rule.code else ""
    how = f"peringkat berikutnya tanpa kursi lain, dengan surat persetujuan{code} ({rule.legal_basis})"
    between = rule.between_stages and "yang mundur digantikan peringkat berikutnya dalam undangan"
    refill = rule.refill and "diisi lagi dari peringkat berikutnya"
    names = ("Penggantian", "Penggantian di antara dua tahap", "Cadangan yang berkurang")
    return list(zip(names, (how, between, refill), strict=True))


def _codes(rules: Rules) -> Iterator[Row]:
    """The result codes that the rules name; the usual ones are explained where they are used."""
    named: list[tuple[str, StageCodes | FinalCodes | None]] = [(stage.name, stage.codes) for stage in rules.stages]
    named.append(("Hasil akhir", rules.codes))
    named += [(group.name, codes) for group in rules.groups for codes in (group.stage_codes, group.final_codes)]
    rows = [(name, _meanings(codes)) for name, codes in named if codes and codes.own]
    yield from [("Kode hasil", ""), *rows] if rows else ()


def _meanings(codes: StageCodes | FinalCodes) -> str:
    return _terms(*(f"{one.code}: {one.meaning}" for one in codes.own.values()))


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
            return f"{rules.groups[i].name}: {_named(rules, parse_key(rules, text))}"
        case ("bonus", int(i), *_):
            return rules.bonuses[i].name
        case ("tahap", int(i), *rest):
            return f"{rules.stages[i].name}: {dotted(tuple(rest))}"
    return one.key


def _seats(formations: Sequence[Formation]) -> Iterator[Row]:
    if formations:
        yield "Formasi dan kuota", ""
    for one in formations:
        yield one.code, f"{', '.join(fact for fact in (one.title, one.unit, one.kind) if fact)}: {one.quota} kursi"
