"""The committee's papers: what they say, in both forms, before and after the outcome is confirmed."""

from __future__ import annotations

import base64
import gc
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections import Counter
from copy import deepcopy
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import docx
import numpy as np
import openpyxl
import pypdf
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.package import Package
from jinja2 import TemplateSyntaxError
from msgspec.structs import replace

from asnrekrut.core.result import Progress
from asnrekrut.documents import docx_files as word_form
from asnrekrut.documents import templates
from asnrekrut.documents.basis import groups
from asnrekrut.documents.document_parts import Document, Section, Signatures, Signer, Table
from asnrekrut.documents.kinds import KINDS
from asnrekrut.documents.lists import split
from asnrekrut.documents.pdf_files import pdf
from asnrekrut.documents.skeleton import skeleton
from asnrekrut.documents.spelled_out import day_spelled
from asnrekrut.documents.tables import SMALLEST, USUAL, Sheet, laid_out
from asnrekrut.intake.files import begin
from asnrekrut.notation import joined
from asnrekrut.outputs.result_columns import even
from asnrekrut.rules.load import load_rules
from asnrekrut.rules.profile import Profile
from asnrekrut.selection import run
from tests.selections import EVENT_HEADS, NAMES, RULES, Draft, command, copy_sample, csv_bytes, digests, event

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
DRAFT = "KONSEP – RAHASIA"
PROFILE = """
[pengesahan]
tempat = "Kota Uji"
jabatan = "Ketua Panitia"
nama = "Ketua Contoh"

[publikasi]
pengaduan = ["Sanggah disampaikan kepada sekretariat panitia."]

[[jadwal]]
kegiatan = "Masa sanggah tes"
jenis = "sanggah"
tahap = "tes"
mulai = 2026-12-02
selesai = 2026-12-04

[naskah]
dasar_panitia = "Keputusan Uji Nomor 1 Tahun 2026"
kaki_elektronik = "Ditandatangani secara elektronik."
paraf = ["Sekretaris"]
tembusan = ["Kepala Dinas Uji"]

[naskah.kertas]
ukuran = "F4"

[naskah.kop]
baris = [{ teks = "PEMERINTAH KOTA UJI", ukuran = 14 }, { teks = "DINAS UJI & COBA", ukuran = 16, tebal = true }]

[naskah.nomor]
berita_acara = "800/{urut}-Pansel/{bulan}/{tahun}"

[[naskah.panitia]]
nama = "Ketua Contoh"
jabatan = "Ketua Panitia"
peran = "ketua"
nip = "990000000000000001"

[[naskah.panitia]]
nama = "Sekretaris Contoh"
jabatan = "Sekretaris Panitia"
peran = "sekretaris"

[[naskah.panitia]]
nama = "Anggota Contoh"
jabatan = "Anggota Panitia"
peran = "anggota"

[[naskah.rapat]]
tahap = "tes"
tempat = "Ruang Rapat Uji"
pukul = "09.00 WIB"
hadir = ["Ketua Contoh", "Sekretaris Contoh"]
saksi = [{ nama = "Saksi Contoh", jabatan = "Kepala Bidang" }]

[[naskah.pelaksanaan]]
tahap = "wawancara"
sesi = "Sesi 1"
tanggal = 2026-12-07
pukul = "08.00 WIB"
ruang = "Ruang A"
tempat = "Gedung Uji"
jumlah = 2

[[naskah.pelaksanaan]]
tahap = "wawancara"
sesi = "Sesi 2"
tanggal = 2026-12-08
pukul = "08.00 WIB"
tempat = "Gedung Uji"
formasi = ["B-1"]
"""


def text_of(path: Path) -> str:
    """What a reader sees of a PDF or Word file, with headers and footers."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        parts = sorted(n for n in archive.namelist() if re.match(r"word/(document|header\d|footer\d)\.xml", n))
        return "\n".join(_visible(archive.read(part).decode()) for part in parts)


def _visible(xml: str) -> str:
    parts = re.sub(r"</w:p>|<w:tab/>|<w:br[^>]*/>", "\n", xml).replace("<w:noBreakHyphen/>", "-")
    plain = re.sub(r"<[^>]+>", "", parts)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def alternatives(path: Path) -> str:
    """The words that stand in a PDF for its pictures."""
    objects = (pypdf.PdfReader(path).get_object(n) for n in range(1, len(pypdf.PdfReader(path).xref[0]) + 1))
    return " ".join(str(one["/Alt"]) for one in objects if isinstance(one, dict) and "/Alt" in one)


def papers(folder: Path, below: str = "hasil/naskah") -> list[Path]:
    return sorted(p for p in (folder / below).rglob("*") if p.is_file() and p.name != "SHA256SUMS")


def report(folder: Path, *options: str) -> dict[str, Any]:
    outcome = command("report", folder, "--json", *options)
    assert outcome.code == 0, outcome.out + outcome.err
    return outcome.data


def confirmed(folder: Path, stage: str = "tes") -> None:
    """The minutes and the announcement of a stage, in the record."""
    for arguments in (("confirm", "--ba", "800/7-Pansel/XII/2026"), ("announce", "--nomor", "811/8/2026")):
        name, *options = arguments
        assert command(name, folder, stage, *options, "--tanggal", "2026-12-01").code == 0


@pytest.fixture(scope="module")
def kasemen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_sample("kasemen", tmp_path_factory.mktemp("naskah"))
    report(folder)
    return folder


# --- words ----------------------------------------------------------------------------------------------------------


def test_dates_in_words() -> None:
    assert day_spelled(date(2026, 11, 20)) == (
        "Jumat, tanggal dua puluh bulan November tahun dua ribu dua puluh enam (20-11-2026)"
    )
    assert "...." in day_spelled(None)
    assert [joined(["a", "b", "c"][:n]) for n in (1, 2, 3)] == ["a", "a dan b", "a, b, dan c"]


# --- before the outcome is confirmed --------------------------------------------------------------------------------


def test_everything_is_a_draft_until_it_is_confirmed(kasemen: Path) -> None:
    """Every page of a PDF and every header of a Word file says so, but what calls to the first stage; the page alone
    is public. The decree of somebody else is a proposal, and stays one.
    """
    found = papers(kasemen)
    assert {p.parent.name for p in found} >= {"1-tes", "2-simulasi", "3-wawancara", "4-psikotes", "akhir"}
    for path in found:
        if path.parent.name == "1-tes" and path.stem in {"undangan", "daftar-hadir"}:
            assert DRAFT not in text_of(path)
        elif path.suffix == ".pdf":
            assert all(DRAFT in page.extract_text() for page in pypdf.PdfReader(path).pages), path
        else:
            headers = [s.first_page_header for s in docx.Document(str(path)).sections]
            mark = "RANCANGAN" if path.stem == "keputusan" else DRAFT
            assert all(mark in h.paragraphs[-1].text for h in headers), path
    assert [path.name for path in papers(kasemen, "hasil/publik")] == ["index.html"]


def test_the_minutes_count_in_figures_and_words(kasemen: Path) -> None:
    """The figures of samples/kasemen/README.md: 48 = 6 + 10 + 24 + 5 + 3; two absent from the test."""
    first = text_of(kasemen / "hasil/naskah/1-tes/berita-acara.docx")
    for words in (
        "48 (empat puluh delapan) orang",
        "hadir berjumlah 46 (empat puluh enam)",
        "tidak hadir berjumlah 2 (dua)",
    ):
        assert words in first
    third = text_of(kasemen / "hasil/naskah/3-wawancara/berita-acara.docx")
    assert "Tahap tanpa daftar hadir, sebanyak 1 (satu): diterima" in third, "of this stage, not of those before it"
    last = text_of(kasemen / "hasil/naskah/akhir/berita-acara.docx")
    for words in (
        "lulus berjumlah 6 (enam)",
        "jumlah yang lanjut pada salah satu tahap berjumlah 24 (dua puluh empat)",
    ):
        assert words in last
    assert "tidak mengubah hasil" not in last
    assert "daftar hadir asli disimpan di sekretariat (Sekretaris Panitia)" in last  # the finding that was accepted


def test_a_make_up_and_what_is_attached_stand_where_they_are_true(tmp_path: Path) -> None:
    """The interview: 26-0003 has a make-up, 26-0005 stayed away twice, 26-0004 withdrew. What the end says of a stage
    is left to the stage's own minutes once it has any; who was there is counted alike in minutes and recap.
    """
    make_up = 'susulan = { berkas = "data/susulan.csv", dasar = "BA 7" }\n'
    draft = Draft().as_text().rule('kode = "wawancara"\n', f'kode = "wawancara"\n{make_up}')
    draft.files["data/susulan.csv"] = {"": [["Nomor Peserta", "Skor"], ["26-0003", "90"]]}
    for row, word in ((4, "TH"), (5, "APS"), (6, "TH")):
        draft.put(f"data/wawancara.csv:B{row}", word)
    folder = draft.write(tmp_path)

    def said(name: str) -> str:
        report(folder)
        return squeezed_lines(text_of(next((folder / "hasil/naskah").glob(name))))

    instead, twice = "Susulan, peserta 26-0003, Nilai", "dan tidak mengikuti susulannya: peserta 26-0005."
    before = said("akhir/berita-acara.docx")
    assert instead in before
    assert twice in before
    for words in ("Berita Acara Nomor", "Daftar hadir peserta", "Kepala riwayat", "Tidak hadir, peserta"):
        assert words not in before
    assert "dinyatakan gugur, kecuali yang mengikuti susulan." in said("1-tes/pengumuman.docx")
    for stage, number in (("tes", "BA-1"), ("wawancara", "BA-2")):
        assert command("confirm", folder, stage, "--ba", number, "--tanggal", "2026-12-01").code == 0
    after, own = said("akhir/berita-acara.docx"), said("2-wawancara/berita-acara.docx")
    assert instead not in after
    assert twice not in after
    assert "Susulan Wawancara: peserta 26-0003 (BA 7); nilainya dalam berita acara tahap itu." in after
    assert "Berita Acara Nomor BA-2 tanggal 1 Desember 2026 tentang penetapan Hasil Wawancara." in after
    assert instead in own
    assert twice in own
    lines = (folder / "riwayat/riwayat.jsonl").read_text(encoding="utf-8").splitlines()
    heads = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    assert heads[-1] in after, "a draft names the newest line"
    assert heads[-2] in own, "confirmed minutes the line before their own"
    assert "hadir berjumlah 3 (tiga)" in own  # five, less one absent and one withdrawn
    assert re.search(r"Wawancara 5 3 ", said("akhir/rekapitulasi.pdf"))


ATTRIBUTES = '[pelamar.atribut]\norang = { kolom = "Orang" }\nke = { kolom = "Ke", jenis = "angka" }\n'
CHOICE = """[pilihan_formasi]
orang = "pelamar.orang"
urutan = "pelamar.ke"
dasar = "Keputusan Uji 4"
kode = "PL"
arti = "memperoleh pilihannya"
"""


def test_minutes_count_people_and_name_their_grounds_once(tmp_path: Path) -> None:
    """Five applications of four people; an event tells its day and basis apart; a title is not told twice."""
    titled = "Peraturan Uji Nomor 15 Tahun 2019 tentang Pengisian Jabatan"
    draft = Draft(rules=RULES).as_text().rule('dasar = "Keputusan Uji"', f'dasar = ["{titled}"]')
    draft.rule('nama = "Tes"\n', 'nama = "Tes"\ndasar = "Peraturan Uji Nomor 15 Tahun 2019"\n')
    draft.rule("[formasi]", f"{ATTRIBUTES}\n[formasi]").rule("[peringkat]", f"{CHOICE}\n[peringkat]")
    people = ("Orang", "Ke"), ("a", "1"), ("b", "1"), ("c", "1"), ("a", "2"), ("e", "1")
    rows = draft.rows("data/pelamar.csv")
    rows[:] = [[*row, *person] for row, person in zip(rows, people, strict=True)]
    draft.event("mengundurkan diri", tahap="wawancara", peserta="26-0003", dasar="hubungan keluarga semenda")
    folder = draft.write(tmp_path)
    report(folder, "--tahap", "tes", "--dokumen", "berita-acara")
    said = squeezed_lines(text_of(folder / "hasil/naskah/1-tes/berita-acara.docx"))
    assert "mengikuti Tes berjumlah 4 (empat) orang dengan 5 (lima) lamaran." in said
    assert said.count("Nomor 15 Tahun 2019") == 1, said
    report(folder, "--tahap", "akhir", "--dokumen", "berita-acara")
    said = squeezed_lines(text_of(folder / "hasil/naskah/akhir/berita-acara.docx"))
    assert "; hubungan keluarga semenda" in said


def test_no_line_ends_within_a_date_or_number(tmp_path: Path) -> None:
    """Word has a sign for it; what a PDF shows is put together, and is read as it stands."""
    folder = Draft(rules=RULES + PROFILE).as_text().write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    report(folder, "--tahap", "tes", "--dokumen", "berita-acara")
    minutes = folder / "hasil/naskah/1-tes/berita-acara.docx"
    assert "(01-12-2026)" in text_of(minutes)
    with zipfile.ZipFile(minutes) as archive:
        assert not re.search(r">[^<]*\d-\d[^<]*</w:t>", archive.read("word/document.xml").decode())
    report(folder, "--tahap", "tes", "--dokumen", "berita-acara", "--format", "pdf")
    assert "(01-12-2026)" in text_of(minutes.with_suffix(".pdf"))


def test_a_decided_tie_says_where_it_was_and_who_has_the_seat(tmp_path: Path) -> None:
    """26-0002 and 26-0001 end with the same marks, for one seat; the committee put 26-0002 first."""
    draft = Draft().rule('urut = ["akhir", "tes", "pelamar.lahir: tertua"]', 'urut = ["akhir"]')
    folder = draft.put("data/wawancara.csv:B3", 80).write(tmp_path)
    row = next(line.strip() for line in command("check", folder).err.splitlines() if ";keputusan seri;" in line)
    blanks = (("(tanggal)", "20-11-2026"), ("(nomor surat)", "BA 9"), ("(dasar)", "Sidang"), ("(oleh)", "Dewi, M.Si."))
    for blank, text in (*blanks, ("26-0001; 26-0002", "26-0002; 26-0001")):
        assert blank in row
        row = row.replace(blank, text)
    (folder / "peristiwa.csv").write_text(f"{';'.join(EVENT_HEADS)}\n{row}\n", encoding="utf-8")
    report(folder)
    said = squeezed_lines(text_of(folder / "hasil/naskah/akhir/berita-acara.docx"))
    assert "formasi A-1 pada Hasil Akhir: urutannya 26-0002, lalu 26-0001; yang memperoleh kursi ialah 26-0002" in said


def test_the_same_papers_have_the_same_bytes(kasemen: Path) -> None:
    before = digests(kasemen / "hasil")
    report(kasemen)
    assert digests(kasemen / "hasil") == before


def test_only_what_is_asked_for_is_made(tmp_path: Path) -> None:
    folder = copy_sample("manna", tmp_path)
    report(folder, "--tahap", "tes", "--dokumen", "lampiran,undangan", "--format", "pdf")
    assert [p.name for p in papers(folder)] == ["lampiran.pdf", "undangan.pdf"]
    order = "Urutan: Tes Tertulis; bila sama, Pengetahuan Jabatan (Tes Tertulis)."
    assert order in " ".join(text_of(papers(folder)[0]).split())
    outcome = command("report", folder, "--tahap", "tes", "--dokumen", "lampiran", "--format", "pdf")
    assert "memuat yang diminta saja; tidak lagi di dalamnya: undangan.pdf." in " ".join(outcome.err.split())
    for option, value, words in (
        ("--dokumen", "lampirn", "yang ada: berita-acara"),
        ("--format", "odt", "yang ada: word, pdf"),
        ("--tahap", "praktik", "tes, wawancara, akhir"),
    ):
        outcome = command("report", folder, option, value)
        assert (outcome.code, words in outcome.err) == (2, True), outcome.err


def test_nothing_is_made_of_what_is_not_decided_or_was_edited(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    report(folder, "--tahap", "tes")
    (folder / "hasil/naskah/1-tes/pengumuman.docx").write_bytes(b"changed")
    outcome = command("report", folder, "--tahap", "tes")
    assert (outcome.code, "telah diubah" in outcome.err) == (1, True)
    assert command("report", folder, "--tahap", "tes", "--timpa").code == 0
    (folder / "data/tes.csv").write_text("Nomor Peserta;Teori;Praktik\n26-0001;;\n", encoding="utf-8")
    outcome = command("report", folder, "--tahap", "wawancara")
    assert (outcome.code, "tahap wawancara belum diputus" in outcome.err) == (2, True), outcome.err


def test_word_and_pdf_say_the_same(tmp_path: Path) -> None:
    """Every paragraph and cell of the Word file stands in the PDF, and the PDF says nothing else."""
    forms = {form: copy_sample("manna", tmp_path / form) for form in ("word", "pdf")}
    for form, folder in forms.items():
        report(folder, "--format", form, "--tahap", "tes")
    ours = [p for p in papers(forms["word"]) if p.parent.name == "1-tes" and "daftar-hadir" not in p.name]
    assert [p.stem for p in ours] == ["berita-acara", "lampiran-berita-acara", "lampiran", "pengumuman", "undangan"]
    for path in ours:
        pdf = squeezed(text_of(forms["pdf"] / "hasil/naskah/1-tes" / f"{path.stem}.pdf"))
        rest = pdf
        for words in sorted({squeezed(line) for line in text_of(path).splitlines()} - {""}, key=len, reverse=True):
            assert words in pdf or re.fullmatch(r"-?1-?|Halaman1dari1|dari1", words), (path.name, words)
            rest = rest.replace(words, " ")
        assert re.fullmatch(r"( |:|-|Halaman|dari|\d|\.)*", rest), (path.name, rest)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of(text: str) -> set[str]:
    """Every word, whatever stands around it."""
    return set(re.findall(r"\w+", text))


# --- afterwards -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A selection with a full profile, whose test was confirmed and announced."""
    folder = Draft(rules=RULES + PROFILE).as_text().write(tmp_path_factory.mktemp("naskah") / "uji")
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    report(folder)
    return folder


