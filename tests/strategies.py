"""Random small selections for property tests: coarse marks, so that ties are common; weights that do not divide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.oracle import Case, highest, scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.oracle import Mark, Person, Table

# The same examples on every run and every machine, unless a run asks for other ones: see ``conftest.LUCK``.
LUCK = settings.get_current_profile_name() == "luck"
STEADY = settings(
    derandomize=not LUCK,
    print_blob=LUCK,
    deadline=None,
    max_examples=1000 if LUCK else 100,
    suppress_health_check=[HealthCheck.too_slow],
)

RULES = ("setengah ke atas", "setengah ke genap", "ke bawah")
TIES = ("berhenti", "ikut semua", "undian")
D = Decimal
WEIGHTS: dict[int, list[list[Any]]] = {
    1: [[100]],
    2: [[40, 60], [D("12.5"), D("87.5")], [D("33.4"), D("66.6")], [1, 99]],
    3: [[D("33.4"), D("33.3"), D("33.3")], [30, 30, 40], [D("12.5"), 25, D("62.5")]],
}
ATTRIBUTES = {
    "lahir": {"kolom": "Tanggal Lahir", "jenis": "tanggal"},
    "ipk": {"kolom": "IPK", "jenis": "angka"},
    "ijazah": {"kolom": "Ijazah", "jenis": "pilihan", "pilihan": ["S-2", "S-1"]},
    "masa_kerja": {"kolom": "Masa Kerja", "jenis": "angka"},
    "afirmasi": {"kolom": "Afirmasi", "jenis": "teks"},
    "bukti": {"kolom": "Bukti", "jenis": "teks"},
}
ATTRIBUTE_KEYS = {
    "lahir": ("pelamar.lahir: tertua", "pelamar.lahir: termuda"),
    "ipk": ("pelamar.ipk", "pelamar.ipk: terkecil"),
    "ijazah": ("pelamar.ijazah",),
}


@cache
def between(least: int, most: int) -> st.SearchStrategy[int]:
    """Built once: an example makes some hundred choices, and building their strategies costs more than drawing."""
    return st.integers(least, most)


class Chooser:
    """Hypothesis's ``draw`` in the words this module needs; examples shrink towards the first option."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw

    def upto(self, most: int, least: int = 1) -> int:
        return self.draw(between(least, most))

    def one(self, *options: Any) -> Any:
        return options[self.upto(len(options) - 1, least=0)]

    def chance(self, in_how_many: int) -> bool:
        return self.upto(in_how_many) == in_how_many

    def some(self, options: Iterable[str], most: int) -> list[str]:
        """One or more of the options, each at most once."""
        left = list(options)
        return [left.pop(self.upto(len(left), least=1) - 1) for _ in range(min(self.upto(most), len(left)))]


@st.composite
def cases(
    draw: Callable[[st.SearchStrategy[Any]], Any],
    *,
    shortlists: bool = True,
    ties: tuple[str, ...] = TIES,
    seeded: bool = False,
    formations: int = 3,
    gaps: bool = False,
    more: bool = False,
    held: bool = False,
) -> Case:
    """One random selection.

    Args:
        shortlists: whether stages may cut those who passed down to a number.
        ties: the policies to choose from.
        seeded: whether every lottery has its seed already.
        formations: at most so many.
        gaps: whether marks may be missing that no rule takes for an absence; most such selections stop.
        more: whether stages also make demands, people leave by events, and those who are tied sit an exam again.
        held: whether there are also make-ups, aspects, nominations, and lists of the central body.
    """
    pick = Chooser(draw)
    seats = _formations(pick, pick.upto(formations))
    rules = _rules(pick, shortlists, ties, seeded)
    rules["formasi"] = {"daftar": [{"kode": code, **facts} for code, facts in seats.items()]}
    people = [_person(pick, f"{i:03}", list(seats)) for i in range(1, pick.upto(12, least=3) + 1)]
    case = Case(rules, people, seats, _all_marks(pick, rules, people, gaps), _called(pick, rules, people))
    case = _with_more(pick, case) if more else case
    return _with_lists(pick, _with_nominations(pick, _with_aspects(pick, _with_make_ups(pick, case)))) if held else case


