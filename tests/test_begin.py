"""A new folder: presets, the next annual cycle, answers; and values that nobody has settled yet."""

from __future__ import annotations

import io
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from asnrekrut.begin.presets import preset, presets
from asnrekrut.errors import Exit
from asnrekrut.rules.load import load_rules
from asnrekrut.rules.undecided import UNDECIDED
from tests.preset_data import DEGREE, MODES, draft
from tests.selections import SAMPLES, Draft, command, people

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("blud", "cpns-akhir", "cpns-skd", "jpt-pratama", "lokal", "panel-adhoc", "perangkat-desa", "pppk")
NAMES += ("pppk-2023", "pppk-guru-2021", "sekolah-kedinasan")


def of_everyone(folder: Path, key: str, stage: str = "akhir") -> dict[str, str]:
    """What ``hasil.json`` says of everyone under a key, by number; empty where the stage is not reached."""
    if not (folder / "hasil" / stage).exists():
        return {}
    return {number: one[key] for number, one in people(folder, stage).items()}


def test_all_presets_are_listed_with_their_regulation() -> None:
    assert tuple(presets()) == NAMES
    said = command("init", "--daftar").out
    assert all(f"{name}: {one.title}" in said for name, one in presets().items())
    assert all(basis in said for one in presets().values() for basis in one.basis)


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_begins_a_folder_that_status_and_template_accept(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "seleksi-2027"
    assert command("init", folder, "--preset", name).code == Exit.DONE
    assert "tahun = 2027\n" in (folder / "seleksi.toml").read_text(encoding="utf-8")
    assert command("status", folder).code == Exit.DONE
    assert command("template", folder).code == Exit.DONE
    assert command("init", folder, "--preset", name).code == Exit.USAGE  # not empty


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES)
def test_a_preset_runs_on_usual_and_awkward_selections(tmp_path: Path, name: str, mode: str) -> None:
    made = draft(name, mode)
    outcome = command("rank", "--json", made.write(tmp_path))
    stops = [one for one in outcome.data["temuan"] if one["kode"].startswith("E")]
    assert stops == []
    assert outcome.code in ({Exit.DONE, Exit.TIE} if mode == "all tied" else {Exit.DONE})
    if outcome.code == Exit.TIE:
        assert outcome.data["seri"]
        return
    winners = sum(way[-1] in {"lulus", "diajukan"} for way in of_everyone(tmp_path, "nasib").values())
    full = 6 if name == "jpt-pratama" else 4  # three names or two seats, in two formations
    expected = {"usual": full, "one applicant": 1, "all tied": winners}
    assert winners == (full if mode == "nobody passes" and name in NOBODY_FAILS else expected.get(mode, 0))


NOBODY_FAILS = {"blud", "jpt-pratama", "panel-adhoc", "perangkat-desa", "pppk"}  # there are no thresholds


def test_the_published_tie_at_the_boundary_comes_out_from_the_preset(tmp_path: Path) -> None:
    """BKN 2020: seven people, equal totals at the third and sixth place, broken by TKP, then TIU, then TWK."""
    people = [(150, 110, 135), (148, 125, 115), (145, 105, 117), (147, 115, 105), (146, 112, 109), (146, 110, 100)]
    people.append((146, 115, 95))
    for quota, expected in ((1, {1, 2, 4}), (2, {1, 2, 4, 5, 3, 7})):
        made = draft("cpns-skd")
        # the thresholds of 2024 are not those of the example
        made.rule("ambang = 65", "ambang = 0").rule("ambang = 80", "ambang = 0").rule("ambang = 166", "ambang = 0")
        made.files["data/formasi.csv"][""] = [["Kode", "Jabatan", "Unit", "Jenis", "Kuota"]]
        made.files["data/formasi.csv"][""].append(["F1", "Arsiparis", "A", "Umum", str(quota)])
        made.files["data/pelamar.csv"][""] = [["Nomor Peserta", "Nama", "Formasi"]]
        made.files["data/pelamar.csv"][""] += [[f"26-{i}", f"Contoh {i}", "F1"] for i in range(1, 8)]
        rows = [[f"26-{i}", str(twk), str(tiu), str(tkp)] for i, (tkp, tiu, twk) in enumerate(people, 1)]
        made.files["data/skd.csv"][""] = [["Nomor Peserta", "TWK", "TIU", "TKP"], *rows]
        folder = made.write(tmp_path / str(quota))
        assert command("rank", "--sampai", "skd", folder).code == Exit.DONE
        found = of_everyone(folder, "kode", "1-skd")
        assert {int(number[3:]) for number, code in found.items() if code == "P/L"} == expected


