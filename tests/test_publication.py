"""What the public may see: plain texts, filtered before they reach any document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import astuple, replace

from asnrekrut.errors import OutputError, RulesError
from asnrekrut.library import open_folder
from asnrekrut.publication.announced import announced, draft
from asnrekrut.publication.announced import draft as draft_stage
from asnrekrut.publication.objections import without_groups
from asnrekrut.publication.public_figures import APART, closed, general_codes
from asnrekrut.publication.public_numbers import public_numbers
from asnrekrut.publication.view import PublicLetter, PublicPerson, public_name, public_results
from tests.selections import NAMES, Draft, command, copy_sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asnrekrut.publication.view import PublicResults, PublicStage

PSYCHOTEST = """
[[tahap]]
kode = "psikotes"
nama = "Psikotes"
berkas = "data/psikotes.csv"
bobot = 20

[[tahap.komponen]]
kode = "skor"
nama = "Skor"
maksimum = 100

[pembulatan]"""


def texts_of(plain: object) -> Iterator[str]:
    """Every text in something public."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, tuple):
        for inner in plain:
            yield from texts_of(inner)
    else:
        yield from texts_of(astuple(plain))  # type: ignore[call-overload]


def public(folder: Path) -> PublicResults:
    """Everything as it would be announced if each stage were."""
    selection = open_folder(folder).read()
    assert selection.register is not None
    drafts = [draft(selection, index) for index in range(len(selection.rules.stages) + 1)]
    numbers = public_numbers(selection.rules, selection.register, selection.register.numbers)
    return public_results(selection.rules, drafts, numbers)


def stage(results: PublicResults, code: str) -> PublicStage:
    return next(one for one in results.stages if one.code == code)


def with_psychotest(more: str = "") -> Draft:
    """Three stages of 60, 20 and 20; the psychotest is marked by number."""
    draft = Draft().as_text().rule("bobot = 40", "bobot = 20").rule("\n[pembulatan]", PSYCHOTEST)
    marks = [["26-0001", "81"], ["26-0002", "71"], ["26-0003", "61"], ["26-0004", "51"], ["26-0005", "41"]]
    draft.files["data/psikotes.csv"] = {"": [["Nomor Peserta", "Skor"], *marks]}
    draft.rules += more
    return draft


def test_only_texts_can_be_public() -> None:
    person = PublicPerson("1", "A", "", ("80",), "L", "lanjut", "")
    assert " ".join(texts_of(person)).split() == ["1", "A", "80", "L", "lanjut"]
    for wrong in (None, 7, ["80"], {"a": "b"}, (1,), object()):
        with pytest.raises(TypeError, match="only texts"):
            PublicPerson("1", "A", "", wrong, "L", "lanjut", "")  # type: ignore[arg-type]


def test_default_shows_marks_ranks_and_general_reasons(tmp_path: Path) -> None:
    shown = public(Draft().as_text().write(tmp_path))
    test = stage(shown, "tes")
    assert test.headings == ("Teori", "Praktik", "Nilai Tes")
    # 26-0005 has exactly the threshold of 50 in Teori
    assert [p.scores for p in test.formations[1].people] == [("70", "80", "75"), ("50", "50", "50")]
    end = stage(shown, "akhir")
    first = end.formations[0].people[0]
    assert first == PublicPerson("26-0001", "Contoh Satu", "1", ("77",), "L", "lulus", "ya")
    assert end.meanings == (("L", "lulus"), ("TL", "di luar kuota formasi"))


def test_a_psychotest_stays_closed_and_cannot_be_computed_from_what_is_shown(tmp_path: Path) -> None:
    shown = public(with_psychotest().write(tmp_path))
    assert (stage(shown, "psikotes").headings, stage(shown, "psikotes").ranked) == ((), "")
    end = stage(shown, "akhir")  # the final score less test and interview would be the psychotest
    assert end.headings == ()
    assert "Psikotes" in end.withheld
    assert end.formations[0].people[0].rank == "1"