def _formations(pick: Chooser, n: int) -> dict[str, Table]:
    return {
        code: {
            "jabatan": f"Jabatan {code}",
            "jenis": pick.one("Umum", "Khusus"),
            "kuota": pick.upto(2, least=0),
            "pendidikan": ["S-1 Hukum", "S-1 Ilmu Hukum"][: 1 + (code == "B")],
        }
        for code in "ABC"[:n]
    }


# --- what some selections also have -------------------------------------------------------------------------


def _with_more(pick: Chooser, case: Case) -> Case:
    """Demands, events by which people leave, and an exam that is repeated."""
    people = [p | {"jenjang": pick.one("S-1 Hukum", "s-1 hukum", "S-1 Ilmu Hukum", None)} for p in case.applicants]
    people = [p | {"lahir": pick.one(p["lahir"], p["lahir"], date(1988, 2, 29))} for p in people]
    rules = dict(case.rules)
    rules["pelamar"] = rules["pelamar"] | {"atribut": ATTRIBUTES | {"jenjang": {"kolom": "Jenjang", "jenis": "teks"}}}
    rules["tahap"] = [stage | _demands(pick) for stage in rules["tahap"]]
    rules["peristiwa"] = _departures(pick, rules, people)
    again: dict[str, Decimal] = {}
    if pick.chance(3):
        table = {"berkas": "data/ulang.xlsx", "maksimum": 100, "dasar": "Uji"}
        rules["peringkat"] = rules["peringkat"] | {"ujian_ulang": table}
        again = {p["nomor"]: D(pick.one(70, 80)) for p in people if not pick.chance(3)}
    return replace(case, rules=rules, applicants=people, repeat=again)


def _demands(pick: Chooser) -> Table:
    if pick.chance(2):
        return {}
    return {"ketentuan": [_demand(pick, f"T-{k}") for k in range(pick.upto(2))]}


def _demand(pick: Chooser, code: str) -> Table:
    demand: Table = {"kode": code, "alasan": "tidak memenuhi", "kosong": pick.one("lolos", "gugur", "berhenti")}
    if pick.chance(3):
        demand["untuk"] = _condition(pick)
    kind = pick.one("usia", "bila", "pendidikan")
    if kind == "usia":
        return demand | {"usia": _age(pick)}
    return demand | ({"bila": _condition(pick)} if kind == "bila" else {"pendidikan": "pelamar.jenjang"})


def _age(pick: Chooser) -> Table:
    day = pick.one(date(2026, 2, 28), date(2026, 3, 1), date(2024, 2, 29), date(2026, 1, 1), date(2026, 1, 2))
    age: Table = {"lahir": "pelamar.lahir", "acuan": day, "cara": pick.one("tahun penuh", "tepat")}
    age |= pick.one({"maksimal": 36}, {"maksimal": 37}, {"minimal": 36}, {"minimal": 38, "maksimal": 38})
    if pick.chance(2):
        age["kabisat"] = pick.one("28 Februari", "1 Maret")
    if pick.chance(3):
        age["kecuali"] = [{"bila": _condition(pick), pick.one("minimal", "maksimal"): pick.one(35, 36, 38)}]
    return age


def _departures(pick: Chooser, rules: Table, people: list[Person]) -> list[Table]:
    kinds = "mengundurkan diri", "diskualifikasi"
    stages = [stage["kode"] for stage in rules["tahap"]]
    return [
        {"jenis": pick.one(*kinds), "tahap": pick.one(*stages), "peserta": p["nomor"]} for p in people if pick.chance(9)
    ]


# --- how some are held ----------------------------------------------------------------------------------------


ASPECTS = {"Isi": D("66.6"), "Cara": D("33.4")}