def test_the_published_integration_of_2018_comes_out_from_the_preset(tmp_path: Path) -> None:
    """A published example: SKD of 500 and SKB of 500; three decimals in every column, the rounded columns added."""
    made = draft("cpns-akhir").rule("maksimum = 225", "maksimum = 175")  # 150 + 175 + 175 = 500 then
    for bound in ("ambang = 65", "ambang = 80", "ambang = 166"):
        made.rule(bound, "ambang = 0")
    made.files["data/pelamar.csv"][""][1:] = [
        [f"26-000{i}", f"Contoh {i}", "F1", "3.5", DEGREE, f"0{i}-01-1995"] for i in (1, 2, 3)
    ]
    skd = [[100, 100, 100], [95, 100, 100], [90, 95, 95]]  # 300, 295, 280
    made.files["data/skd.csv"][""][1:] = [[f"26-000{i}", *map(str, marks)] for i, marks in enumerate(skd, 1)]
    made.files["data/skb.csv"][""][1:] = [[f"26-000{i}", str(mark)] for i, mark in ((1, 350), (2, 400), (3, 375))]
    assert command("rank", made.write(tmp_path)).code == Exit.DONE
    expected = {  # SKD and SKB on 100, 40 %, 60 %, final, rank
        "26-0001": ("60", "70", "24", "42", "66", 3),
        "26-0002": ("59", "80", "23.6", "48", "71.6", 1),
        "26-0003": ("56", "75", "22.4", "45", "67.4", 2),
    }
    for number, one in people(tmp_path).items():
        steps = one["langkah"]
        keys = ("skd", "skb", "skd.bobot", "skb.bobot", "akhir")
        assert (*(steps[key] for key in keys), one["peringkat"]) == expected[number]


def test_the_published_filling_of_empty_seats_comes_out_from_the_preset(tmp_path: Path) -> None:
    """BKN 2020: one post, 3 + 1 + 2 seats; six general applicants and one cumlaude: the fourth and fifth fill up."""
    made = draft("cpns-akhir")
    kinds = (("F1", "Umum", 3), ("F2", "Disabilitas", 1), ("F3", "Cumlaude", 2))
    made.files["data/formasi.csv"][""][1:] = [
        [code, "Pranata Komputer", "Unit 1", kind, str(quota), DEGREE] for code, kind, quota in kinds
    ]
    people_of = {f"26-000{i}": "F1" for i in range(1, 7)} | {"26-0007": "F3"}
    made.files["data/pelamar.csv"][""][1:] = [
        [number, f"Contoh {number}", code, "3.5", DEGREE, f"0{number[-1]}-01-1995"]
        for number, code in people_of.items()
    ]
    made.files["data/skd.csv"][""][1:] = [[number, "120", "140", "180"] for number in people_of]
    made.files["data/skb.csv"][""][1:] = [[number, str(400 - 10 * int(number[-1]))] for number in people_of]
    outcome = command("rank", "--json", made.write(tmp_path))
    assert outcome.code == Exit.DONE, outcome.data["temuan"]
    found = people(tmp_path)
    seated = {number for number, one in found.items() if one["nasib"][-1] == "lulus"}
    assert seated == {"26-0001", "26-0002", "26-0003", "26-0004", "26-0005", "26-0007"}
    moved = {number for number in seated if found[number]["kode"].startswith("Z-")}
    assert moved == {"26-0004", "26-0005"}


def test_the_paper_of_a_senior_post_counts_as_published(tmp_path: Path) -> None:
    """Eight indicators of five: 40, 32, 16 and 33 points are 20, 16, 8 and 16.5 of 20."""
    made = draft("jpt-pratama")
    rows = made.files["data/makalah.csv"][""]
    for row, mark in zip(rows[1:5], (40, 32, 16, 33), strict=True):
        row[1] = str(mark)
    assert command("rank", made.write(tmp_path)).code == Exit.DONE
    found = people(tmp_path)
    assert [found[row[0]]["langkah"]["makalah.bobot"] for row in rows[1:5]] == ["20", "16", "8", "16.5"]