def test_number_and_date_come_from_the_record(announced: Path) -> None:
    minutes = text_of(announced / "hasil/naskah/1-tes/berita-acara.docx")
    assert DRAFT not in minutes
    for words in (
        "NOMOR: 800/7-Pansel/XII/2026",
        "Selasa, tanggal satu bulan Desember tahun dua ribu dua puluh enam (01-12-2026), pukul 09.00 WIB",
        "Ruang Rapat Uji",
        "2 (dua) dari 3 (tiga) orang anggota panitia, yaitu Ketua Contoh dan Sekretaris Contoh",
        "Yang tidak hadir ialah Anggota Contoh",
        "DINAS UJI & COBA",
        "Saksi Contoh",
        "Ditandatangani secara elektronik.",
    ):
        assert words in minutes, words
    public = papers(announced, "hasil/publik")
    assert [p.name for p in public] == ["index.html", "lampiran-tes.pdf", "pengumuman-tes.pdf"]
    for path in public[1:]:
        text = text_of(path)
        assert DRAFT not in text
        assert "811/8/2026" in text
        assert "1 Desember 2026" in text


def test_a_signed_paper_is_not_made_again(announced: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    signed = tmp_path / "pindai.pdf"
    signed.write_bytes(b"%PDF signed")
    options = ("--nomor", "9", "--tanggal", "2026-12-02", "--jenis", "ralat", "--lampirkan", signed)
    assert command("announce", folder, "tes", *options).code == 0
    remarks = report(folder, "--tahap", "tes")["catatan"]
    assert [p.name for p in papers(folder, "hasil/publik")] == [
        "index.html", "lampiran-tes-ralat.pdf", "lampiran-tes.pdf", "pengumuman-tes.pdf",
    ]  # fmt: skip
    assert "riwayat/lampiran/tes-" in remarks[0]


def test_what_was_confirmed_and_reads_otherwise_has_no_papers(announced: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    marks = folder / "data/tes.csv"
    marks.write_text(marks.read_text(encoding="utf-8").replace("26-0002;90", "26-0002;91"), encoding="utf-8")
    before = digests(folder)
    assert command("report", folder, "--tahap", "tes").code != 0
    assert digests(folder) == before


def test_everyone_sits_in_exactly_one_session(announced: Path) -> None:
    """Sessions of two, then of one formation; who has no room is listed and told."""
    sheets = text_of(announced / "hasil/naskah/2-wawancara/daftar-hadir.pdf")
    assert Counter(re.findall(r"26-000\d", sheets)) == {f"26-000{n}": 1 for n in range(1, 6)}
    assert [word in sheets for word in ("Sesi 1", "Sesi 2", "Sesi menyusul")] == [True] * 3
    missing = report(announced)["belum_diketahui"]["Wawancara"]
    assert "sesi bagi 1 (satu) peserta Wawancara ([[naskah.pelaksanaan]])" in missing


def test_a_stage_is_held_with_papers_of_its_own(announced: Path, tmp_path: Path) -> None:
    """Before anything is marked: the first stage; before it is held: whoever goes on; no mark and no rank on any."""
    folder = Draft(rules=RULES + PROFILE).as_text().write(tmp_path)
    for name in ("data/tes.csv", "data/wawancara.csv"):
        (folder / name).unlink()
    report(folder)
    assert [p.name for p in papers(folder)] == ["daftar-hadir.pdf", "undangan.docx"]
    assert "26-0005" in text_of(folder / "hasil/naskah/1-tes/undangan.docx")


def test_sheets_of_raters_show_no_earlier_mark(kasemen: Path) -> None:
    """One for each rater and person of samples/kasemen, in the order of numbers; 17 came as far as the interview."""
    sheets = papers(kasemen, "hasil/naskah/3-wawancara/lembar-penilaian")
    counted: Counter[str] = Counter()
    for path in sheets:
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
        numbers = [re.findall(r"99-00\d\d", page)[0] for page in pages]
        posts = {re.findall(r"Formasi\s*:?\s*([^,]+),", page)[0].strip() for page in pages}
        assert (len(posts), numbers) == (1, sorted(numbers))
        assert posts.pop() in path.name, "the sheets of each formation by themselves"
        assert not [page for page in pages if "eringkat" in page or re.search(r"\d,\d", page)]
        counted[re.findall(r"penilai-\d", path.name)[0]] += len(pages)
    assert counted == dict.fromkeys(("penilai-1", "penilai-2", "penilai-3"), 17)


def test_a_stage_without_marks_has_no_ranks_and_its_next_one_on_files_no_invitation(tmp_path: Path) -> None:
    papers_first = """[[tahap]]
kode = "berkas"
nama = "Administrasi"
berkas = "data/berkas.csv"
kehadiran = "tidak perlu"

[[tahap.komponen]]
kode = "ijazah"
nama = "Ijazah"
syarat = { lolos = "MS", gugur = "TMS", ragu = "Ragu" }

[[tahap]]
kode = "tes"
kehadiran = "tidak perlu"
"""
    draft = Draft(rules=RULES.replace('[[tahap]]\nkode = "tes"\n', papers_first) + PROFILE).as_text()
    rows = [[f"26-000{n}", "TMS" if n == 3 else "MS"] for n in range(1, 6)]
    draft.files["data/berkas.csv"] = {"": [["Nomor Peserta", "Ijazah"], *rows]}
    folder = draft.write(tmp_path)
    assert command("rank", folder, "--sampai", "berkas").code == 0
    report(folder, "--tahap", "berkas", "--dokumen", "lampiran,lampiran-berita-acara")
    said = {path.stem: text_of(path) for path in papers(folder, "hasil/naskah/1-berkas")}
    assert len(said) == 2
    for name, text in said.items():
        assert "26-0001" in text, name
        assert "eringkat" not in text, name
    report(folder, "--tahap", "berkas", "--dokumen", "lembar-hasil")
    slips = sorted((folder / "hasil/naskah/1-berkas/lembar-hasil").iterdir())
    assert 'Ijazah lolos tertulis "MS"' in squeezed_lines(text_of(slips[0]))
    assert "berhak mengikuti Tes" in squeezed_lines(said["lampiran-berita-acara"])
    assert "Grafik" not in openpyxl.load_workbook(folder / "hasil/1-berkas/peringkat.xlsx").sheetnames


def test_a_slip_names_no_attribute_of_a_neighbour(tmp_path: Path) -> None:
    """Two with equal marks: the elder goes first, and the younger reads why, but not when the other was born."""
    draft = Draft().as_text()
    for row, mark in ((1, "80"), (2, "80")):
        draft.files["data/tes.csv"][""][row][1:] = [80, 70]
        draft.files["data/wawancara.csv"][""][row][1] = mark
    report(draft.write(tmp_path), "--tahap", "akhir")
    pages = pypdf.PdfReader(next((tmp_path / "hasil/naskah/akhir/lembar-hasil").glob("A-1*.pdf"))).pages
    younger = next(text for text in (page.extract_text() for page in pages) if "26-0002" in text.splitlines()[3])
    assert "diputus menurut Tanggal Lahir" in squeezed_lines(younger)
    assert "1 Januari 1990" not in younger


def test_a_slip_gives_no_closed_mark_of_a_neighbour_away(kasemen: Path) -> None:
    """The psychotest is closed; a neighbour's final score beside the published marks would tell it.

    Four stages fill one page; none goes on to a second.
    """
    for path in papers(kasemen, "hasil/naskah/akhir/lembar-hasil"):
        assert all("LEMBAR HASIL PESERTA" in page.extract_text() for page in pypdf.PdfReader(path).pages)
        text = " ".join(squeezed_lines(page.extract_text()) for page in pypdf.PdfReader(path).pages)
        assert "diputus menurut nilai akhir" in text
        assert "nilai akhir:" not in text
        assert re.search(r"Tes Tertulis: [0-9,]+ terhadap", text), "what is published is still compared"


def test_raters_have_numbers_on_a_slip_unless_the_rules_name_them(kasemen: Path, tmp_path: Path) -> None:
    """Who gave which mark is no business of the applicant's, unless the committee says so."""
    raters = {path.stem for path in (kasemen / "data").glob("wawancara*")}
    folder = Path(shutil.copytree(kasemen, tmp_path / "uji"))
    rules = folder / "seleksi.toml"
    text = rules.read_text(encoding="utf-8")
    assert (len(raters), text.count("\n[naskah]\n")) == (3, 1)
    rules.write_text(text.replace("\n[naskah]\n", "\n[naskah]\nnama_penilai = true\n"), encoding="utf-8")
    assert command("report", folder, "--tahap", "akhir", "--dokumen", "lembar-hasil,rekapitulasi").code == 0
    for where, named in ((kasemen, False), (folder, True)):
        alike = alternatives(where / "hasil/naskah/akhir/rekapitulasi.pdf")
        assert ({name for name in raters if name in alike} == raters, "Penilai 1 rata" in alike) == (named, not named)
        found = papers(where, "hasil/naskah/akhir/lembar-hasil")
        told = " ".join(page.extract_text() for path in found for page in pypdf.PdfReader(path).pages)
        assert ({name for name in raters if name in told} == raters, "Penilai 1" in told) == (named, not named)


def test_reasons_have_room_in_the_annex_of_the_minutes(tmp_path: Path) -> None:
    """Six columns and the reasons, which would take three lines each on an upright page."""
    draft = Draft().as_text().rule('[[tahap.komponen]]\nkode = "praktik"\nnama = "Praktik"\nmaksimum = 100\n', "")
    folder = draft.write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    report(folder, "--tahap", "tes", "--dokumen", "lampiran-berita-acara")
    page = pypdf.PdfReader(folder / "hasil/naskah/1-tes/lampiran-berita-acara.pdf").pages[0]
    heads = squeezed_lines(page.extract_text())
    assert "Peringkat Nomor Peserta Nama Teori Nilai berbobot (60%) Kode Keterangan" in heads
    assert page.mediabox.width > page.mediabox.height


def test_figures_of_a_column_have_the_same_decimals() -> None:
    """As the public annex has them; a fraction without end and a blank stay as they are."""
    assert even(["87,75", "82,5", "65", "", "-1", "66 2/3"]) == ["87,75", "82,50", "65,00", "", "-1,00", "66 2/3"]
    assert even(["1", "12", ""]) == ["1", "12", ""]


def squeezed_lines(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_an_announcement_that_takes_the_place_of_another_says_what_changed(announced: Path, tmp_path: Path) -> None:
    """A correction by minutes lets 26-0002 pass 26-0001: both are named with what was and what is."""
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    marks = folder / "data/tes.csv"
    marks.write_text(marks.read_text(encoding="utf-8").replace("26-0002;90", "26-0002;49"), encoding="utf-8")
    change = {"peserta": "26-0002", "komponen": "tes.teori", "sebelum": "90", "sesudah": "49"}
    row = event("koreksi", tahap="tes", formasi="A-1", akibat="undangan diulang", tanggal="05-12-2026", **change)
    marks.write_text(marks.read_text(encoding="utf-8").replace("26-0004;70", "26-0004;71"), encoding="utf-8")
    other = {"peserta": "26-0004", "komponen": "tes.teori", "sebelum": "70", "sesudah": "71"}
    beside = event("koreksi", tahap="tes", formasi="B-1", akibat="undangan diulang", tanggal="05-12-2026", **other)
    (folder / "peristiwa.csv").write_bytes(csv_bytes([EVENT_HEADS, row, beside]))
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert command("confirm", folder, "tes", "--ba", "800/9-Pansel/XII/2026", "--tanggal", "2026-12-06").code == 0
    options = ("--nomor", "811/10/2026", "--tanggal", "2026-12-07", "--jenis", "ralat")
    assert command("announce", folder, "tes", *options).code == 0
    first = squeezed_lines(text_of(folder / "hasil/publik/pengumuman-tes.pdf"))
    assert ("D. SANGGAH DAN PENGADUAN" in first, "TIDAK LANJUT" in first) == (True, False), "all went on"
    remarks = report(folder, "--tahap", "tes", "--dokumen", "pengumuman,berita-acara")["catatan"]
    made = {path.name for path in papers(folder, "hasil/naskah/1-tes")}
    both = {"berita-acara", "berita-acara-ralat", "pengumuman", "pengumuman-ralat"}
    assert made == {f"{name}.docx" for name in both}, "what was final stays beside what takes its place"
    assert any("memuat yang diminta saja; tidak lagi di dalamnya: daftar-hadir.pdf" in one for one in remarks)
    minutes = squeezed_lines(text_of(folder / "hasil/naskah/1-tes/berita-acara-ralat.docx"))
    assert re.search(r"dikoreksi dari .*; undangan diulang\.", minutes)
    said = squeezed_lines(text_of(folder / "hasil/publik/pengumuman-tes-ralat.pdf"))
    assert ("RALAT PENGUMUMAN" in said, "BAGI PESERTA YANG TIDAK LANJUT" in said) == (True, True)
    assert "mengubah Pengumuman Nomor 811/8/2026 tanggal 1 Desember 2026" in said
    assert re.search(r"26-0002 Contoh Dua .*L .*TMS", said)
    over = "Masa sanggah atas hasil ini berakhir pada 4 Desember 2026; pengumuman ini tidak membukanya lagi."
    assert over in said
    assert "Peserta berkode L berhak mengikuti Wawancara, yang dilaksanakan sebagai berikut:" in said
    # once more on 8 December: nobody is invited to the session of the day before
    assert (
        command("announce", folder, "tes", "--nomor", "811/11/2026", "--tanggal", "2026-12-08", *options[-2:]).code == 0
    )
    report(folder, "--tahap", "tes", "--dokumen", "pengumuman")
    said = squeezed_lines(text_of(folder / "hasil/publik/pengumuman-tes-ralat-2.pdf"))
    assert "Bagi yang belum mengikutinya, dilaksanakan susulan:" in said
    assert "Selasa, 8 Desember 2026" in said
    assert "Senin, 7 Desember 2026" not in said
    # and on 9 December, after the last session: it invites nobody anew, and needs no day
    published = (folder / "hasil/publik/pengumuman-tes-ralat-2.pdf").read_bytes()
    assert (
        command("announce", folder, "tes", "--nomor", "811/12/2026", "--tanggal", "2026-12-09", *options[-2:]).code == 0
    )
    assert not any("tidak disusun karena" in one for one in report(folder, "--tahap", "tes")["catatan"])
    said = squeezed_lines(text_of(folder / "hasil/publik/pengumuman-tes-ralat-3.pdf"))
    assert "811/12/2026" in said
    assert "Peserta berkode L yang sudah diundang tetap mengikuti Wawancara menurut undangannya." in said
    assert (folder / "hasil/publik/pengumuman-tes-ralat-2.pdf").read_bytes() == published
    assert squeezed_lines(text_of(folder / "hasil/publik/pengumuman-tes.pdf")) == first


def test_a_published_letter_stands_as_it_was_read(announced: Path, tmp_path: Path) -> None:
    """Another chair and closed names change no letter that bears number and date; the screen says that it would."""
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    home, rules = folder / "hasil/publik", folder / "seleksi.toml"
    before = {path.name: path.read_bytes() for path in home.glob("*-tes.pdf")}
    assert before.keys() == {"pengumuman-tes.pdf", "lampiran-tes.pdf"}
    assert not any("berbunyi lain" in one for one in report(folder)["catatan"])
    text = rules.read_text(encoding="utf-8")
    assert "Ketua Contoh" in text
    rules.write_text(text.replace("Ketua Contoh", "Pengganti Contoh"), encoding="utf-8")
    (remark,) = [one for one in report(folder)["catatan"] if "berbunyi lain" in one]
    assert remark.startswith("hasil/publik/: lampiran-tes.pdf, pengumuman-tes.pdf tetap seperti sudah disusun")
    shutil.rmtree(folder / "hasil/publik")
    report(folder)
    assert {path.name: path.read_bytes() for path in home.glob("*-tes.pdf")} == before, "nor where hasil/ is lost"
    (kept,) = (folder / "riwayat/naskah").glob("tes-*")
    (kept / "pengumuman-tes.pdf").write_bytes(b"%PDF damaged")
    for lost in (kept, kept.parent):
        report(folder)
        assert {path.name: path.read_bytes() for path in home.glob("*-tes.pdf")} == before, "nor where what is kept is"
        assert (kept / "pengumuman-tes.pdf").read_bytes() == before["pengumuman-tes.pdf"]
        shutil.rmtree(lost)
    report(folder)
    assert command("report", folder, "--timpa").code == 0
    assert "Pengganti Contoh" in text_of(home / "pengumuman-tes.pdf")
    assert not any("berbunyi lain" in one for one in report(folder)["catatan"])


def test_a_published_letter_keeps_its_formations(announced: Path, tmp_path: Path) -> None:
    """A-1 is corrected, confirmed and announced anew, B-1 is not: 811/8 speaks of both as it did."""
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    public = folder / "hasil/publik"
    published = [squeezed_lines(text_of(public / f"{name}-tes.pdf")) for name in ("pengumuman", "lampiran")]
    assert "26-0001" in published[1]
    assert "26-0004" in published[1]
    marks = folder / "data/tes.csv"
    marks.write_text(marks.read_text(encoding="utf-8").replace("26-0002;90", "26-0002;49"), encoding="utf-8")
    change = {"peserta": "26-0002", "komponen": "tes.teori", "sebelum": "90", "sesudah": "49"}
    row = event("koreksi", tahap="tes", formasi="A-1", akibat="undangan diulang", tanggal="05-12-2026", **change)
    (folder / "peristiwa.csv").write_bytes(csv_bytes([EVENT_HEADS, row]))
    assert command("rank", folder, "--sampai", "tes").code == 0

    def standing(mark: str) -> list[str]:
        report(folder, "--tahap", "tes", "--dokumen", "pengumuman,lampiran")
        return [squeezed_lines(text_of(public / f"{name}-tes{mark}.pdf")) for name in ("pengumuman", "lampiran")]

    assert standing("") == published
    options = ("--ba", "800/9-Pansel/XII/2026", "--tanggal", "2026-12-06", "--formasi", "A-1")
    assert command("confirm", folder, "tes", *options).code == 0
    newest = command("status", folder, "--json").data["tahap"]["tes"]["pengesahan"]
    assert [one["tanggal"] for one in newest] == ["2026-12-01", "2026-12-06"], "B-1, then A-1: by date"
    assert standing("") == published
    options = ("--nomor", "811/10/2026", "--tanggal", "2026-12-07", "--jenis", "ralat")
    assert command("announce", folder, "tes", *options).code == 0
    assert standing("") == published, "and keeps its name"
    assert "26-0004" not in squeezed_lines(text_of(public / "lampiran-tes-ralat-A-1.pdf"))


def test_the_papers_of_a_confirmed_stage_stay_while_it_waits(announced: Path, tmp_path: Path) -> None:
    """Both formations have a mark that cannot be read: nothing can be made anew, nothing is taken away."""
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    papers = sorted(path.name for path in (folder / "hasil/naskah/1-tes").iterdir())
    assert {"berita-acara.docx", "pengumuman.docx"} <= set(papers)
    public = folder / "hasil/publik"
    published = {path.name: path.read_bytes() for path in public.glob("*.pdf")}
    assert published.keys() == {"pengumuman-tes.pdf", "lampiran-tes.pdf"}
    marks = folder / "data/tes.csv"
    text = re.sub(r"(26-000[24]);\d+", r"\1;tak terbaca", marks.read_text(encoding="utf-8"))
    marks.write_text(text, encoding="utf-8")
    for options in (("--tahap", "tes"), ()):
        command("report", folder, *options)
        assert sorted(path.name for path in (folder / "hasil/naskah/1-tes").iterdir()) == papers
        assert {path.name: path.read_bytes() for path in public.glob("*.pdf")} == published


def test_a_formation_that_waits_is_named_and_papers_keep_their_names(tmp_path: Path) -> None:
    """B-1 is tested later: the letter and the page say so; when it comes, no paper of A-1 gets another name."""
    draft = Draft(rules=RULES + PROFILE).as_text()
    late = draft.rows("data/tes.csv")[4:]
    del draft.rows("data/tes.csv")[4:], draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)
    waits = "Hasil formasi B-1 belum diumumkan dan akan diumumkan tersendiri."

    def known(day: str, formation: str, *kind: str) -> list[str]:
        command("rank", folder, "--sampai", "tes")
        number = f"{formation}-{day[-1]}"
        only = ("--tanggal", day, "--formasi", formation)
        assert command("confirm", folder, "tes", "--ba", f"800/7{number}", *only).code == 0
        assert command("announce", folder, "tes", "--nomor", f"811/{number}", *only[:2], *kind).code == 0
        remarks: list[str] = report(folder)["catatan"]
        return [one for one in remarks if "digantikan" in one or "tidak lagi di dalamnya" in one]

    assert known("2026-12-01", "A-1") == []
    made = papers(folder, "hasil/naskah/1-tes") + papers(folder, "hasil/publik")
    assert {"berita-acara-A-1.docx", "pengumuman-A-1.docx", "pengumuman-tes-A-1.pdf"} <= {path.name for path in made}
    told = [path for path in made if path.name.startswith(("pengumuman", "index"))]
    assert [waits in squeezed_lines(text_of(path)) for path in told] == [True] * 3
    selection = run(*begin(folder, "tes"))
    ahead = replace(selection.stages[0], progress=np.full(2, Progress.DECIDED))
    (only,) = groups(selection, ahead, {})
    assert [seat.code for seat in only.seats] == ["A-1"], "what papers cannot show they do not speak of"
    draft.rows("data/tes.csv").extend(late)
    draft.write(folder)
    letter = text_of(folder / "hasil/publik/pengumuman-tes-A-1.pdf")
    assert known("2026-12-02", "B-1") == []
    assert {path.name for path in made} <= {p.name for p in (*papers(folder), *papers(folder, "hasil/publik"))}
    assert text_of(folder / "hasil/publik/pengumuman-tes-A-1.pdf") == letter, "it spoke for its day"
    for path in (folder / "hasil/publik/index.html", folder / "hasil/publik/pengumuman-tes-B-1.pdf"):
        assert waits not in squeezed_lines(text_of(path)), path


def test_an_announcement_of_some_for_the_first_time_says_what_changed_in_the_others(tmp_path: Path) -> None:
    """B-1 is tested later, when A-1 is corrected; then B-1 alone is: the list says what each one made known."""
    sent = '\n[[naskah.surat]]\njenis = "undangan"\ntahap = "wawancara"\nnomor = "005/1"\ntanggal = 2026-12-01\n'
    draft = Draft(rules=RULES + PROFILE + sent).as_text()
    interviews, late = draft.files.pop("data/wawancara.csv"), draft.rows("data/tes.csv")[4:]
    del draft.rows("data/tes.csv")[4:]
    folder = draft.write(tmp_path)

    def known(number: int, *formations: str) -> None:
        command("rank", folder, "--sampai", "tes")
        day, kind = ("--tanggal", f"2026-12-0{number}"), ("--jenis", "ralat") if number > 1 else ()
        only = [option for code in formations for option in ("--formasi", code)]
        assert command("confirm", folder, "tes", "--ba", f"800/{number}-Pansel/XII/2026", *day, *only).code == 0
        assert command("announce", folder, "tes", "--nomor", f"811/{number}/2026", *day, *kind).code == 0

    def correct(cell: str, formation: str, person: str, old: str, new: str) -> None:
        change = {"peserta": person, "komponen": "tes.teori", "sebelum": old, "sesudah": new}
        draft.put(f"data/tes.csv:{cell}", new)
        draft.event("koreksi", tahap="tes", formasi=formation, akibat="undangan tetap", tanggal="02-12-2026", **change)
        draft.write(folder)

    def invitations() -> dict[str, str]:
        report(folder, "--tahap", "wawancara", "--dokumen", "undangan")
        made = (folder / "hasil/naskah/2-wawancara").glob("undangan*.docx")
        return {path.name: squeezed_lines(text_of(path)) for path in made}

    known(1, "A-1")
    assert "Nomor : 005/1" in invitations()["undangan-A-1.docx"]
    draft.rows("data/tes.csv").extend(late)
    quota = {"tahap": "tes", "formasi": "A-1", "komponen": "kuota", "sebelum": "1", "sesudah": "2"}
    draft.put("data/formasi.csv:E2", "2").event("koreksi", akibat="undangan tetap", tanggal="02-12-2026", **quota)
    correct("B3", "A-1", "26-0002", "90", "49")
    known(2, "A-1", "B-1")
    report(folder, "--tahap", "tes", "--dokumen", "pengumuman,halaman")
    (letter,) = (folder / "hasil/naskah/1-tes").glob("pengumuman*.docx")
    said = squeezed_lines(text_of(letter))
    for words in (
        "PENGUMUMAN DAN RALAT PENGUMUMAN",
        "Hasil formasi B-1 diumumkan untuk pertama kali.",
        "juga mengubah Pengumuman Nomor 811/1/2026 tanggal 1 Desember 2026 mengenai formasi A-1",
        "Yang Berubah Semula Menjadi Kuota formasi A-1 1 2",
        "formasi B-1 dapat diajukan pada 2–4 Desember 2026; pengumuman ini tidak membuka masa baru bagi",
        "26-0002 Contoh Dua peringkat 1; Teori 90; Nilai Tes 75 peringkat –; Teori 49; Nilai Tes 54,5",
    ):
        assert words in said
    page = (folder / "hasil/publik/index.html").read_text(encoding="utf-8")
    assert "diralat 2 Desember 2026 dengan nomor 811/2/2026 (pertama kali bagi formasi B-1)" in page
    unchanged = "26-0001 has 75 as before, whatever zeros the list has behind it"
    assert ("26-0001 Contoh Satu" in said, "tidak tercantum" in said) == (False, False), unchanged
    letters = invitations()
    assert "Nomor : 005/1" in letters.pop("undangan-A-1.docx"), "whoever was invited is not invited again"
    (other,) = letters.values()
    assert "005/1" not in other, "a letter of the day before cannot refer to the announcement"
    assert {*re.findall(r"26-000\d", other)} == {"26-0003", "26-0004", "26-0005"}
    correct("B5", "B-1", "26-0004", "70", "71")
    known(3, "B-1")
    draft.files["data/wawancara.csv"] = interviews
    draft.write(folder)
    assert command("rank", folder).code == 0
    report(folder, "--tahap", "akhir", "--dokumen", "daftar-naskah")
    (paper,) = (folder / "hasil/naskah/akhir").glob("daftar-naskah*.pdf")
    rows = re.findall(r"Pengumuman \(\w+\) Tes (\S+) .*? 2026 ((?:[AB]-1(?:, )?)+)", squeezed_lines(text_of(paper)))
    assert rows == [("811/1/2026", "A-1"), ("811/2/2026", "A-1, B-1"), ("811/3/2026", "B-1")]


def test_the_day_of_a_stage_is_written_once(tmp_path: Path) -> None:
    """The schedule's day and place stand in the invitation, the days of sessions on the page; both may be written."""
    planned = '\n[[jadwal]]\nkegiatan = "Tes Tertulis"\njenis = "pelaksanaan"\ntahap = "tes"\nmulai = 2026-11-25\n'
    folder = Draft(rules=RULES + PROFILE + planned + 'tempat = "Aula Uji"\n').as_text().write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    missing = report(folder, "--tahap", "tes", "--dokumen", "undangan,halaman")["belum_diketahui"]["Tes"]
    assert [text for text in missing if "naskah.pelaksanaan" in text] == ["waktu Tes ([[naskah.pelaksanaan]])"]
    letter = squeezed_lines(text_of(folder / "hasil/naskah/1-tes/undangan.docx"))
    assert ("Rabu, 25 November 2026" in letter, "Aula Uji" in letter) == (True, True)
    page = re.sub(r"<[^>]+>", " ", (folder / "hasil/publik/index.html").read_text(encoding="utf-8"))
    assert re.search(r"Wawancara\s+7–8 Desember 2026\s+Gedung Uji", page)

    def differing(day: str) -> list[str]:
        slot = f'\n[[naskah.pelaksanaan]]\ntahap = "tes"\ntanggal = {day}\n'
        rules = RULES + PROFILE + planned
        Draft(rules=rules + slot if day else rules).as_text().write(folder)
        return [one["pesan"] for one in command("check", folder, "--json").data["temuan"] if one["kode"] == "P904"]

    assert differing("2026-11-25") == differing("") == []
    (said,) = differing("2026-11-26")
    assert "Tes dilaksanakan pada 26 November 2026; menurut jadwal pada 25 November 2026." in said


@pytest.mark.parametrize("consequence", ["undangan tetap", "undangan diulang"])
def test_whoever_enters_after_the_stage_was_held_alone_is_called_to_the_make_up(
    tmp_path: Path, consequence: str
) -> None:
    """26-0002 passes by a correction after 7 December; the letter before invited the others, unless all are anew."""
    make_up = '\n[[naskah.pelaksanaan]]\ntahap = "wawancara"\nsesi = "Susulan"\ntanggal = 2026-12-15\n'
    draft = Draft(rules=RULES + PROFILE + make_up).as_text().put("data/tes.csv:B3", "49")
    del draft.rows("data/wawancara.csv")[2]
    folder = draft.write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    draft.put("data/tes.csv:B3", "90").event(
        "koreksi", tahap="tes", formasi="A-1", akibat=consequence, tanggal="09-12-2026", peserta="26-0002",
        komponen="tes.teori", sebelum="49", sesudah="90",
    ).write(folder)  # fmt: skip
    assert command("rank", folder, "--sampai", "tes").code == 0

    def called() -> tuple[str, str]:
        """The letter before, and the one that is drafted or announced since."""
        report(folder, "--tahap", "wawancara", "--dokumen", "undangan,daftar-hadir")
        made = papers(folder, "hasil/naskah/2-wawancara")
        assert len(made) == 4, made
        both = [[path for path in made if ("ralat" in path.stem) == again] for again in (False, True)]
        old, new = (squeezed_lines(" ".join(map(text_of, paths))) for paths in both)
        return old, new

    drafted = called()
    assert command("confirm", folder, "tes", "--ba", "800/9-Pansel/XII/2026", "--tanggal", "2026-12-10").code == 0
    options = ("--nomor", "811/10/2026", "--tanggal", "2026-12-11", "--jenis", "ralat")
    assert command("announce", folder, "tes", *options).code == 0
    everybody = consequence == "undangan diulang"
    for before, said in (drafted, called()):
        assert ("26-0001" in before, "7 Desember" in before) == (not everybody, not everybody)
        assert ("26-0004" in before, "26-0002" in before) == (True, False)
        assert ("26-0002" in said, "26-0001" in said, "15 Desember 2026" in said) == (True, everybody, True)
        assert "7 Desember" not in said, "that day is over"


def test_a_nik_is_never_published_but_the_committee_has_its_papers(tmp_path: Path) -> None:
    draft = Draft().as_text()
    for name in ("data/pelamar.csv", "data/tes.csv", "data/wawancara.csv"):
        for row in draft.files[name][""][1:]:
            n = row[0][-1]
            row[0] = f"9901120{n}0{n}9{n}000{n}"
    folder = draft.write(tmp_path)
    outcome = command("report", folder, "--tahap", "tes")
    assert (outcome.code, "berkas publik ditolak" in outcome.err) == (1, True), outcome.err
    assert "berita-acara.docx" in [p.name for p in papers(folder)]
    assert "pengumuman.docx" not in [p.name for p in papers(folder)]
    assert not (folder / "hasil/publik").exists()


def test_the_recap_and_the_decree(kasemen: Path) -> None:
    """Figures of samples/kasemen/README.md; the winners of test_samples."""
    recap = text_of(kasemen / "hasil/naskah/akhir/rekapitulasi.pdf")
    assert all(words in squeezed_lines(recap) for words in ("48 46 18 37,5%", "22 7,3 3 0 82,565"))
    decree = text_of(kasemen / "hasil/naskah/akhir/keputusan.docx")
    assert re.findall(r"99-00\d\d", decree) == ["99-0016", "99-0021", "99-0019", "99-0044", "99-0036", "99-0035"]


def test_a_number_off_the_pattern_is_told(announced: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    rules = folder / "seleksi.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("{urut}-Pansel", "{urut}-Panitia"), encoding="utf-8")
    done = report(folder, "--tahap", "tes")
    assert any(one.startswith("Tes: nomor ") and "tidak menurut pola" in one for one in done["catatan"])
    assert not any("tidak menurut pola" in one for one in done["belum_diketahui"]["Tes"]), "it is known and printed"


# --- privacy --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_public_papers_hold_nothing_private(tmp_path: Path, name: str) -> None:
    """No NIK, birth date, psychotest or single rater's mark, in no text and no part of any public file."""
    folder = copy_sample(name, tmp_path)
    codes = [stage.code for stage in load_rules((folder / "seleksi.toml").read_bytes()).stages] + ["akhir"]
    assert command("rank", folder).code == 0
    for code in codes:
        confirmed(folder, code)
    report(folder, "--dokumen", "pengumuman,lampiran")
    public = papers(folder, "hasil/publik")
    papers_of = [path for path in papers(folder) if path.stem in {"pengumuman", "lampiran"}]
    assert Counter(path.stem for path in papers_of) == {"pengumuman": len(codes), "lampiran": len(codes)}
    public += papers_of  # those with blanks, and their annexes, are not public yet
    secret = set(private_values(folder))
    assert len(secret) > 60
    rules = set(re.findall(r"\w+", (folder / "seleksi.toml").read_text(encoding="utf-8")))
    for path in public:
        words = set(re.findall(r"[\w,./-]+", everything_in(path)))
        assert not words & (secret - rules if path.suffix == ".html" else secret), path  # the page tells the rules


def private_values(folder: Path) -> Iterator[str]:
    """What a public file may not hold, as it would be printed."""
    book = openpyxl.load_workbook(folder / "data/pelamar.xlsx")
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if any(row)]
    heads = next(row for row in rows if "NIK" in row)
    for row in rows[rows.index(heads) + 1 :]:
        facts = dict(zip(heads, row, strict=True))
        if facts["NIK"]:
            yield str(facts["NIK"])
            born = facts["Tanggal Lahir"]
            yield from (f"{born:%d-%m-%Y}", f"{born:%Y-%m-%d}") if isinstance(born, date) else (str(born),)
    yield from ("Disarankan", "Dipertimbangkan")
    yield from marks_in(folder, "wawancara*.xlsx") - marks_in(folder, "tes*.xlsx")  # a mark of the test may be equal


def marks_in(folder: Path, pattern: str) -> set[str]:
    """Every mark with decimals, as it is printed."""
    books = [openpyxl.load_workbook(path) for path in sorted((folder / "data").glob(pattern))]
    rows = [row for book in books for sheet in book for row in sheet.iter_rows(values_only=True)]
    return {str(cell).replace(".", ",") for row in rows for cell in row if isinstance(cell, float)}


def everything_in(path: Path) -> str:
    """Texts, attachments and properties of a PDF; every part of a Word file."""
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(path)
        return f"{text_of(path)}\n{dict(reader.metadata or {})}\n{reader.attachments}\n{reader.xmp_metadata}"
    if path.suffix != ".docx":
        return text_of(path)
    with zipfile.ZipFile(path) as archive:
        whole = "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return re.sub("</w:t><w:noBreakHyphen/><w:t[^>]*>", "-", whole)


# --- data and templates are never code ------------------------------------------------------------------------------

ODD = 'A & B <b>{{ 7 * 7 }}</b> {% raw %} #panic("x") $x$ \\ "q"'


def test_data_stay_text(tmp_path: Path) -> None:
    for form in ("word", "pdf"):
        draft = Draft().as_text()
        draft.files["data/pelamar.csv"][""][1][2] = ODD
        folder = draft.write(tmp_path / form)
        report(folder, "--tahap", "tes", "--format", form)
        suffix = ".docx" if form == "word" else ".pdf"
        text = text_of(folder / f"hasil/naskah/1-tes/lampiran-berita-acara{suffix}")
        assert words_of(ODD) <= words_of(text)
        assert "<b>{{ 7 * 7 }}</b>" in re.sub(r"\s+", " ", text)


def test_letters_that_no_font_has_are_told(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.files["data/pelamar.csv"][""][1][2] = "Søren Ðorđević Çınar Łukasz"
    report(draft.write(tmp_path / "ada"), "--tahap", "tes")
    draft.files["data/pelamar.csv"][""][1][2] = "Contoh 漢字"
    folder = draft.write(tmp_path / "tidak")
    outcome = command("report", folder, "--tahap", "tes")
    assert (outcome.code, "tidak dapat disusun" in outcome.err) == (1, True), outcome.err
    made = {path.name for path in papers(folder)}
    assert {"berita-acara.docx", "pengumuman.docx"} <= made  # only what has the sign in it is left out
    assert not {"lampiran.pdf", "lampiran-berita-acara.pdf", "daftar-hadir.pdf"} & made


# One black pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def test_word_files_leave_nothing_in_memory() -> None:
    """Where nothing looks for cycles, as in a run of the program, parts of a file that know each other would stay."""
    selection = SimpleNamespace(name="Tes", identity=SimpleNamespace(institution="Dinas Uji"))
    own = SimpleNamespace(profile=Profile(), rules=selection, stage=selection, subject="Seleksi Uji")
    office: Any = SimpleNamespace(**vars(own), committee="Panitia Uji", mark="")
    template = skeleton(KINDS["lampiran"], own.profile, landscape=False, logo=None)
    document = Document("lampiran", ["DAFTAR"], sections=[Section("a", "", ["Isi"])])
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            word_form.word(document, office, template)
        assert sum(isinstance(one, Package) for one in gc.get_objects()) == 0
    finally:
        gc.enable()


def test_a_logo_stands_in_both_forms_and_a_missing_one_is_told(tmp_path: Path) -> None:
    kop = '[naskah.kop]\nlambang = "naskah/lambang.png"\n'
    folder = Draft(rules=RULES + PROFILE.replace("[naskah.kop]\n", kop)).as_text().write(tmp_path)
    outcome = command("report", folder, "--tahap", "tes")
    assert (outcome.code, "lambang naskah/lambang.png tidak ada" in outcome.err) == (1, True), outcome.err
    (folder / "naskah").mkdir()
    torn = PNG[:8] + b"ab", PNG[:40], PNG[:-12], b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x10JFIF"
    for content, code in ((b"GIF89a", 1), *((one, 1) for one in torn), (PNG, 0)):
        (folder / "naskah/lambang.png").write_bytes(content)
        outcome = command("report", folder, "--tahap", "tes", "--dokumen", "pengumuman")
        assert (outcome.code, "lambang naskah/lambang.png" in outcome.err) == (code, bool(code)), outcome.err
    with zipfile.ZipFile(folder / "hasil/naskah/1-tes/pengumuman.docx") as archive:
        assert [name for name in archive.namelist() if name.startswith("word/media/")]
    report(folder, "--tahap", "tes", "--dokumen", "pengumuman", "--format", "pdf")
    page = pypdf.PdfReader(folder / "hasil/naskah/1-tes/pengumuman.pdf").pages[0]
    assert (len(page.images), [round(float(x) * 25.4 / 72) for x in page.mediabox[2:]]) == (1, [215, 330])  # F4


def changed(kind: str, old: str, new: str, where: str = "word/document.xml") -> bytes:
    """The program's own template with one text replaced."""
    profile = load_rules((RULES + PROFILE).encode()).profile
    raw = skeleton(KINDS[kind], profile, landscape=False, logo=None)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(made, "w") as copy:
        for name in archive.namelist():
            text = archive.read(name)
            if name == where:
                assert old.encode() in text, old
                text = text.replace(old.encode(), new.encode())
            copy.writestr(name, text)
    return word_form.settled(made.getvalue())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{{ tentang }}", "{{ tentng }}", '"tentng" tidak dikenal; maksud Anda "tentang"?'),
        ("{{p bagian.hasil.isi }}", "{{p bagian.hasl.isi }}", 'maksud Anda "hasil"?'),
        ("{{p bagian.hasil.isi }}", "{{ bagian.hasil.isi }}", "tulis {{p bagian.hasil.isi }}"),
        ("{{p bagian.hasil.isi }}", "Hasil: {{p bagian.hasil.isi }}", "harus berdiri sendiri"),
        ("{{ tentang }}", "{{p tentang }}", "sebab isinya teks"),
        ("{{ tentang }}", "{{ tentang }", "kurung tag tidak lengkap"),
        ("{{ tentang }}", "{{ tentang|safe }}", 'tidak ada saringan "safe"'),
        ("{{ tentang }}", "{{ tentang.__class__ }}", '"__class__" tidak dikenal'),
        ("{{ tentang }}", "{{ tentang.upper() }}", "hanya nama, titik"),
        ("{{ tentang }}", "{{ 'a' * 10**9 }}", "hanya nama, titik"),
        ("{{ tentang }}", "{{ tentang|title|lower|trim|upper }}", "hanya nama, titik"),
        ("{%p if nomor %}", "{%p if [1, 2] %}", "hanya nama, titik"),
        ("{{ tentang }}", "{{ 1 + }}", "tidak dapat dibaca"),
        ("{%p if nomor %}", "{%tr if nomor %}", "satu baris tabel"),
        ("{%p if nomor %}", "{%p include nomor %}", '"include" tidak dikenal'),
        ("{%p for baris in judul %}", "{%p for baris in nomor %}", '"nomor" bukan daftar'),
        ("{%p for baris in pembuka %}", "Pembuka", '"endfor" tanpa pembukanya'),
        ("{%p if tentang %}", "{% if tentang %}", "tidak ditutup dalam alineanya"),
    ],
)
def test_a_broken_template_is_told_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = Draft().as_text().write(tmp_path)
    (folder / "naskah").mkdir()
    (folder / "naskah/berita-acara.docx").write_bytes(changed("berita-acara", old, new))
    outcome = command("report", folder, "--tahap", "tes", "--dokumen", "berita-acara")
    assert outcome.code == 1
    assert "naskah/berita-acara.docx: alinea" in outcome.err
    assert words in outcome.err
    assert not (folder / "hasil/naskah/1-tes").exists()


def test_the_draft_mark_cannot_be_lost() -> None:
    lost = changed("pengumuman", "{{ konsep }}", "", "word/header1.xml")
    assert ["{{ konsep }} harus ada" in fault for fault in templates.faults(lost, KINDS["pengumuman"])] == [True]
    for broken in (b"PK nothing", changed("pengumuman", "{{ tentang }}", "A & B")):
        assert list(templates.faults(broken, KINDS["pengumuman"])) == ["bukan dokumen Word (.docx) yang utuh"]


def test_the_office_writes_its_own_wording(tmp_path: Path) -> None:
    """Templates are written once, left alone afterwards, and what they say is what is printed."""
    folder = Draft(rules=RULES + PROFILE).as_text().write(tmp_path)
    first = command("template", "--naskah", folder)
    assert (first.code, "naskah/berita-acara.docx" in first.out) == (0, True)
    own = changed("berita-acara", "{{ baris }}", "{{ baris }} Hadir &amp; lengkap: {{ isian.hadir|upper }}.")
    (folder / "naskah/berita-acara.docx").write_bytes(own)
    assert "sudah ada" in command("template", "--naskah", folder).err
    assert (folder / "naskah/berita-acara.docx").read_bytes() == own
    report(folder, "--tahap", "tes", "--dokumen", "berita-acara")
    assert "Hadir & lengkap: 5 (LIMA)." in text_of(folder / "hasil/naskah/1-tes/berita-acara.docx")


def test_a_template_that_nobody_changed_follows_the_profile(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    assert command("template", "--naskah", folder).code == 0
    Draft(rules=RULES + PROFILE).as_text().write(tmp_path)
    report(folder, "--tahap", "tes", "--dokumen", "pengumuman")
    letter = folder / "hasil/naskah/1-tes/pengumuman.docx"
    assert "PEMERINTAH KOTA UJI" in text_of(letter)
    template = docx.Document(str(folder / "naskah/pengumuman.docx"))  # as Word would, it writes the archive anew
    template.save(str(folder / "naskah/pengumuman.docx"))
    report(folder, "--tahap", "tes", "--dokumen", "pengumuman")
    assert "PEMERINTAH KOTA UJI" not in text_of(letter), "now it is the office's"


def test_where_files_are_marked_nobody_is_called_absent(tmp_path: Path) -> None:
    draft = Draft().as_text()
    for name in ("Tes", "Wawancara"):
        draft.rule(f'nama = "{name}"\n', f'nama = "{name}"\nkehadiran = "tidak perlu"\n')
    folder = draft.write(tmp_path)
    report(folder, "--tahap", "tes")
    made = {path.stem: path for path in papers(folder)}
    assert not {"daftar-hadir", "undangan"} & made.keys()
    minutes, notice = (" ".join(text_of(made[name]).split()) for name in ("berita-acara", "pengumuman"))
    assert "Peserta yang berkasnya dinilai berjumlah 5 (lima) orang." in minutes
    assert "hadir berjumlah" not in minutes
    assert "mengikuti Wawancara, yang menilai berkas tanpa kehadiran peserta." in notice
    assert "tidak hadir" not in notice


def test_the_commented_profile_can_be_copied_into_the_rules() -> None:
    profile = (Path(templates.__file__).parents[1] / "data/profil.toml").read_text(encoding="utf-8")
    assert load_rules((RULES + profile).encode()).profile.committee[0].role == "ketua"
    uncommented = re.sub(r"^# (?=[a-z_]+ = )", "", profile, flags=re.MULTILINE)
    load_rules((RULES + uncommented).encode())


def test_a_template_computes_nothing_in_any_part() -> None:
    """What Jinja would compute while it reads: in the body, and where the checker of paragraphs does not look."""
    loops = "{% for x in a %}" * 4 + "{% endfor %}" * 4
    for source in ("{{ 'a' * 10**9 }}", "{% set x = 1 %}", "{{ [1] }}", "{{ 2 ** 9 }}", "{{ a()  }}", loops):
        with pytest.raises(TemplateSyntaxError):
            word_form.environment().from_string(source)
    honest = "{% for x in a if x != 'b' %}{{ loop.index }}. {{ x|upper|trim }}{% endfor %}{{ c or 'd' }}{{ a.0 }}"
    assert word_form.environment().from_string(honest).render(a=["a", "b"], c="") == "1. Ada"


def test_the_letterhead_is_printed_as_it_is(tmp_path: Path) -> None:
    strange = "<KOP> {{ judul }} {% for x in y %} }} %} {#"
    rules = RULES + PROFILE.replace("PEMERINTAH KOTA UJI", strange)
    folder = Draft(rules=rules).as_text().write(tmp_path)
    assert command("template", "--naskah", folder).code == 0
    report(folder, "--tahap", "tes", "--dokumen", "pengumuman", "--format", "word")
    assert strange in text_of(folder / "hasil/naskah/1-tes/pengumuman.docx").replace("\u200c", "")


def test_a_sign_without_letter_is_told_with_its_row(tmp_path: Path) -> None:
    draft = Draft(rules=RULES + PROFILE).as_text()
    draft.rows("data/pelamar.csv")[2][2] = "Contoh \U0001f600 Dua"
    outcome = command("report", draft.write(tmp_path), "--tahap", "tes", "--format", "pdf")
    assert outcome.code == 1
    assert 'tanda "\U0001f600"' in outcome.err
    assert "26-0002" in outcome.err
    folder, said = tmp_path, [line for line in outcome.err.splitlines() if "lembar-hasil" in line]
    assert "tidak dimuat: Lembar hasil 26-0002" in " ".join(said)
    [slips] = [p for p in papers(folder) if p.name.startswith("A-1") and p.suffix == ".pdf"]
    assert "26-0001" in text_of(slips), "one person's name costs nobody else the slip"
    assert "26-0002" not in re.findall(r"Nomor peserta\s*:\s*(\S+)", text_of(slips))


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    (folder / "naskah").write_bytes(b"")
    outcome = command("template", "--naskah", folder)
    assert (outcome.code, "tidak dapat ditulis" in outcome.err) == (1, True), outcome.err


def test_the_programs_own_templates_have_no_fault() -> None:
    profile = load_rules((RULES + PROFILE).encode()).profile
    for kind in KINDS.values():
        raw = skeleton(kind, profile, landscape=False, logo=None)
        assert list(templates.faults(raw, kind)) == []


# --- objections -----------------------------------------------------------------------------------------------------

PERIOD = '[sanggah]\n[[sanggah.masa]]\ntahap = "tes"\ndasar = "Keputusan Uji"\nlama = 3\nhari = "kalender"\n'


def test_objections_have_their_form_and_their_answers(tmp_path: Path) -> None:
    """Three calendar days after 1 December; one letter for both objects of 26-0003, none for what waits."""
    draft = Draft(rules=RULES + PERIOD).as_text()
    heads = ["Nomor Register", "Tanggal Jam Terima", "Nomor Peserta", "Formasi", "Tahap", "Objek", "Status Semula"]
    heads += ["Putusan", "Pemutus", "Status Menjadi", "Hasil Pemeriksaan", "Tanggal Jawab"]
    mine = ["7/S", "02-12-2026 09:00", "26-0003", "A-1", "tes"]
    refused = ["ditolak", "BA 3", "L", "lembar jawaban dinilai benar", "05-12-2026"]
    rows = [
        [*mine, "Teori", "L", *refused],
        [*mine, "Praktik", "L", "tidak dapat diproses: di luar objek", "", "", "", ""],
        ["8/S", "02-12-2026 10:00", "26-0004", "B-1", "tes", "Teori", "L", "", "", "", "", ""],
    ]
    draft.files["sanggah.csv"] = {"": [heads, *rows]}
    folder = draft.write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    report(folder, "--tahap", "tes", "--dokumen", "formulir-sanggah,jawaban-sanggah,pengumuman")
    names = [p.relative_to(folder / "hasil/naskah/1-tes").as_posix() for p in papers(folder)]
    assert names == ["formulir-sanggah.pdf", "jawaban-sanggah/7-S.docx", "pengumuman.docx"]
    assert "4 Desember 2026" in text_of(folder / "hasil/naskah/1-tes/formulir-sanggah.pdf")
    assert "diajukan pada 2–4 Desember 2026" in text_of(folder / "hasil/naskah/1-tes/pengumuman.docx")
    answer = text_of(folder / "hasil/naskah/1-tes/jawaban-sanggah/7-S.docx")
    for words in ("Yth. Contoh Tiga", "diputus oleh BA 3", "Teori", "ditolak", "tidak dapat diproses: di luar objek"):
        assert words in answer
    assert "lembar jawaban dinilai benar" in answer
    assert "5 Desember 2026" in answer, "the day of the answer is known, its number is not"
    report(folder, "--tahap", "tes", "--dokumen", "jawaban-sanggah", "--format", "pdf")
    made = pypdf.PdfReader(folder / "hasil/naskah/1-tes/jawaban-sanggah/7-S.pdf").metadata
    assert made is not None
    assert made.creation_date_raw == "D:20261205000000Z", "and so the file knows it"
    report(folder, "--tahap", "akhir", "--dokumen", "pengumuman")  # for which the rules name no period
    said = text_of(folder / "hasil/naskah/akhir/pengumuman.docx")
    assert "Atas hasil ini tidak dibuka masa sanggah tersendiri." in said
    assert "dapat diajukan" not in said
    # announced once more: the days are those of the first announcement, and on the last of them none is left
    for day, words, forms in ((3, "masih dapat diajukan sampai dengan", 1), (4, "hasil ini berakhir pada", 0)):
        again = ("--nomor", f"811/{day}/2026", "--tanggal", f"2026-12-0{day}", "--jenis", "ralat")
        assert command("announce", folder, "tes", *again).code == 0
        report(folder, "--tahap", "tes", "--dokumen", "formulir-sanggah,pengumuman")
        said = text_of(folder / "hasil/naskah/1-tes/pengumuman-ralat.docx")
        assert f"{words} 4 Desember 2026" in said
        assert len(list((folder / "hasil/naskah/1-tes").glob("formulir-sanggah*"))) == forms


def test_a_period_that_was_over_before_the_first_announcement_is_asked_for(tmp_path: Path) -> None:
    profile = PROFILE.replace("2026-12-02", "2026-11-26").replace("2026-12-04", "2026-11-30")
    folder = Draft(rules=RULES + profile).as_text().write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    asked = report(folder, "--tahap", "tes", "--dokumen", "pengumuman")["belum_diketahui"]["Tes"]
    assert any("sebelum hasilnya diumumkan; lihat [[jadwal]]" in one for one in asked)
    assert not list((folder / "hasil/publik").glob("pengumuman-tes*")), "nobody could have objected in time"


def test_papers_of_a_selection_without_periods_do_not_speak_of_objections(tmp_path: Path) -> None:
    """Neither rule nor schedule names one: nothing waits for it, and the committee is told that it is so."""
    plan = PROFILE[PROFILE.index("[[jadwal]]") : PROFILE.index("[naskah]")]
    profile = PROFILE.replace(plan, "").replace("Sanggah disampaikan", "Pengaduan disampaikan")
    folder = Draft(rules=RULES + profile).as_text().write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    done = report(folder, "--tahap", "tes")
    assert not [one for one in [*done["catatan"], *done["belum_diketahui"]["Tes"]] if "anggah" in one][1:]
    assert "Aturan tidak memuat masa sanggah ([sanggah])" in " ".join(done["catatan"])
    letter, page = folder / "hasil/publik/pengumuman-tes.pdf", folder / "hasil/publik/index.html"
    assert "Pengaduan disampaikan kepada sekretariat panitia." in squeezed_lines(text_of(letter))
    for path in (letter, page, *papers(folder)):
        assert path.suffix not in {".pdf", ".docx", ".html"} or "anggah" not in text_of(path), path


def test_where_nobody_goes_on_is_said_and_what_a_list_of_those_in_does_not_hold(tmp_path: Path) -> None:
    """Both of B-1 are below the threshold."""
    listed = '\n[publikasi.tahap.tes]\ndaftar = "lulus"\n'
    draft = Draft(rules=RULES + PROFILE + listed).as_text()
    folder = draft.put("data/tes.csv:B5", "1").put("data/tes.csv:B6", "1").write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    report(folder, "--tahap", "tes")
    letter, annex = (squeezed_lines(text_of(folder / f"hasil/publik/{n}-tes.pdf")) for n in ("pengumuman", "lampiran"))
    assert "Tidak ada peserta yang lanjut pada formasi B-1." in letter
    assert "Lampiran hanya memuat peserta berkode L; alasan bagi peserta lain tidak diumumkan." in letter
    assert "Alasan bagi setiap peserta" not in letter
    for text in (annex, text_of(folder / "hasil/publik/index.html")):
        assert re.search(r"B-1.*: tidak ada peserta yang tercantum\.", text)


# --- size -----------------------------------------------------------------------------------------------------------


def test_a_long_list_is_several_files_each_with_its_heading_and_signature() -> None:
    """Five rows at two a file, after a formation of one row; the legend and the signature close every file."""
    table = Table(["No."], [[str(n)] for n in range(5)], "c", "Formasi B")
    short = Table(["No."], [["a"]], "c", "Formasi A")
    sections = [Section("a", "", [short]), Section("b", "", [table]), Section("arti_kode", "", ["L"])]
    parts = split(Document("lampiran", ["DAFTAR"], sections=sections), 2)
    rows = [[row for s in part.sections[:-1] for row in s.blocks[0].rows] for part in parts]
    assert rows == [[["a"]], [["0"], ["1"]], [["2"], ["3"]], [["4"]]]
    assert {part.sections[-1].key for part in parts} == {"arti_kode"}


def test_neither_the_first_nor_the_last_row_of_the_signed_list_stands_alone_on_a_page() -> None:
    """Twelve rows and the signature after a list that leaves less and less of the first page."""
    office: Any = SimpleNamespace(profile=Profile(), committee="Panitia Uji", mark="", folder=Path())
    signed = Signatures("Kota Uji, 1 Desember 2026", [Signer("Ketua", "Contoh")])
    for before in (*range(30, 48), 50, 51, 52):
        tables = [Table(["Nama"], [[f"{name} {n}"] for n in range(many)]) for name, many in (("A", before), ("B", 12))]
        sections = [Section("a", "", [tables[0]]), Section("b", "", [tables[1]]), Section("arti_kode", "", ["L"])]
        made = pdf([Document("lampiran", ["DAFTAR"], sections=sections, signatures=signed)], office)
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
        for rows in (r"A \d+", r"B \d+"):
            assert min(count for page in pages if (count := len(re.findall(rows, page)))) > 1, before
        assert re.search(r"B 11\b", pages[-1])
        assert "Ketua" in pages[-1]


def corrected(folder: Path, new: str) -> None:
    """A mark of the announced test is corrected by minutes; those invited stay so."""
    marks = folder / "data/tes.csv"
    marks.write_text(marks.read_text(encoding="utf-8").replace("26-0002;90", f"26-0002;{new}"), encoding="utf-8")
    change = {"peserta": "26-0002", "komponen": "tes.teori", "sebelum": "90", "sesudah": new, "nomor_surat": "800/8"}
    row = event("koreksi", tahap="tes", formasi="A-1", akibat="undangan tetap", tanggal="05-12-2026", **change)
    (folder / "peristiwa.csv").write_bytes(csv_bytes([EVENT_HEADS, row]))
    assert command("rank", folder, "--sampai", "tes").code == 0


def test_a_correction_makes_drafts_until_it_is_confirmed_again(announced: Path, tmp_path: Path) -> None:
    """BA 800/7 decided other marks: no paper that is made of the corrected formation may bear its number."""
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    before = {path.name: text_of(path) for path in papers(folder, "hasil/naskah/1-tes")}
    corrected(folder, "85,5")
    done = report(folder, "--tahap", "tes")
    assert any("menjadi konsep sampai disahkan lagi" in one for one in done["catatan"]), done["catatan"]
    assert any("menetapkan formasi A-1, yang belum ditetapkan lagi; berita" in one for one in done["catatan"])
    made = {path.name: text_of(path) for path in papers(folder, "hasil/naskah/1-tes")}
    numbered = {n: t for n, t in made.items() if "800/7-Pansel/XII/2026" in t and n.startswith(("berita", "lampiran"))}
    assert numbered == {name: text for name, text in before.items() if name in numbered}, "as they were signed"
    drafts = [text for name, text in made.items() if "-konsep" in name and name.startswith("berita-acara")]
    (minutes,) = drafts
    assert DRAFT in minutes
    assert "800/7-Pansel" not in minutes
    said = "peserta 26-0002 dikoreksi dari 90 menjadi 85,5 berdasarkan Surat Nomor 800/8"
    assert said in squeezed_lines(minutes)
    assert "tes.teori" not in minutes
    assert command("confirm", folder, "tes", "--ba", "800/9-Pansel/XII/2026", "--tanggal", "2026-12-06").code == 0
    report(folder, "--tahap", "tes")
    again = text_of(folder / "hasil/naskah/1-tes/berita-acara-ralat-A-1.docx")
    assert DRAFT not in again
    assert "800/9-Pansel/XII/2026" in again
    assert "Ruang Rapat Uji" not in again, "the undated meeting was the first one"
    rules = (folder / "seleksi.toml").read_text(encoding="utf-8")
    meeting = '[[naskah.rapat]]\ntahap = "tes"\ntanggal = 2026-12-06\ntempat = "Aula Uji"\n\n[[naskah.rapat]]\n'
    (folder / "seleksi.toml").write_text(rules.replace("[[naskah.rapat]]\n", meeting, 1), encoding="utf-8")
    report(folder, "--tahap", "tes")
    assert "Aula Uji" in text_of(folder / "hasil/naskah/1-tes/berita-acara-ralat-A-1.docx")


def test_what_is_settled_again_for_one_formation_leaves_the_papers_of_the_others(
    announced: Path, tmp_path: Path
) -> None:
    """Minutes 800/7 were signed for both: they are not made again for one, and the ralat speaks of A-1 alone."""
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    corrected(folder, "85,5")
    options = ("--ba", "800/9-Pansel/XII/2026", "--tanggal", "2026-12-05", "--formasi", "A-1")
    assert command("confirm", folder, "tes", *options).code == 0
    again = ("--nomor", "811/10/2026", "--tanggal", "2026-12-06", "--jenis", "ralat")
    assert command("announce", folder, "tes", *again).code == 0
    done = report(folder, "--tahap", "tes")
    assert any(
        "juga menetapkan formasi A-1, yang sudah ditetapkan lagi kemudian; berita" in one for one in done["catatan"]
    )
    made = {path.name: squeezed_lines(text_of(path)) for path in papers(folder, "hasil/naskah/1-tes")}
    assert sorted(name for name in made if name.startswith("berita-acara")) == [
        "berita-acara-ralat-A-1.docx", "berita-acara.docx",
    ]  # fmt: skip
    kept, fresh = made["pengumuman-B-1.docx"], made["pengumuman-ralat-A-1.docx"]
    assert "811/8/2026" in kept
    assert "RALAT" not in kept
    assert "RALAT PENGUMUMAN" in fresh
    assert "mengubah Pengumuman Nomor 811/8/2026" in fresh
    assert "dilaksanakan susulan" not in fresh, "the session of 7 December is still to come"


REPLACED = """
05-12-2026;penggantian;akhir;AU-01;99-0009;;;;;800/32;Pleno;Ketua
01-12-2026;mengundurkan diri;akhir;AU-01;99-0016;;;;;800/30;Surat;Sekretaris
03-12-2026;menolak penggantian;akhir;AU-01;99-0003;;;;;800/31;Surat;Sekretaris
27-11-2026;koreksi;akhir;;;aturan penggantian.dasar;tidak ada;PP 11/2017;;800/29;Pleno;Ketua
"""
DUTY = "Daftar ulang paling lambat 30 November 2026 menurut Peraturan Uji tanggal 3 Januari 2020."
SENT = """
[[naskah.surat]]
jenis = "keputusan"
tahap = "akhir"
nomor = "800/77/2026"
tanggal = 2026-11-22

[[naskah.surat]]
jenis = "undangan"
tahap = "wawancara"
nomor = "005/3-Pansel/2026"
tanggal = 2026-11-05
"""


def signed_on(folder: Path) -> dict[str, str]:
    """The date below the ranked lists of two formations."""
    book = openpyxl.load_workbook(folder / "hasil/akhir/peringkat.xlsx")
    cells = {
        name: [str(cell) for row in book[name].iter_rows(values_only=True) for cell in row]
        for name in ("AU-01", "KU-01")
    }
    return {name: re.findall(r"Kasemen, (.*)", "\n".join(texts))[-1].strip() for name, texts in cells.items()}


def test_a_replacement_says_who_left_and_changes_the_decree(tmp_path: Path) -> None:
    folder = copy_sample("kasemen", tmp_path)
    rules = (folder / "seleksi.toml").read_text(encoding="utf-8")
    follow = '[penggantian]\ndasar = "PP 11/2017"\n\n[pengesahan]\n'
    rules = re.sub(r"(?m)^ketentuan_lulus = .*$", f'ketentuan_lulus = ["{DUTY}"]', rules)
    (folder / "seleksi.toml").write_text(rules + SENT, encoding="utf-8")
    only = ("--dokumen", "keputusan,pengumuman")

    def settle(number: int, day: str, *kind: str) -> None:
        assert command("rank", folder).code == 0
        assert command("confirm", folder, "akhir", "--ba", f"800/{number}-Pansel/2026", "--tanggal", day).code == 0
        letter = ("--nomor", f"800/{number + 1}-Pansel/2026", "--tanggal", day, *kind)
        assert command("announce", folder, "akhir", *letter).code == 0

    settle(5, "12-11-2026")
    report(folder, "--tahap", "akhir", *only)
    assert DUTY in text_of(folder / "hasil/naskah/akhir/pengumuman.docx")
    first = squeezed_lines(text_of(folder / "hasil/naskah/akhir/keputusan.docx"))
    assert "NOMOR: 800/77/2026 TENTANG PENETAPAN" in first
    assert signed_on(folder) == {"AU-01": "20 November 2026", "KU-01": "20 November 2026"}, "of the rules, as it was"
    assert command("rank", folder).code == 0
    assert signed_on(folder) == {"AU-01": "12 November 2026", "KU-01": "12 November 2026"}, "of the minutes"
    (folder / "seleksi.toml").write_text(rules.replace("[pengesahan]\n", follow, 1) + SENT, encoding="utf-8")
    with (folder / "peristiwa.csv").open("a", encoding="utf-8") as file:
        file.write(REPLACED.lstrip())
    assert command("rank", folder).code == 0
    assert signed_on(folder) == dict.fromkeys(("AU-01", "KU-01"), "……………………"), (
        "minutes of November hold no letter of 5 December"
    )
    settle(9, "08-12-2026", "--jenis", "pengganti")
    stale = report(folder, "--tahap", "akhir", *only)["belum_diketahui"]
    assert "pengganti 30 November 2026, yang sudah lewat ([naskah] ketentuan_lulus)" in stale["Hasil Akhir"]
    decree = squeezed_lines(text_of(folder / "hasil/naskah/akhir/keputusan-pengganti.docx"))
    assert "TENTANG PERUBAHAN ATAS KEPUTUSAN CAMAT KASEMEN NOMOR 800/77/2026 TANGGAL 22 NOVEMBER 2026" in decree
    assert "Mengubah Lampiran Keputusan Camat Kasemen Nomor 800/77/2026" in decree
    assert "NOMOR: 800/77/2026" not in decree, "that was the number of the first"
    said = squeezed_lines(text_of(folder / "hasil/naskah/akhir/pengumuman-pengganti.docx"))
    for words in (
        "PP 11/2017 4. Surat Nomor 800/32 tanggal 5 Desember 2026 5. Berita Acara Nomor 800/9-Pansel/2026",
        "Aturan penggantian: dasar hukum belum diatur PP 11/2017",
        "1. 99-0016 Contoh Melati mengundurkan diri pada formasi AU-01, dengan Surat Nomor 800/30 tanggal 1 Desember",
        "2. 99-0003 Andai Rinjani tidak bersedia menggantikan pada formasi AU-01, dengan Surat Nomor 800/31",
        "menggantikan 99-0016 Contoh Melati pada formasi AU-01, dengan Surat Nomor 800/32 tanggal 5 Desember 2026.",
    ):
        assert words in said, words
    report(folder, "--tahap", "akhir", "--dokumen", "berita-acara")
    minutes = squeezed_lines(text_of(folder / "hasil/naskah/akhir/berita-acara-pengganti.docx"))
    told = re.findall(r"\((\d+ \w+) 2026; 800/3", minutes)
    assert told == ["1 Desember", "3 Desember", "5 Desember"], "by date, however they stand in the book"
    before = (folder / "hasil/akhir/peringkat.xlsx").read_bytes()
    assert command("rank", folder).code == 0
    assert signed_on(folder) == dict.fromkeys(("AU-01", "KU-01"), "8 Desember 2026")
    after = (folder / "hasil/akhir/peringkat.xlsx").read_bytes()
    assert command("rank", folder).code == 0
    assert before != after == (folder / "hasil/akhir/peringkat.xlsx").read_bytes()
    assert "Daftar ulang paling lambat .......... menurut Peraturan Uji tanggal 3 Januari 2020." in said
    report(folder, "--tahap", "wawancara", "--dokumen", "undangan")
    invitation = text_of(folder / "hasil/naskah/3-wawancara/undangan.docx")
    assert "005/3-Pansel/2026" in invitation
    assert "5 November 2026" in invitation


def test_whoever_is_let_in_by_a_tie_or_by_an_invitation_that_stands_is_told(tmp_path: Path) -> None:
    """In A-1 26-0001 and 26-0002 have 75: one place, and both go on by rule; after a correction 26-0003 would too."""
    cut = 'bobot = 60\nlanjut = { jumlah = 1, urut = ["tes"] }\n'
    folder = Draft(rules=RULES + PROFILE).as_text().rule("bobot = 60\n", cut).write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    confirmed(folder)
    report(folder, "--tahap", "tes")
    said = "Pada formasi A-1 yang lanjut 2 orang untuk 1 tempat: semua yang nilainya sama pada tempat terakhir"
    stage, public = folder / "hasil/naskah/1-tes", folder / "hasil/publik"
    told = [stage / "berita-acara.docx", stage / "pengumuman.docx", stage / "lampiran.pdf", public / "index.html"]
    assert {path.name: said in squeezed_lines(text_of(path)) for path in told} == {path.name: True for path in told}
    assert "B-1 yang lanjut" not in text_of(stage / "berita-acara.docx")
    corrected(folder, "91")
    minutes = squeezed_lines(text_of(next((report(folder, "--tahap", "tes"), stage)[1].glob("berita-acara*konsep*"))))
    assert said not in minutes
    assert "Tetap lanjut karena undangannya tetap sesudah koreksi: peserta 26-0001." in minutes
    assert command("rank", folder).code == 0
    end = report(folder, "--tahap", "akhir", "--dokumen", "berita-acara")
    assert "nomor berita acara penetapan kembali Hasil Tes dan tanggalnya" in end["belum_diketahui"]["Hasil Akhir"]
    last = squeezed_lines(text_of(next((folder / "hasil/naskah/akhir").glob("berita-acara*"))))
    assert "tentang penetapan kembali Hasil Tes." in last


def test_a_tie_is_said_to_let_in_only_who_holds_a_place(tmp_path: Path) -> None:
    """In A-1 26-0001 and 26-0002 have 75 in the test: both win one seat, until one of them leaves."""
    draft = Draft(rules=RULES + PROFILE).as_text()
    draft.rule('urut = ["akhir", "tes", "pelamar.lahir: tertua"]', 'urut = ["tes"]\nseri = "ikut semua"')
    left = deepcopy(draft).event("mengundurkan diri", tahap="akhir", peserta="26-0001")
    for some, said in ((draft, True), (left, False)):
        folder = some.write(tmp_path)
        assert command("rank", folder).code == 0
        report(folder, "--tahap", "akhir", "--dokumen", "berita-acara")
        minutes = squeezed_lines(text_of(next((folder / "hasil/naskah/akhir").glob("berita-acara*"))))
        assert ("Pada formasi A-1 yang memperoleh tempat" in minutes) == said


def test_names_that_are_proposed_are_no_winners_and_each_choice_has_its_decree(tmp_path: Path) -> None:
    """Two names for A-1; before the choice no seat is filled, and the draft of the decree has a dotted name."""
    draft = Draft(rules=RULES + PROFILE + '\n[pengangkatan]\nkode = "PPK"\narti = "diangkat"\ndasar = "Uji"\n')
    draft.as_text().rule("[peringkat]", "[peringkat]\nnominasi = 2")
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0

    def seats() -> tuple[int, int]:
        (outcome,) = (folder / "hasil/akhir").glob("hasil.json")
        one = json.loads(outcome.read_text(encoding="utf-8"))["formasi"]["A-1"]
        return one["kuota"], one["kursi_kosong"]

    quota, empty = seats()
    assert empty == quota
    wanted = report(folder, "--tahap", "akhir", "--dokumen", "keputusan,berita-acara,pengumuman")["belum_diketahui"]
    assert any("yang diangkat pada formasi A-1, di antara 26-0001" in one for one in wanted["Hasil Akhir"])
    end = folder / "hasil/naskah/akhir"
    decree = text_of(end / "keputusan.docx")
    assert "26-0001" not in decree
    minutes, letter = (text_of(end / name) for name in ("berita-acara.docx", "pengumuman.docx"))
    assert "peserta yang diajukan sebagaimana tercantum" in minutes
    assert not re.search(r"lulus|luar kuota", minutes, re.IGNORECASE)
    assert "PESERTA YANG DIAJUKAN" in letter

    assert command("confirm", folder, "akhir", "--ba", "800/7-Pansel/XI/2026", "--tanggal", "2026-11-18").code == 0
    draft.event("pengangkatan", tahap="akhir", formasi="A-1", peserta="26-0002", nomor_surat="800/9").write(tmp_path)
    assert command("rank", folder).code == 0
    assert seats() == (quota, quota - 1)
    report(folder, "--tahap", "akhir", "--dokumen", "keputusan")
    decree = squeezed_lines(text_of(next(end.glob("keputusan-800-9*.docx"))))
    assert "Nomor : 800/9 Tanggal : 20 November 2026" in decree
    assert "ditetapkan dengan Berita Acara Nomor 800/7-Pansel/XI/2026 tanggal 18 November 2026" in decree, "no circle"
    assert "26-0002" in decree
    assert "26-0001" not in decree
    assert "menurut peringkat" not in command("explain", folder, "26-0002").out


def test_the_decree_has_the_form_of_a_decree(tmp_path: Path) -> None:
    who = '[naskah.pejabat_pembina]\nnama = "Bupati Contoh"\njabatan = "Bupati Uji"\n'
    profile = PROFILE.replace("[naskah]", '[naskah]\npembuka_keputusan = "Dengan rahmat Tuhan Yang Maha Esa"', 1)
    folder = Draft(rules=RULES + profile + who).as_text().write(tmp_path)
    report(folder, "--tahap", "akhir", "--dokumen", "keputusan")
    decree = text_of(folder / "hasil/naskah/akhir/keputusan.docx")
    flat = squeezed_lines(decree)
    assert "DINAS UJI" not in decree  # the letterhead is the committee's
    assert "DENGAN RAHMAT TUHAN YANG MAHA ESA BUPATI UJI, Menimbang" in flat
    assert re.search(r"Ditetapkan di [^\n]+\npada tanggal ", decree)
    assert decree.count("Bupati Contoh") == 2  # below the decree and below its annex
    assert re.search(r"Lampiran : Keputusan Bupati Uji Nomor : .* Tanggal : ", flat)
    assert "RANCANGAN" in decree
    lines = docx.Document(str(folder / "hasil/naskah/akhir/keputusan.docx")).paragraphs
    assert [line.alignment for line in lines if line.text.startswith("PESERTA YANG LULUS")] == [
        WD_ALIGN_PARAGRAPH.CENTER
    ]
    assert re.search(r"Tembusan:\nKepala Dinas Uji\n", decree), "beside the signature, whatever the page holds"
    assert DRAFT not in decree


def test_a_letter_with_blanks_is_not_published(announced: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(announced, tmp_path / "uji"))
    shutil.rmtree(folder / "hasil/publik")
    shutil.rmtree(folder / "riwayat/naskah")  # a letter that was published stays
    rules = folder / "seleksi.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(re.sub(r"(?m)^pengaduan = .*\n", "", text), encoding="utf-8")
    done = report(folder)
    assert [p.name for p in papers(folder, "hasil/publik")] == ["index.html"], "nor is its annex"
    assert any("cara mengajukan sanggah" in one and "tidak disusun" in one for one in done["catatan"]), done["catatan"]
    assert (folder / "hasil/naskah/1-tes/pengumuman.docx").exists()  # the committee's own, to be filled in


ARIAL_DIGIT = 0.556 * 0.3528  # millimetres at one point


def test_no_word_is_wider_than_its_column() -> None:
    """Seventeen digits and eleven columns of figures on A4: letters shrink before a word has to break."""
    heads = ["Nomor Peserta", "Nama", *[f"Wawancara: Nilai {n}" for n in range(11)], "Keterangan"]
    table = Table(heads, [["26301234567890123", "Contoh", *["100,000"] * 11, "kuota"]])
    made = laid_out(table, Sheet(257, 10))
    assert SMALLEST <= made.size <= USUAL
    assert sum(made.widths) == pytest.approx(257)
    assert made.widths[0] >= 17 * ARIAL_DIGIT * made.size
    narrow = Table(["Nomor Peserta", "Nama", "Keterangan"], [["26301234567890123", "Contoh", ""]])
    made = laid_out(narrow, Sheet(165, 10))
    assert made.size == 10
    assert made.widths[0] >= 17 * ARIAL_DIGIT * 10


def test_a_name_stands_on_one_line_before_a_reason_does() -> None:
    """Forty letters and a reason of two hundred in 165 mm: the reason takes the lines, as many as it needs."""
    long = [
        ["99-1", "M" + "a" * 19 + " M" + "a" * 18, "tidak memenuhi nilai ambang batas " * 6],
        ["99-2", "Ani", "lulus"],
    ]
    table = Table(["Nomor", "Nama", "Keterangan"], [*long, ["Tahap 1"]])
    made = laid_out(table, Sheet(165, 10, measured=True))
    high, low, title = made.heights
    assert high > 3 * low == 3 * title
    assert made.widths[1] > 40 * 0.5 * 3.528  # forty letters of about half an em
    assert made.whole, "few rows stay on one page"
    assert not laid_out(Table(table.columns, long * 4), Sheet(165, 10, measured=True)).whole, "but no third of one"
    assert laid_out(table, Sheet(165, 10)).heights == []  # a font of which nobody knows the widths


def test_headings_above_several_columns_are_one() -> None:
    over = ("", "Tes", "Tes", "")
    table = Table(["Nama", "Nilai", "Bobot", "Kode"], [["a", "1", "2", "L"]], "lrrc", "", over)
    first, second = laid_out(table, Sheet(100, 10)).header
    assert [(one.text, one.columns, one.rows) for one in first] == [("Nama", 1, 2), ("Tes", 2, 1), ("Kode", 1, 2)]
    assert [(one.text, one.rows) for one in second] == [("Nama", 0), ("Nilai", 1), ("Bobot", 1), ("Kode", 0)]