def _with_aspects(pick: Chooser, case: Case) -> Case:
    """Panels of which each rater marks two aspects on a row of their own."""
    marks, again, stages = dict(case.marks), dict(case.again), []
    for stage in case.rules["tahap"]:
        parts = []
        for c in stage["komponen"]:
            if "panel" in c and not pick.chance(3):
                panel = {key: value for key, value in c["panel"].items() if key != "kolom"}
                c = c | {"panel": panel | {"penilai": "Penilai", "aspek": {"bobot": ASPECTS}}}  # noqa: PLW2901
                key = stage["kode"], c["kode"]
                for sheets in (one for one in (marks, again) if key in one):
                    sheets[key] = {number: _in_aspects(pick, c, cell) for number, cell in sheets[key].items()}
            parts.append(c)
        stages.append(stage | {"komponen": parts})
    return replace(case, rules=case.rules | {"tahap": stages}, marks=marks, again=again)


def _in_aspects(pick: Chooser, component: Table, cell: Mark) -> Mark:
    if not isinstance(cell, dict):
        return cell
    return {r: None if m is None else {"Isi": m, "Cara": _mark(pick, component)} for r, m in cell.items()}


def _with_make_ups(pick: Chooser, case: Case) -> Case:
    """Make-ups of some stages: of the absent, of others who have no row, and now and then of somebody who was there."""
    again: dict[tuple[str, str], dict[str, Mark]] = {}
    stages = []
    for stage in case.rules["tahap"]:
        if pick.chance(2):
            stage = stage | {"susulan": {"berkas": f"data/{stage['kode']}-susulan.xlsx", "dasar": "BA 1"}}  # noqa: PLW2901
            for c in stage["komponen"]:
                own = case.marks[stage["kode"], c["kode"]]
                who = [p["nomor"] for p in case.applicants if own.get(p["nomor"]) in ("TH", "", None) or pick.chance(9)]
                cells = {n: _cell(pick, c, ("",), gaps=False) for n in who if not pick.chance(4)}
                again[stage["kode"], c["kode"]] = {n: cell for n, cell in cells.items() if cell is not None}
        stages.append(stage)
    return replace(case, rules=case.rules | {"tahap": stages}, again=again)


def _with_nominations(pick: Chooser, case: Case) -> Case:
    """Names that are put to whoever appoints, and some who are appointed."""
    if not pick.chance(3):
        return case
    rules = case.rules | {"peringkat": case.rules["peringkat"] | {"nominasi": pick.upto(3)}}
    rules["pengangkatan"] = {"dasar": "Uji", "kode": "T", "arti": "diangkat"}
    rules["peristiwa"] = [
        {"jenis": "pengangkatan", "tahap": "akhir", "formasi": pick.one(p["formasi"], "A"), "peserta": p["nomor"]}
        for p in case.applicants
        if pick.chance(3)
    ]
    return replace(case, rules=rules)


def _with_lists(pick: Chooser, case: Case) -> Case:
    """What the central body determined of a stage, or of the end."""
    rules, lists = dict(case.rules), {}
    where = pick.one("", *(stage["kode"] for stage in rules["tahap"]), "akhir")
    source = {"berkas": "data/penetapan.xlsx", "dasar": "Surat 1"}
    if where == "akhir" and "nominasi" not in rules["peringkat"]:
        rules["peringkat"] = rules["peringkat"] | {"penetapan": source}
        lists[where] = _listed(pick, case.applicants, ("lulus", "cadangan", "tidak_lulus", "gugur"), 100)
    rules["tahap"] = [stage | ({"penetapan": source} if stage["kode"] == where else {}) for stage in rules["tahap"]]
    for stage in (stage for stage in rules["tahap"] if stage["kode"] == where):
        top = stage["skala"] if "bobot" in (scored(stage) or [{}])[0] else sum(int(highest(c)) for c in scored(stage))
        lists[where] = _listed(pick, case.applicants, ("lanjut", "lanjut", "tidak_lanjut", "gugur"), top)
    return replace(case, rules=rules, lists=lists)