def test_the_central_list_decides_and_ours_runs_beside_it(tmp_path: Path) -> None:
    ours = draft("pppk").write(tmp_path / "ours")
    assert command("rank", ours).code == Exit.DONE
    made = draft("pppk", lists=True)
    rows = [[number, str(one["peringkat"]), one["kode"]] for number, one in people(ours).items()]
    rows[0][2], rows[-1][2] = rows[-1][2], rows[0][2]  # the list seats somebody else
    made.files["data/penetapan-akhir.csv"] = {"": [["Nomor Peserta", "Peringkat", "Kode"], *rows]}
    outcome = command("rank", "--json", made.write(tmp_path / "list"))
    assert outcome.code == Exit.DONE
    assert of_everyone(tmp_path / "list", "kode") == {number: code for number, _, code in rows}
    assert "P452" in {one["kode"] for one in outcome.data["temuan"]}, "ours reads otherwise"


def test_affirmation_is_capped_added_before_the_threshold_and_age_counts_only_with_service(tmp_path: Path) -> None:
    technical = "maksimum = 500\ndesimal = 0\nambang = "
    made = draft("pppk-guru-2021").rule(f"{technical}20", f"{technical}300")
    rows = made.files["data/pelamar.csv"][""]
    head = rows[0]

    def put(row: int, **facts: str) -> None:
        for name, text in facts.items():
            rows[row][head.index({"usia": "Usia", "kerja": "Masa Kerja", "sk": "SK Mengajar"}[name])] = text

    for row in range(1, 9):
        put(row, usia="30", kerja="1")
    put(1, usia="36", kerja="3", sk="SK 1")
    put(2, usia="36", kerja="2")  # age alone gives nothing
    marks = made.files["data/kompetensi.csv"][""]
    for row in marks[1:]:
        row[1] = "240"  # 240 + 15 % of 500 = 315 reaches 300; 240 does not
    folder = made.write(tmp_path)
    assert command("rank", folder).code == Exit.DONE
    codes = of_everyone(folder, "kode")
    assert codes["26-0001"] == "L"
    assert codes["26-0002"] == "TMS"


# --- what nobody has settled --------------------------------------------------------------------------------


def test_an_open_threshold_stops_only_the_formation_it_touches(tmp_path: Path) -> None:
    made = draft("cpns-skd", settled=False, title="Dokter Ahli Pertama")
    del made.files["data/skb.csv"]
    folder = made.write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert outcome.code == Exit.FINDINGS
    said = [one["pesan"] for one in outcome.data["temuan"] if one["kode"] == "E510"]
    assert len(said) == 2  # the TIU and the total
    assert all("4 peserta formasi F1" in one for one in said)
    assert "Kepmen PANRB 321/2024" in said[0]
    codes = of_everyone(folder, "kode", "1-skd")
    assert "P/L" not in {codes.get(f"26-{i:04}") for i in (2, 4, 6, 8)}, "F1 is held"  # even numbers apply for F1
    assert "P/L" in codes.values()


def test_an_open_value_that_touches_nobody_is_silent(tmp_path: Path) -> None:
    outcome = command("check", "--json", draft("cpns-skd", settled=False).write(tmp_path))
    assert outcome.code == Exit.DONE
    assert not [one for one in outcome.data["temuan"] if one["kode"] == "E510"]


def test_an_open_filling_touches_a_formation_with_an_empty_seat_even_if_nobody_applied(tmp_path: Path) -> None:
    made = draft("cpns-akhir", "one applicant", settled=False)  # F1 has nobody, F2 one for two seats
    outcome = command("rank", "--json", made.write(tmp_path / "empty"))
    said = [one["pesan"] for one in outcome.data["temuan"] if one["kode"] == "E510"]
    assert outcome.code == Exit.FINDINGS
    assert {code for code in ("F1", "F2") if any(f"kursi kosong formasi {code}" in one for one in said)} == {"F1", "F2"}
    full = command("rank", "--json", draft("cpns-akhir", settled=False).write(tmp_path / "full"))
    assert full.code == Exit.DONE, "every seat is taken: nothing has to be filled"


def test_what_is_open_in_a_stage_or_at_the_end_touches_everybody(tmp_path: Path) -> None:
    outcome = command("check", "--json", draft("pppk-2023", settled=False).write(tmp_path))
    assert outcome.code == Exit.FINDINGS
    assert "seluruh peserta" in next(one["pesan"] for one in outcome.data["temuan"] if one["kode"] == "E510")
    outcome = command("rank", "--json", draft("sekolah-kedinasan", settled=False).write(tmp_path / "end"))
    assert outcome.code == Exit.FINDINGS
    assert (tmp_path / "end/hasil/2-lanjutan").is_dir(), "the stages before are decided"
    assert not (tmp_path / "end/hasil/akhir").exists()


