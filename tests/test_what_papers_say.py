"""What papers and page say of formations, groups, ties and choices, where it is easily said of the wrong ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.documents.event_words import spelled
from tests.selections import RULES, Draft, announce, command
from tests.test_conduct import in_sessions
from tests.test_documents import PERIOD, PROFILE, report, squeezed_lines, text_of

if TYPE_CHECKING:
    from pathlib import Path


def test_each_earlier_announcement_that_is_changed_is_named_with_its_formations(tmp_path: Path) -> None:
    """A-1 was announced first, then B-1: a correction of A-1 changes the first letter, one of both each of the two.

    Three days each: on 4 December the period of A-1 (2 to 4) is over, that of B-1 (3 to 5) is not.
    """
    plan = PROFILE[PROFILE.index("[[jadwal]]") : PROFILE.index("[naskah]")]
    draft = Draft(rules=RULES + PROFILE.replace(plan, PERIOD)).as_text()
    del draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)

    def known(number: int, *formations: str, kind: str = "ralat") -> str:
        command("rank", folder, "--sampai", "tes")
        day, again = ("--tanggal", f"2026-12-0{number}"), () if number == 1 else ("--jenis", kind)
        only = [option for code in formations for option in ("--formasi", code)]
        assert command("confirm", folder, "tes", "--ba", f"800/{number}-Pansel/XII/2026", *day, *only).code == 0
        assert command("announce", folder, "tes", "--nomor", f"811/{number}/2026", *day, *again).code == 0
        report(folder, "--tahap", "tes", "--dokumen", "pengumuman")
        letters = (squeezed_lines(text_of(one)) for one in (folder / "hasil/naskah/1-tes").glob("pengumuman*.docx"))
        return next(text for text in letters if f"NOMOR: 811/{number}/2026" in text)

    def correct(cell: str, formation: str, person: str, old: str, new: str) -> None:
        change = {"peserta": person, "komponen": "tes.teori", "sebelum": old, "sesudah": new}
        draft.put(f"data/tes.csv:{cell}", new)
        draft.event("koreksi", tahap="tes", formasi=formation, akibat="undangan tetap", tanggal="02-12-2026", **change)
        draft.write(folder)

    assert "mengubah" not in known(1, "A-1")
    assert "mengubah" not in known(2, "B-1")
    first, second, third = (f"Pengumuman Nomor 811/{n}/2026 tanggal {n} Desember 2026" for n in (1, 2, 3))
    correct("B3", "A-1", "26-0002", "90", "89")
    assert f"Pengumuman ini mengubah {first} sebagai berikut." in known(3, "A-1")
    correct("B3", "A-1", "26-0002", "89", "88")
    correct("B5", "B-1", "26-0004", "70", "71")
    said = known(4, "A-1", "B-1")
    both = f"{second} mengenai formasi B-1, serta {third} mengenai formasi A-1"
    assert f"Pengumuman ini mengubah {both} sebagai berikut." in said
    assert "atas hasil formasi A-1 berakhir pada 4 Desember 2026; pengumuman ini tidak membukanya lagi." in said
    assert "Sanggah atas hasil formasi B-1 masih dapat diajukan sampai dengan 5 Desember 2026." in said
    assert "Sanggah disampaikan kepada sekretariat panitia." in said
    report(folder, "--tahap", "tes", "--dokumen", "formulir-sanggah")
    forms = [squeezed_lines(text_of(one)) for one in (folder / "hasil/naskah/1-tes").glob("formulir-sanggah*")]
    assert any("Paling lambat diterima pada 5 Desember 2026 (formasi B-1)." in text for text in forms), forms


EVERYONE = """
[publikasi.tahap.tes]
daftar = "semua"
[publikasi.tahap.wawancara]
daftar = "semua"
[publikasi.tahap.akhir]
daftar = "semua"
"""
GROUPS = """
[[kelompok]]
kode = "khusus"
nama = "Formasi khusus"
dasar = "Keputusan Uji, angka 2"
bila = { "formasi.jenis" = ["Khusus"] }
ambang = { "tes.teori" = 40 }

[[kelompok]]
kode = "lain"
nama = "Formasi lain"
dasar = "Keputusan Uji, angka 9"
bila = { "formasi.kode" = ["C-1"] }
ambang = { "tes.teori" = 10 }