def _listed(pick: Chooser, people: list[Person], codes: tuple[str, ...], top: int) -> dict[str, Table]:
    """A row for most people; whoever goes on or wins has a rank and a total."""
    found: dict[str, Table] = {}
    for p in (p for p in people if not pick.chance(6)):
        code = pick.one(*codes)
        row = {"kode": code, "peringkat": pick.upto(3), "total": top * pick.one(D("0.75"), D("0.5"))}
        blank = code not in ("lanjut", "lulus", "cadangan") and pick.chance(2)
        found[p["nomor"]] = {"kode": code, "peringkat": None, "total": None} if blank else row
    return found


# --- rules --------------------------------------------------------------------------------------------------


def _rules(pick: Chooser, shortlists: bool, ties: tuple[str, ...], seeded: bool) -> Table:
    stages = [_stage(pick, code) for code in ("tes", "wawancara", "psikotes")[: pick.upto(3)]]
    weighed = _weigh(pick, stages)
    if shortlists:
        for i, stage in enumerate(stages):
            if pick.chance(3):
                stage["lanjut"] = _shortlist(pick, _keys(stages[: i + 1], weighed, final=False), ties, seeded)
    bonuses = _bonuses(pick, stages, weighed)
    groups = [_group(pick, f"k{i}", stages) for i in range(pick.upto(2, least=0))]
    ranking = _ranking(pick, _keys(stages, weighed, final=True), bonuses, ties, seeded)
    if groups and pick.chance(3):
        ranking["urut"] = ["ambang_umum", *ranking["urut"]]
    return {
        "seleksi": {"nama": "Acak", "instansi": "Uji", "tahun": 2026, "dasar": "Uji"},
        "pelamar": {"berkas": "data/pelamar.xlsx", "atribut": ATTRIBUTES},
        "tahap": stages,
        "kelompok": groups,
        "bonus": bonuses,
        "pembulatan": _roundings(pick, ("nilai", "skala", "bobot", "akhir")) | {"cara": pick.one(*RULES)},
        "peringkat": ranking,
    }


def _roundings(pick: Chooser, steps: tuple[str, ...]) -> Table:
    return {step: _step(pick) for step in steps}


def _step(pick: Chooser) -> Any:
    decimals = pick.one("tanpa", 0, 1, 3)
    if decimals == "tanpa" or not pick.chance(3):
        return decimals
    return {"desimal": decimals, "cara": pick.one(*RULES)}


def _stage(pick: Chooser, code: str) -> Table:
    stage: Table = {"kode": code, "nama": code.title(), "berkas": f"data/{code}.xlsx", "skala": pick.one(100, 10)}
    stage["komponen"] = [_component(pick, name) for name in ("satu", "dua")[: pick.upto(2)]]
    stage["tidak_hadir"], stage["kosong"] = pick.one("gugur", "nol"), pick.one("berhenti", "tidak hadir")
    stage["semua_nol"] = pick.one("nilai", "nilai", "tidak hadir")
    if scored(stage):
        _composite(pick, stage, scored(stage))
    if pick.chance(3):
        stage["pembulatan"] = _roundings(pick, ("nilai", "skala", "bobot")[: pick.upto(3)])
    return stage


def _composite(pick: Chooser, stage: Table, parts: list[Table]) -> None:
    """Sometimes weights for the components, sometimes thresholds on what they add up to."""
    if pick.chance(3):
        for component, weight in zip(parts, pick.one(*WEIGHTS[len(parts)]), strict=True):
            component["bobot"] = weight
    elif pick.chance(4):
        stage["ambang_jumlah"] = _share(pick, sum((D(c.get("maksimum", 10)) for c in parts), D(0)))
    if pick.chance(4):
        stage["ambang"] = D(stage["skala"]) * pick.one(D("0.25"), D("0.5"), D("0.63"))  # 62.5 may become 63


def _share(pick: Chooser, top: Decimal) -> Decimal:
    return top * pick.one(D("0.25"), D("0.5"))