def test_what_cannot_be_carried_out_at_all_is_asked_with_its_line(tmp_path: Path) -> None:
    made = Draft().rule("maksimum = 100\nambang = 50", f'maksimum = "{UNDECIDED}: 100 atau 150?"\nambang = 50')
    outcome = command("check", made.write(tmp_path))
    assert outcome.code == Exit.USAGE
    assert "seleksi.toml:" in outcome.err


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('dasar = "Keputusan Uji"', 'dasar = "{open}: nomor keputusan"', "seleksi.dasar"),
        ("[seleksi]", '[naskah]\ndasar_panitia = "{open}: yang baru"\n[seleksi]', "naskah.dasar_panitia"),
        ("[seleksi]", '[naskah]\nkertas = "{open}: A4 atau F4?"\n[seleksi]', "naskah.kertas"),
    ],
)
def test_wording_that_is_open_is_looked_at_and_not_confirmed(tmp_path: Path, old: str, new: str, key: str) -> None:
    folder = Draft().as_text().rule(old, new.format(open=UNDECIDED)).write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert outcome.code == Exit.DONE
    assert ("P510", "seleksi.toml") in outcome.findings
    refused = command("confirm", folder, "akhir", "--ba", "1", "--tanggal", "2026-11-20")
    assert refused.code == Exit.USAGE
    assert key in refused.err


# --- init ---------------------------------------------------------------------------------------------------


def test_options_answer_everything_and_another_year_reopens_decrees(tmp_path: Path) -> None:
    folder = tmp_path / "baru"
    given = ("--nama", "Seleksi Uji", "--instansi", "Dinas Uji", "--dasar", "SK 1", "--tahun", "2027")
    assert command("init", folder, "--preset", "cpns-skd", *given).code == Exit.DONE
    head = tomllib.loads((folder / "seleksi.toml").read_text(encoding="utf-8"))["seleksi"]
    assert (head["nama"], head["tahun"]) == ("Seleksi Uji", 2027)
    assert "SK 1" in head["dasar"]
    assert not any(text.startswith("Keputusan Menteri PANRB Nomor 321") for text in head["dasar"])


def test_without_a_terminal_missing_options_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    outcome = command("init", tmp_path / "baru")
    assert outcome.code == Exit.USAGE
    assert all(option in outcome.err for option in ("--preset", "--dari"))
    assert not (tmp_path / "baru").exists()
    assert command("init").code == Exit.USAGE


class Terminal(io.StringIO):
    """Somebody who types these lines."""

    def isatty(self) -> bool:
        return True


def test_a_person_is_asked_and_may_cancel_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["lokall", "lokal", "", "Seleksi Uji", "Dinas Uji", "dua ribu", "2027", "SK 7", ""]
    for stop in range(len(answers)):
        monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in answers[:stop])))
        assert command("init", tmp_path / "baru").code == Exit.INTERRUPTED
        assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in answers)))
    outcome = command("init", tmp_path / "baru")
    assert outcome.code == Exit.DONE
    assert "pilihannya" in outcome.err
    assert "Tahap 1: Tes Tertulis" in outcome.err, "the summary comes before anything is written"
    head = tomllib.loads((tmp_path / "baru/seleksi.toml").read_text(encoding="utf-8"))["seleksi"]
    assert head == {"nama": "Seleksi Uji", "instansi": "Dinas Uji", "tahun": 2027, "dasar": "SK 7"}


def test_refusals(tmp_path: Path) -> None:
    (tmp_path / "penuh").mkdir()
    (tmp_path / "penuh/x.txt").write_text("x", encoding="utf-8")
    assert command("init", tmp_path / "penuh", "--preset", "lokal").code == Exit.USAGE
    assert command("init", tmp_path / "penuh/x.txt", "--preset", "lokal").code == Exit.USAGE
    assert command("init", tmp_path / "a", "--preset", "tidak-ada").code == Exit.USAGE
    assert command("init", tmp_path / "a", "--preset", "lokal", "--tahun", "27").code == Exit.USAGE
    assert command("init", tmp_path / "a", "--dari", tmp_path / "tidak-ada").code == Exit.USAGE
    assert not (tmp_path / "a").exists()
    (tmp_path / "kosong").mkdir()
    assert command("init", tmp_path / "kosong", "--preset", "lokal").code == Exit.USAGE, "no year is known"
    assert command("init", tmp_path / "kosong", "--preset", "lokal", "--tahun", "2027").code == Exit.DONE