[[bonus]]
kode = "tua"
nama = "Bonus pengalaman"
dasar = "Keputusan Uji, angka 3"
pada = "tes.teori"
nilai = 5
bila = { "formasi.jenis" = ["Khusus"] }
bukti = "pelamar.lahir"
"""


def test_minutes_state_the_thresholds_of_the_groups_that_have_members_and_the_bonuses(tmp_path: Path) -> None:
    """A-1 is of the special kind, B-1 is not; nobody applies for C-1. Each legal basis stands in DASAR."""
    draft = Draft(rules=RULES + PROFILE + GROUPS).as_text()
    draft.put("data/formasi.csv:D2", "Khusus").put("data/formasi.csv:D3", "Umum")
    folder = draft.write(tmp_path)
    announced = {}
    for day, code in enumerate(("A-1", "B-1"), 1):
        command("rank", folder, "--sampai", "tes")
        number = f"800/{day}-Pansel/XII/2026"
        options = ("--ba", number, "--tanggal", f"2026-12-0{day}", "--formasi", code)
        assert command("confirm", folder, "tes", *options).code == 0
        report(folder, "--tahap", "tes", "--dokumen", "berita-acara")
        said = [squeezed_lines(text_of(one)) for one in (folder / "hasil/naskah/1-tes").glob("berita-acara*.docx")]
        announced[code] = next(text for text in said if f"NOMOR: {number}" in text)
    special = "Kelompok Formasi khusus : bila jenis formasi Khusus; ambang batas: Teori (Tes) 40"
    for code, told in (("A-1", True), ("B-1", False)):
        legal, how = announced[code].split("B. RAPAT")
        assert (special in how, "Keputusan Uji, angka 2" in legal) == (told, told), code
        assert "Bonus pengalaman : 5, ditambahkan pada Teori (Tes)" in how
        assert "Keputusan Uji, angka 3" in legal
        assert "angka 9" not in announced[code], "nobody is of that group"


def test_who_is_proposed_is_counted_so_and_nobody_is_called_passed(tmp_path: Path) -> None:
    """Two names for the one seat of A-1, one for B-1; then one of A-1 is appointed: still proposed, and appointed."""
    choice = '\n[pengangkatan]\nkode = "PPK"\narti = "diangkat"\ndasar = "Uji"\n'
    draft = Draft(rules=RULES + PROFILE + EVERYONE + choice).as_text().rule("[peringkat]", "[peringkat]\nnominasi = 2")
    folder = draft.write(tmp_path)
    announce(folder, "tes", "wawancara", "akhir")

    def counted() -> tuple[str, str]:
        report(folder, "--tahap", "akhir", "--dokumen", "berita-acara,halaman")
        minutes = squeezed_lines(text_of(next((folder / "hasil/naskah/akhir").glob("berita-acara*.docx"))))
        page = (folder / "hasil/publik/index.html").read_text(encoding="utf-8")
        return minutes, page

    minutes, page = counted()
    assert "Kuota Pelamar Diajukan Cadangan Kursi Belum Terisi A-1" in minutes
    assert re.search(r"Jumlah 2 5 4 0 2 ", minutes), minutes
    assert "Diajukan: 4 (80%)" in page
    assert "Lulus" not in page
    draft.event("pengangkatan", tahap="akhir", formasi="A-1", peserta="26-0002", nomor_surat="800/9").write(folder)
    assert command("rank", folder).code == 0
    settled = ("--ba", "BA 9", "--tanggal", "2026-11-21")
    assert command("confirm", folder, "akhir", *settled).code == 0
    sent = ("--nomor", "P 9", "--tanggal", "2026-11-21", "--jenis", "pengangkatan")
    assert command("announce", folder, "akhir", *sent).code == 0
    minutes, page = counted()
    assert "Kuota Pelamar Diajukan Diangkat Cadangan Kursi Belum Terisi A-1" in minutes
    assert "Diajukan atau diangkat: 4 (80%)" in page


def test_the_way_through_counts_one_set_of_formations(tmp_path: Path) -> None:
    """The interview was announced for A-1 alone, the end for both: 5 came and 2 of them won; 3 tells nothing."""
    folder = Draft(rules=RULES + EVERYONE).as_text().write(tmp_path)
    announce(folder, "tes")
    for stage, only in (("wawancara", ("--formasi", "A-1")), ("akhir", ())):
        assert command("rank", folder, "--sampai", stage).code == 0
        assert command("confirm", folder, stage, "--ba", f"BA {stage}", "--tanggal", "2026-03-02", *only).code == 0
        assert command("announce", folder, stage, "--nomor", f"P {stage}", "--tanggal", "2026-03-02").code == 0
        assert command("report", folder, "--dokumen", "halaman").code == 0
        page = (folder / "hasil/publik/index.html").read_text(encoding="utf-8")
        if only:
            for words in ("Dari tahap ke tahap pada formasi A-1", "Tes: 3 (100%)", "Wawancara: 3 (100%)"):
                assert words in page
    assert "Dari tahap ke tahap<" in page
    for words in ("Tes: 5 (100%)", "Lulus: 2 (40%)"):
        assert words in page
    assert "Wawancara: 3" not in page


def test_that_the_committee_put_equals_in_order_is_public_without_its_grounds(tmp_path: Path) -> None:
    """26-0002 and 26-0001 end with the same marks, for one seat; letter, annex and page name the decision alone."""
    draft = Draft(rules=RULES + PROFILE + EVERYONE).as_text()
    draft.rule('urut = ["akhir", "tes", "pelamar.lahir: tertua"]', 'urut = ["akhir"]').put("data/wawancara.csv:B3", 80)
    draft.rule("[naskah]\n", '[naskah]\nketentuan_lulus = ["Menunggu panggilan."]\n')
    order = {"tahap": "akhir", "formasi": "A-1", "peserta": "26-0002; 26-0001"}
    draft.event("keputusan seri", nomor_surat="800/55-BA/2026", dasar="alasan tertutup", oleh="Dewi Rahasia", **order)
    folder = draft.write(tmp_path)
    announce(folder, "tes", "wawancara", "akhir")
    report(folder, "--dokumen", "pengumuman,lampiran,halaman")
    said = "Pada formasi A-1, urutan peserta yang sama menurut semua kunci urutan diputuskan oleh panitia "
    said += "(800/55-BA/2026, 20 November 2026)."
    public = {path.name: squeezed_lines(text_of(path)) for path in (folder / "hasil/publik").glob("*.[ph]*")}
    drafts = [squeezed_lines(text_of(path)) for path in (folder / "hasil/naskah/akhir").glob("pengumuman*.docx")]
    for text in (public["index.html"], public["lampiran-akhir.pdf"], *drafts):
        assert text.count(said) == 1
    assert not any(secret in text for text in public.values() for secret in ("alasan tertutup", "Dewi Rahasia"))
    assert not any(said[:40] in text for name, text in public.items() if "tes" in name)


def test_minutes_of_a_formation_say_nothing_of_a_make_up_that_others_wait_for(tmp_path: Path) -> None:
    """26-0003 of A-1 was absent and has not sat the make-up; B-1 is decided."""
    make_up = 'susulan = { berkas = "data/susulan.csv", dasar = "BA 7" }\n'
    draft = Draft(rules=RULES + PROFILE).as_text().rule('kode = "wawancara"\n', f'kode = "wawancara"\n{make_up}')
    folder = draft.put("data/wawancara.csv:B4", "TH").write(tmp_path)
    assert command("rank", folder).code == 1
    report(folder, "--tahap", "wawancara", "--dokumen", "berita-acara")
    (minutes,) = (folder / "hasil/naskah/2-wawancara").glob("berita-acara*.docx")
    said = squeezed_lines(text_of(minutes))
    assert "HASIL WAWANCARA FORMASI B-1" in said
    assert re.findall("Temuan pemeriksaan: ([^,]*)", said) == ["Tahap tanpa daftar hadir"]


def test_values_of_rules_are_written_as_papers_write_them() -> None:
    told = {"2026-11-24": "24 November 2026", "true": "ya", "75.5": "75,5", "2026-13-24": "2026-13-24", "Sesi": "Sesi"}
    assert {text: spelled(text) for text in told} == told


def test_minutes_of_a_formation_say_nothing_of_a_session_that_others_wait_for(tmp_path: Path) -> None:
    """The session of B-1 is still to come, and so is its file."""
    draft = in_sessions([0, 1, 2], [3, 4])
    del draft.files["data/siang.csv"]
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 1
    report(folder, "--tahap", "wawancara", "--dokumen", "berita-acara")
    (minutes,) = (folder / "hasil/naskah/2-wawancara").glob("berita-acara*.docx")
    said = squeezed_lines(text_of(minutes))
    assert "HASIL WAWANCARA FORMASI A-1" in said
    assert "Berkas tidak ditemukan" not in said


def test_a_decree_that_changes_several_names_the_newest_of_each_formation(tmp_path: Path) -> None:
    """Decree 7 was for A-1, decree 8 for B-1; marks of both are corrected, and the end is confirmed again."""
    decrees = "".join(
        f'\n[[naskah.surat]]\njenis = "keputusan"\ntahap = "akhir"\nnomor = "821/{n}"\ntanggal = 2026-12-0{n}\n'
        f'untuk = ["{code}"]\nberita_acara = 2026-03-03\n'
        for n, code in ((7, "A-1"), (8, "B-1"))
    )
    draft = Draft(rules=RULES + PROFILE + decrees).as_text()
    folder = draft.write(tmp_path)
    announce(folder, "tes", "wawancara", "akhir")
    for cell, code, person, old in (("B2", "A-1", "26-0001", "80"), ("B5", "B-1", "26-0004", "75")):
        change = {"peserta": person, "komponen": "wawancara.skor", "sebelum": old, "sesudah": "79"}
        draft.put(f"data/wawancara.csv:{cell}", "79")
        draft.event("koreksi", tahap="wawancara", formasi=code, akibat="undangan tetap", **change)
    draft.write(folder)
    for stage in ("wawancara", "akhir"):
        assert command("rank", folder, "--sampai", stage).code == 0
        assert command("confirm", folder, stage, "--ba", f"BA {stage}", "--tanggal", "2026-12-09").code == 0
    report(folder, "--tahap", "akhir", "--dokumen", "keputusan")
    said = [squeezed_lines(text_of(one)) for one in (folder / "hasil/naskah/akhir").glob("keputusan*.docx")]
    seventh, eighth = (f"NOMOR 821/{n} TANGGAL {n} DESEMBER 2026" for n in (7, 8))
    named = [re.findall(r"NOMOR 821/\d TANGGAL \d DESEMBER 2026", text) for text in said if "PERUBAHAN ATAS" in text]
    assert [[*dict.fromkeys(one)] for one in named] == [[seventh, eighth]], said