def _component(pick: Chooser, code: str) -> Table:
    component: Table = {"kode": code, "nama": code.title()}
    kind = pick.one("angka", "angka", "panel", "kategori", "syarat")
    if kind == "syarat":
        return component | {"syarat": {"lolos": ["MS"], "gugur": ["TMS"]}}
    if kind == "kategori":
        component["kategori"] = {"Baik": 10, "Cukup": D("6.5"), "Kurang": pick.one(3, "gugur", 0)}
    else:
        component["maksimum"] = pick.one(10, 100, 7, 150)
    if kind == "panel":
        method = pick.one("rata-rata", "median", "rata-rata terpangkas")
        least = 3 if method == "rata-rata terpangkas" else 1
        raters = [f"Penilai {i}" for i in range(1, 5)]
        component["panel"] = {"gabung": method, "minimal": least, "kolom": raters}
    if pick.chance(4):
        component["ambang"] = _share(pick, D(component.get("maksimum", 10)))
    return component


def _weigh(pick: Chooser, stages: list[Table]) -> bool:
    """Give weights to some of the stages, or to none; tells whether any has one."""
    able = [s for s in stages if scored(s) and not pick.chance(5)]
    if not able or pick.chance(8):
        return False
    for stage, weight in zip(able, pick.one(*WEIGHTS[len(able)]), strict=True):
        stage["bobot"] = weight
    return True


def _keys(stages: list[Table], weighed: bool, *, final: bool) -> list[str]:
    """The keys that a tie chain may use."""
    keys = ((["akhir"] if final else []) + ["sementara"]) if weighed else []
    for stage in stages:
        parts = scored(stage)
        keys += [stage["kode"]] * bool(parts) + [f"{stage['kode']}.{c['kode']}" for c in parts]
        if parts and "bobot" not in parts[0]:
            keys.append(f"{stage['kode']}.jumlah")
    return keys


def _shortlist(pick: Chooser, keys: list[str], ties: tuple[str, ...], seeded: bool) -> Table:
    number = {"kali_kuota": pick.upto(2)} if pick.chance(2) else {"jumlah": pick.upto(3)}
    return number | {"urut": _chain(pick, keys)} | _policy(pick, ties, seeded)


def _policy(pick: Chooser, ties: tuple[str, ...], seeded: bool) -> Table:
    policy = {"seri": pick.one(*ties)}
    if policy["seri"] == "undian" and (seeded or not pick.chance(4)):
        policy["benih"] = pick.one("2026-11-20", "kotak suara 7")
    return policy


def _chain(pick: Chooser, keys: list[str]) -> list[str]:
    """Figures first, then sometimes what tells people apart beyond them."""
    chain = pick.some(keys, 3) if keys else []
    if chain and not pick.chance(3):
        return chain
    return chain + [pick.one(*ATTRIBUTE_KEYS[a]) for a in pick.some(ATTRIBUTE_KEYS, 2)]


def _ranking(pick: Chooser, keys: list[str], bonuses: list[Table], ties: tuple[str, ...], seeded: bool) -> Table:
    ranking = {"urut": _chain(pick, keys), "cadangan": pick.upto(2, least=0)} | _policy(pick, ties, seeded)
    if any(b["pada"] == "akhir" for b in bonuses) and pick.chance(2):
        ranking["bonus_maksimum"] = pick.one(D("2.5"), 6)
    return ranking


def _condition(pick: Chooser) -> Table:
    return pick.one(
        {"pelamar.afirmasi": ["Ya"]},
        {"formasi.jenis": ["khusus"]},
        {"formasi.kode": ["A", "B"]},
        {"pelamar.ipk": [D("3.50"), 4]},
        {"pelamar.masa_kerja": {pick.one("minimal", "lebih_dari"): 1}, "pelamar.ipk": {"kurang_dari": D("3.5")}},
        {"pelamar.lahir": {pick.one("sejak", "sesudah", "sampai", "sebelum"): date(1990, 1, 2)}},
    )


def _group(pick: Chooser, code: str, stages: list[Table]) -> Table:
    keys = [k for k in _keys(stages, weighed=False, final=False) if not pick.chance(2)]
    own = {key: pick.one("tanpa", 1, 3, D("5.5")) for key in keys}
    return {"kode": code, "nama": code, "bila": _condition(pick), "ambang": own}