@pytest.mark.parametrize(
    ("ruled", "code", "headings"),
    [
        ('[publikasi.tahap.akhir]\nnilai = ["akhir", "tes"]', "akhir", ("Nilai Akhir", "Nilai Tes")),
        ('[publikasi.tahap.psikotes]\nnilai = ["psikotes.skor"]', "psikotes", ("Skor",)),
        ('[publikasi.tahap.psikotes]\nnilai = ["psikotes.skor"]', "akhir", ("Nilai Akhir",)),  # nothing left to hide
        ("[publikasi.tahap.wawancara]\nnilai = []", "akhir", ("Nilai Akhir",)),  # two unknown terms give none away
        ("[publikasi.tahap.tes]\nnilai = []", "tes", ()),
    ],
)
def test_rules_open_and_close_stage_by_stage(tmp_path: Path, ruled: str, code: str, headings: tuple[str, ...]) -> None:
    assert stage(public(with_psychotest(f"\n{ruled}\n").write(tmp_path)), code).headings == headings


CLOSED = """
Psychotest|Psiko-tes|PSIKOTEST|Rikkes|Keswa|MCU|M.C.U.|Medical Check-Up|Tes EPPS|tes_disc|Wartegg|Kraepelin|Papikostick
MMPI|HIV|Tes Hamil|Tes Kehamilan|Bebas Narkoba|Urine|Kebugaran|Pemeriksaan Medik|Tes IQ
"""
OPEN = """
Tes|TIU|Tes Intelegensia Umum|Diskusi Kelompok|Discourse|Presentasi|Kompetensi Teknis|Wawancara|Makalah|Uraian|Afirmasi
Tes Potensi Akademik|Pengetahuan Umum|Durasi Kerja|Papirus|Simulasi|Rekam Jejak|Jiwa Kepemimpinan|Statistik Urinoar
"""


def test_what_speaks_of_mind_or_health_is_closed_and_nothing_else(tmp_path: Path) -> None:
    rules = open_folder(Draft().write(tmp_path)).rules
    [stage, *_] = rules.stages
    shut, free = (text.strip().replace("\n", "|").split("|") for text in (CLOSED, OPEN))
    for name in (*shut, *free):
        component = replace(stage.components[0], name=name)
        named = replace(stage, name=name)
        assert (closed(stage, component), closed(named)) == ((name in shut,) * 2), name


FAILING = """
[publikasi.tahap.psikotes]
alasan = "lengkap"
[publikasi.tahap.akhir]
alasan = "lengkap"
"""


@pytest.mark.parametrize("opened", [False, True])
def test_a_full_reason_gives_no_closed_mark_away(tmp_path: Path, opened: bool) -> None:
    """26-0005 has 41 of 60 in the psychotest; 26-0002 is ranked by it below 26-0001, of the same test mark."""
    draft = with_psychotest(FAILING).rule(
        'nama = "Skor"\nmaksimum = 100\n\n[pem', 'nama = "Skor"\nmaksimum = 100\nambang = 60\n\n[pem'
    )
    if opened:
        draft.rule("[publikasi.tahap.psikotes]", '[publikasi.tahap.psikotes]\nnilai = ["psikotes.skor"]')
    draft.rule('["akhir", "tes", "pelamar.lahir: tertua"]', '["tes", "psikotes"]')
    rows = draft.rows("data/tes.csv")
    rows[2][1:] = rows[1][1:]
    shown = public(draft.write(tmp_path))
    reasons = {p.number: p.reason for f in stage(shown, "akhir").formations for p in f.people}
    failed = [p.reason for f in stage(shown, "psikotes").formations for p in f.people if not p.passed]
    assert reasons["26-0001"] == "peringkat 1 dari 3; kuota 1"
    if opened:
        assert "Psikotes lebih rendah: 71,00 < 81,00" in reasons["26-0002"]
        assert [reason[-9:] for reason in failed] == ["(51 < 60)", "(41 < 60)"]
    else:
        assert reasons["26-0002"] == "di luar kuota formasi"
        assert len(failed) == 2  # 51 and 41
        assert not [text for text in (*failed, *reasons.values()) if "<" in text or "Psikotes" in text]