# --- the next cycle -----------------------------------------------------------------------------------------


def test_the_next_cycle_keeps_rules_and_formations_and_nothing_of_the_year(tmp_path: Path) -> None:
    folder = tmp_path / "baru"
    outcome = command("init", folder, "--dari", SAMPLES / "kasemen")
    assert outcome.code == Exit.DONE, outcome.err
    written = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert written == ["data/formasi.xlsx", "seleksi.toml"]
    old = load_rules((SAMPLES / "kasemen/seleksi.toml").read_bytes())
    new = load_rules((folder / "seleksi.toml").read_bytes())
    assert new.identity.year == old.identity.year + 1
    assert new.applicants.expected is None
    assert [s.weight for s in new.stages] == [s.weight for s in old.stages]
    assert new.ranking.order == old.ranking.order
    assert new.signature is not None
    assert new.signature.day is None
    keys = {one.key for one in new.undecided}
    assert {"seleksi.dasar[1]", "tahap[1].dasar", "peringkat.dasar", "pengesahan.tanggal"} <= keys
    text = (folder / "seleksi.toml").read_text(encoding="utf-8")
    assert "# rata-rata ketiga pewawancara" in text, "comments stay"
    assert command("status", folder).code == Exit.DONE
    assert command("template", folder).code == Exit.DONE


def test_empty_seats_of_last_year_are_named_with_their_reason_and_seeds_are_left_out(tmp_path: Path) -> None:
    last = Draft().as_text().rule('urut = ["akhir", "tes"', 'seri = "undian"\nbenih = "4"\nurut = ["akhir", "tes"')
    last.rule('dasar = "Keputusan Uji"', 'dasar = ["Peraturan Bupati Nomor 3 Tahun 2020", "Keputusan Uji"]')
    last.rules += '\n[[jadwal]]\nkegiatan = "Tes"\nmulai = 2026-03-01\n'
    last.rules += '\n[naskah]\ndasar_panitia = "Keputusan Uji Nomor 4/2026"\n'
    last.rules += '\n[[naskah.surat]]\njenis = "undangan"\ntahap = "wawancara"\nnomor = "005/1"\ntanggal = 2026-09-28\n'
    last.put("data/formasi.csv:E3", "2").put("data/tes.csv:B6", "40")  # B-1 has two seats, one of two fails
    outcome = command("init", tmp_path / "baru", "--dari", last.write(tmp_path / "seleksi-2026"), "--tahun", "2028")
    assert outcome.code == Exit.DONE, outcome.err
    assert "B-1 (Pustakawan): 1 dari 2 kursi kosong; 2 pelamar, 1 gugur" in outcome.out
    rules = load_rules((tmp_path / "baru/seleksi.toml").read_bytes())
    assert (rules.identity.year, rules.ranking.seed, rules.schedule, rules.profile.sent) == (2028, None, [], [])
    assert rules.identity.legal_basis[0] == "Peraturan Bupati Nomor 3 Tahun 2020", "a regulation holds until repealed"
    assert rules.identity.legal_basis[1].startswith(UNDECIDED)
    assert str(rules.profile.committee_basis).startswith(UNDECIDED)
    assert "naskah.dasar_panitia" in {one.key for one in rules.undecided}
    assert [stage.make_up for stage in rules.stages] == [None, None], "a make-up was held once, on a basis of its own"


def test_a_folder_whose_years_disagree_is_doubted(tmp_path: Path) -> None:
    last = Draft().as_text().write(tmp_path / "seleksi-2024")
    outcome = command("init", tmp_path / "baru", "--dari", last)
    assert outcome.code == Exit.USAGE
    assert "2024" in outcome.err
    assert "2026" in outcome.err
    assert command("init", tmp_path / "baru", "--dari", last, "--tahun", "2027").code == Exit.DONE


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_says_where_its_rules_come_from(name: str) -> None:
    one = preset(name)
    assert one.title
    assert one.about
    for at, stage in enumerate(one.rules.stages):
        assert stage.legal_basis, f"stage {at + 1} cites nothing"