def _bonuses(pick: Chooser, stages: list[Table], weighed: bool) -> list[Table]:
    targets = [f"{s['kode']}.{c['kode']}" for s in stages for c in scored(s)] + ["akhir"] * weighed
    return [_bonus(pick, f"b{i}", targets) for i in range(pick.upto(2, least=0)) if targets]


def _bonus(pick: Chooser, code: str, targets: list[str]) -> Table:
    bonus = {"kode": code, "nama": code, "pada": pick.one(*targets), "bila": _condition(pick), "bukti": "pelamar.bukti"}
    bonus |= pick.one({"nilai": D("1.5")}, {"persen": 10}, {"persen": D("33.3")}, {"persen": 100})
    if pick.chance(3):
        bonus["kali"] = "pelamar.masa_kerja"
    if pick.chance(3):
        bonus["maksimum"] = pick.one(2, D("7.25"))
    return bonus | {"sebelum_ambang": pick.one(True, False)}


def _called(pick: Chooser, rules: Table, people: list[Person]) -> dict[str, frozenset[str]]:
    """Sometimes a list of those called to a stage, which leaves out some."""
    stages = [stage["kode"] for stage in rules["tahap"] if pick.chance(6)]
    return {code: frozenset(p["nomor"] for p in people if not pick.chance(5)) for code in stages}


# --- people and marks ---------------------------------------------------------------------------------------


def _person(pick: Chooser, number: str, formations: list[str]) -> Person:
    return {
        "nomor": number,
        "nama": f"Peserta {number}",
        "formasi": pick.one(*formations),
        "lahir": pick.one(date(1990, 1, 2), date(1990, 1, 2), date(1991, 12, 31), None),
        "ipk": pick.one(D("3.50"), D("3.5"), D("2.75"), D("4")),
        "ijazah": pick.one("S-1", "S-2"),
        "masa_kerja": pick.one(D(0), D(1), D("2.5"), None),
        "afirmasi": pick.one("Tidak", "Ya", "ya", None),
        "bukti": pick.one("SK 1", None),
    }


def _all_marks(pick: Chooser, rules: Table, people: list[Person], gaps: bool) -> dict[tuple[str, str], dict[str, Mark]]:
    """Marks for everyone; one in four copies all marks of somebody before them."""
    components = [(s, c) for s in rules["tahap"] for c in s["komponen"]]
    marks: dict[tuple[str, str], dict[str, Mark]] = {(s["kode"], c["kode"]): {} for s, c in components}
    for i, person in enumerate(people):
        twin = people[pick.upto(i) - 1]["nomor"] if i and pick.chance(4) else None
        for stage, component in components:
            column = marks[stage["kode"], component["kode"]]
            blanks = ("", None) if gaps or stage["kosong"] == "tidak hadir" else ()
            cell = column.get(twin) if twin else _cell(pick, component, blanks, gaps)
            if cell is not None:
                column[person["nomor"]] = cell
    return marks


def _cell(pick: Chooser, component: Table, blanks: tuple[Mark | None, ...], gaps: bool) -> Mark | None:
    """One cell of a mark sheet; None: no row."""
    if pick.chance(16):
        return pick.one("TH", "APS", "DIS", *blanks)
    if "syarat" in component:
        return pick.one("MS", "MS", "MS", "TMS")
    if "kategori" in component:
        return pick.one(*component["kategori"])
    if "panel" in component:
        return _votes(pick, component, gaps)
    return _mark(pick, component)


def _votes(pick: Chooser, component: Table, gaps: bool) -> Mark:
    raters, least = component["panel"]["kolom"], component["panel"]["minimal"]
    given = pick.upto(len(raters), least=0 if gaps else least)
    return {r: _mark(pick, component) if i < given else None for i, r in enumerate(raters)}


def _mark(pick: Chooser, component: Table) -> Decimal:
    top = D(str(highest(component)))
    return top * pick.one(D(1), D("0.5"), D("0.75"), D("0.25"), D(0))