def test_a_list_without_ranks_is_in_the_order_of_numbers(tmp_path: Path) -> None:
    draft = with_psychotest('\n[publikasi]\nnama = "inisial"\n[publikasi.tahap.akhir]\nperingkat = false\n')
    people = stage(public(draft.write(tmp_path)), "akhir").formations[0].people
    assert [(p.number, p.name, p.rank) for p in people] == [
        ("26-0001", "C. S.", ""),
        ("26-0002", "C. D.", ""),
        ("26-0003", "C. T.", ""),
    ]


def test_a_list_without_ranks_may_be_in_the_order_of_names(tmp_path: Path) -> None:
    """Dua, Satu, Tiga, as the alphabet has them; so nominees are announced."""
    draft = with_psychotest('\n[publikasi.tahap.akhir]\nperingkat = false\nurutan = "abjad"\nnilai = []\n')
    people = stage(public(draft.write(tmp_path)), "akhir").formations[0].people
    assert [(p.number, p.rank, p.scores) for p in people] == [
        ("26-0002", "", ()),
        ("26-0001", "", ()),
        ("26-0003", "", ()),
    ]


def test_only_those_who_passed_if_so_ruled(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.rules += '\n[publikasi.tahap.akhir]\ndaftar = "lulus"\nalasan = "lengkap"\n'
    shown = public(draft.write(tmp_path))
    end = stage(shown, "akhir")
    assert [[p.number for p in f.people] for f in end.formations] == [["26-0001"], ["26-0004"]]
    assert end.formations[0].people[0].reason == "peringkat 1 dari 3; kuota 1"
    assert shown.unlisted == ()  # everybody stands in the list of the test


def test_names_as_ruled() -> None:
    assert public_name("Dr. Contoh Melati, S.Pd., M.Si.", "lengkap") == "Dr. Contoh Melati, S.Pd., M.Si."
    assert public_name("Dr. Contoh Melati, S.Pd., M.Si.", "inisial") == "C. M."
    assert (public_name("M.", "inisial"), public_name("Contoh", "tidak")) == ("M.", "")


def test_codes_of_groups_are_general_unless_opened(tmp_path: Path) -> None:
    """A group's code would tell who belongs to it."""
    group = """
[[kelompok]]
kode = "khusus"
nama = "Penyandang disabilitas"
bila = { "formasi.kode" = ["A-1"] }
ambang = { "tes.teori" = 40 }
kode_akhir = { lulus = { kode = "L-DIS", arti = "lulus sebagai penyandang disabilitas" } }
"""
    draft = Draft().as_text()
    draft.rules += group
    closed = public(draft.write(tmp_path / "a"))
    assert not [text for text in texts_of(closed) if "DIS" in text or "disabilitas" in text]
    selection = open_folder(tmp_path / "a").read()
    general = general_codes(selection.rules, draft_stage(selection, 2))
    assert without_groups("L-DIS, bukan l-dis; XL-DIS", general) == "L, bukan L; XL-DIS"
    draft.rules += '\n[publikasi.tahap.akhir]\nkode = "kelompok"\n'
    opened = stage(public(draft.write(tmp_path / "b")), "akhir")
    assert opened.formations[0].people[0].code == "L-DIS"


def test_a_full_reason_names_no_bound_of_a_group(tmp_path: Path) -> None:
    """26-0005 has 50 in Teori: too little for everybody, so that the bound that it missed would tell its group."""
    draft = Draft().as_text().rule("ambang = 50", "ambang = 55")
    draft.rules += '\n[publikasi.tahap.tes]\nalasan = "lengkap"\n'
    told = stage(public(draft.write(tmp_path / "a")), "tes")
    assert [text for text in texts_of(told) if "50 < 55" in text]
    draft.rules += """
[[kelompok]]
kode = "khusus"
nama = "Penyandang disabilitas"
bila = { "formasi.kode" = ["B-1"] }
ambang = { "tes.teori" = 52 }
"""
    told = stage(public(draft.write(tmp_path / "b")), "tes")
    assert not [text for text in texts_of(told) if "<" in text]
    assert "diundang ke Wawancara" in texts_of(told)


def test_no_figure_shows_who_passed_by_the_bound_of_a_group(tmp_path: Path) -> None:
    """26-0005 goes on with 50 in Teori where everybody else needs 55: only a rule may open the marks of the test."""
    draft = Draft().as_text().rule("ambang = 50", "ambang = 55")
    draft.rows("data/pelamar.csv")[0].append("Disabilitas")
    for row in draft.rows("data/pelamar.csv")[1:]:
        row.append("Ya" if row[0] == "26-0005" else "Tidak")
    draft.rules += """
[pelamar.atribut.dis]
kolom = "Disabilitas"
[[kelompok]]
kode = "dis"
nama = "Penyandang disabilitas"
bila = { "pelamar.dis" = ["Ya"] }
ambang = { "tes.teori" = 50 }
"""
    results = public(draft.write(tmp_path / "a"))
    told = stage(results, "tes")
    assert (told.headings, told.ranked, told.withheld) == ((), "", APART)
    assert stage(results, "akhir").headings == ()
    assert [p.passed for f in told.formations for p in f.people if p.number == "26-0005"] == ["ya"]
    draft.rules = draft.rules.replace('"pelamar.dis" = ["Ya"]', '"formasi.kode" = ["B-1"]')
    assert stage(public(draft.write(tmp_path / "b")), "tes").headings, "whoever reads the formation knows the group"
    draft.rules = draft.rules.replace('"formasi.kode" = ["B-1"]', '"pelamar.dis" = ["Ya"]')
    draft.rules += '\n[publikasi.tahap.tes]\nnilai = ["tes.teori"]\n'
    assert stage(public(draft.write(tmp_path / "c")), "tes").headings == ("Teori",)


def test_what_decides_the_order_is_shown_or_no_order_is_claimed(tmp_path: Path) -> None:
    """The interview is ranked by the running score: 60 % of the test and 40 % of the interview."""
    shown = stage(public(Draft().as_text().write(tmp_path / "a")), "wawancara")
    assert (shown.headings, shown.drawn[0], shown.ranked) == (("Skor", "Nilai sementara"), "Skor", "ya")
    first = shown.formations[0].people[0]
    assert (first.rank, first.scores[1]) == ("1", "77")  # 0,6 x 75 + 0,4 x 80
    secret = Draft().as_text()
    secret.rules += "\n[publikasi.tahap.tes]\nnilai = []\n"  # with the running score it could be computed
    shown = stage(public(secret.write(tmp_path / "b")), "wawancara")
    assert (shown.headings, shown.ranked) == (("Skor",), "")
    assert shown.withheld == (
        "Peringkat tidak ditampilkan: nilai sementara menentukannya, dan dengannya nilai Tes dapat dihitung."
    )
    secret.rules += "\n[publikasi.tahap.wawancara]\nperingkat = true\n"
    shown = stage(public(secret.write(tmp_path / "c")), "wawancara")
    assert (shown.headings, shown.ranked) == (("Skor",), "ya")
    assert shown.withheld.startswith("Peringkat menurut nilai sementara, yang tidak ditampilkan karena")


MOVES = """
[[pengisian]]
kode = "P/L-1"
arti = "lulus setelah perpindahan jenis"
sama = ["jabatan", "unit"]
"""


def test_whoever_was_moved_keeps_the_code_that_says_so(tmp_path: Path) -> None:
    """26-0002 is second in A-1, which has one seat; in B-1, of the same post, two apply for three."""
    draft = Draft().as_text()
    draft.rows("data/formasi.csv")[2] = ["B-1", "Arsiparis", "Bidang A", "Khusus", "3"]
    draft.rules += MOVES
    end = stage(public(draft.write(tmp_path)), "akhir")
    first, second, _ = end.formations[0].people
    assert (first.code, first.placed) == ("L", "")
    assert (second.number, second.code, second.placed, second.passed) == ("26-0002", "P/L-1", "B-1", "ya")
    assert ("P/L-1", "lulus setelah perpindahan jenis") in end.meanings


def nik_as_number(more: str = "") -> Draft:
    """Everybody's participant number is their NIK."""
    draft = Draft().as_text()
    niks = {row[0]: row[1] for row in draft.rows("data/pelamar.csv")[1:]}
    for name in ("data/pelamar.csv", "data/tes.csv", "data/wawancara.csv"):
        for row in draft.rows(name)[1:]:
            row[0] = niks[row[0]]
    draft.rows("data/pelamar.csv")[0].append("Nomor Ujian")
    for k, row in enumerate(draft.rows("data/pelamar.csv")[1:], 1):
        row.append(f"U-{k:03}")
    draft.rules += '\n[pelamar.atribut.nomor_ujian]\nkolom = "Nomor Ujian"\n' + more
    return draft


def test_a_nik_is_never_published_as_a_number(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nomor peserta adalah NIK.*pelamar\.nomor_ujian"):
        public(nik_as_number().write(tmp_path / "a"))
    ruled = nik_as_number('\n[publikasi]\nnomor = "pelamar.nomor_ujian"\n')
    shown = public(ruled.write(tmp_path / "b"))
    assert stage(shown, "akhir").formations[0].people[0].number == "U-001"
    assert not [text for text in texts_of(shown) if re.search(r"[0-9]{8}", text)]
    ruled.rows("data/pelamar.csv")[1][-1] = "U-002"
    with pytest.raises(OutputError, match="sama pada beberapa peserta"):
        public(ruled.write(tmp_path / "c"))
    ruled.rows("data/pelamar.csv")[1][-1] = ""
    with pytest.raises(OutputError, match="kosong atau tidak ada pada 1 peserta"):
        public(ruled.write(tmp_path / "d"))


def test_a_nip_is_never_published_as_a_number(tmp_path: Path) -> None:
    """Birth date, month of appointment (21 for contracts), sex, serial."""
    rules = open_folder(Draft().write(tmp_path)).rules
    for nips in (["199001152015031001", "198512312010012999"], ["19900115 201521 1 001"]):
        with pytest.raises(OutputError, match="nomor peserta adalah NIP, yang memuat tanggal lahir"):
            public_numbers(rules, None, nips)


@pytest.mark.parametrize(
    "numbers",
    [
        ["99-0001", "99-0002"],
        ["24850310110000001", "24850310110000002"],  # the national portal's 17 digits
        [f"2027{k:04}00{k:06}" for k in range(1, 60)],  # sixteen digits that hold no date
        ["000000000000000018"],
        [f"20270101{k:04}{k:06}" for k in range(1, 60)],  # eighteen digits that begin with no birth date
    ],
)
def test_other_long_numbers_are_no_nik(tmp_path: Path, numbers: list[str]) -> None:
    rules = open_folder(Draft().write(tmp_path)).rules
    assert public_numbers(rules, None, numbers)("x") == "x"


@pytest.mark.parametrize(
    ("ruled", "message"),
    [
        ('[publikasi]\nnomor = "pelamar.ujian"', "bukan keterangan pelamar"),
        ("[publikasi.tahap.tess]\nnilai = []", 'tidak ada tahap "tess"; yang ada: tes, wawancara, akhir'),
        ('[publikasi.tahap.tes]\nnilai = ["wawancara"]', "belum ada pada tahap ini"),
        ('[publikasi.tahap.tes]\nnilai = ["pelamar.lahir: tertua"]', "bukan nilai"),
        ('[publikasi.tahap.tes]\nnilai = ["tes.gaib"]', 'tidak mempunyai komponen "gaib"'),
        ('[[jadwal]]\nkegiatan = "X"\nmulai = 2026-01-02\nselesai = 2026-01-01', "selesai sebelum mulai"),
        ('[[jadwal]]\nkegiatan = "X"\nmulai = 2026-01-02\ntahap = "tess"', 'tidak ada tahap "tess"'),
    ],
)
def test_rules_that_cannot_hold(tmp_path: Path, ruled: str, message: str) -> None:
    draft = Draft()
    draft.rules += f"\n{ruled}\n"
    with pytest.raises(RulesError, match=re.escape(message)):
        open_folder(draft.write(tmp_path))


def test_a_full_reason_would_name_the_hidden_number(tmp_path: Path) -> None:
    more = '\n[publikasi]\nnomor = "pelamar.nomor_ujian"\n[publikasi.tahap.akhir]\nalasan = "lengkap"\n'
    with pytest.raises(RulesError, match="memuat nomor peserta yang diganti"):
        open_folder(nik_as_number(more).write(tmp_path))


def told(folder: Path, *arguments: object) -> None:
    outcome = command(*arguments)
    assert outcome.code == 0, outcome.err


def test_what_was_announced_is_public_and_nothing_else(tmp_path: Path) -> None:
    """One formation is announced after the test; a later mark and a later rule of publication change nothing in it."""
    folder = Draft().as_text().write(tmp_path)
    told(folder, "rank", folder, "--sampai", "tes")
    told(folder, "confirm", folder, "tes", "--ba", "BA 1", "--tanggal", "2026-03-01", "--formasi", "A-1")
    selection = open_folder(folder).read()
    assert announced(selection.rules, selection.record) == []
    told(folder, "announce", folder, "tes", "--nomor", "P 1", "--tanggal", "2026-03-02")
    selection = open_folder(folder).read()
    [one] = announced(selection.rules, selection.record)
    shown = public_results(selection.rules, [one], str)
    [test] = shown.stages
    assert [f.code for f in test.formations] == ["A-1"]
    assert test.letters == (PublicLetter("P 1", "2026-03-02", "awal"),)
    assert shown.waiting == ("26-0004", "26-0005")


@pytest.mark.parametrize("name", NAMES)
def test_no_sample_shows_anything_private(tmp_path: Path, name: str) -> None:
    folder = copy_sample(name, tmp_path)
    texts = " \n".join(texts_of(public(folder)))
    selection = open_folder(folder).read()
    assert selection.register is not None
    for attribute in selection.register.attributes.values():
        private = {text for text in attribute.texts if len(text) > 5 and any(c.isdigit() for c in text)}
        assert not [text for text in private if text in texts]
    raters: set[Any] = {
        part.label for marks in (selection.result.marks if selection.result else {}).values() for part in marks.parts
    }
    assert not [label for label in raters if label and label in texts]


def test_words_for_applicants_are_read_and_rows_of_study_programmes_joined(tmp_path: Path) -> None:
    draft = Draft().as_text()
    rows = draft.rows("data/formasi.csv")
    rows[0] += ["Uraian Tugas", "Tempat Tugas", "Persyaratan"]
    rows[1] += ["menata arsip", "Gedung A", "S1 Kearsipan"]
    rows.insert(2, [*rows[1][:-1], "D3 Kearsipan"])  # the official list has a row for every study programme
    formations = open_folder(draft.write(tmp_path)).read().formations
    words = [(f.duties, f.place, f.requirements) for f in formations]
    assert words == [("menata arsip", "Gedung A", "S1 Kearsipan; D3 Kearsipan"), ("", "", "")]
