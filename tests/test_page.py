"""The public page: one file, every text escaped, nothing loaded, and no private value in any public file."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import openpyxl
import pytest

from asnrekrut.library import open_folder
from asnrekrut.notation import read_shown, show, show_days, show_rounded
from asnrekrut.publication.write import page_files, results_of
from tests.selections import NAMES, OBJECTIONS, Draft, announce, command, copy_sample, digests

if TYPE_CHECKING:
    from pathlib import Path

NOTICE = """
[publikasi]
syarat = ["Warga negara Indonesia"]
pengaduan = ["Sanggah diajukan satu kali."]
kontak = { nama = "Sekretariat", telepon = "0990-1", jam = "08.00–15.00" }
[[jadwal]]
kegiatan = "Pendaftaran"
mulai = 2026-02-27
selesai = 2026-03-02
jenis = "pendaftaran"
[[jadwal]]
kegiatan = "Masa sanggah"
mulai = 2026-03-03
selesai = 2026-03-05
tahap = "tes"
jenis = "sanggah"
"""


class Parts(HTMLParser):
    """Elements with their attributes, the text outside of scripts and styles, and what scripts and styles hold."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.inside = "", {"script": "", "style": ""}
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag if tag in self.inside else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.inside[self._in] += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(folder: Path) -> str:
    outcome = command("report", folder, "--dokumen", "halaman")
    assert outcome.code == 0, outcome.err
    return (folder / "hasil" / "publik" / "index.html").read_text(encoding="utf-8")


def test_before_anything_is_announced(tmp_path: Path) -> None:
    """Vacancies, dates, rules and whom to ask; no applicant, no field to search in."""
    draft = Draft().as_text().rule('dasar = "Keputusan Uji"', 'dasar = ["Keputusan Uji", "BELUM DIPASTIKAN: nomor"]')
    draft.rules += NOTICE
    rows = draft.rows("data/formasi.csv")
    rows[0].append("Uraian Tugas")
    rows[1].append("menata arsip")
    parts = Parts(page_of(draft.write(tmp_path)))
    for text in (
        "Belum ada hasil yang diumumkan.", "2 kursi pada 2 formasi", "menata arsip", "27 Februari–2 Maret 2026",
        "Warga negara Indonesia", "08.00–15.00", "Keputusan Uji", "nilai berbobot = Nilai tahap / 100 × 60",
    ):  # fmt: skip
        assert text in parts.text, text
    assert not re.search(r"26-000[0-9]|Contoh|DIPASTIKAN", parts.text)
    assert "belum ditetapkan" in parts.text
    assert "cari" not in [one.get("id") for _, one in parts.elements]


def test_as_far_as_announced(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.rules += NOTICE
    folder = draft.write(tmp_path)
    announce(folder, "tes")
    parts = Parts(page_of(folder))
    for text in (
        "Data per 1 Maret 2026.",
        "Diumumkan 1 Maret 2026 dengan nomor P 1",
        "Masa sanggah:",
        "3–5 Maret 2026",
    ):
        assert text in parts.text, text
    assert parts.text.count("Cara menyanggah") == 1
    assert "Wawancara" in parts.text  # its rules
    assert "tahap-wawancara" not in [one.get("id") for _, one in parts.elements]  # but nothing of its result
    assert parts.text.count("26-0001") == 1
    # the page speaks up to its newest announcement, of whatever stage: the period of the test is over by then
    options = ("--ba", "BA 2", "--tanggal", "2026-03-09")
    assert command("rank", folder, "--sampai", "wawancara").code == 0
    assert command("confirm", folder, "wawancara", *options).code == 0
    assert command("announce", folder, "wawancara", "--nomor", "P 2", "--tanggal", "2026-03-09").code == 0
    text = Parts(page_of(folder)).text
    assert re.search(r"3–5 Maret 2026\. Sudah berakhir\.", text)
    assert "Cara menyanggah" not in text
    assert "Atas hasil ini tidak dibuka masa sanggah tersendiri." in text  # the interview has no period


def test_days_of_objection_follow_from_the_rule_where_the_schedule_is_silent(tmp_path: Path) -> None:
    """Announced on 1 March; three calendar days from the day after."""
    draft = Draft().as_text()
    draft.rules += f"""{OBJECTIONS}
[[pengisian]]
kode = "P/L-1"
arti = "lulus setelah perpindahan jenis"
sama = ["jabatan", "unit"]
"""
    draft.rows("data/formasi.csv")[2] = ["B-1", "Arsiparis", "Bidang A", "Khusus", "3"]
    folder = draft.write(tmp_path)
    announce(folder, "tes", "wawancara", "akhir")
    parts = Parts(page_of(folder))
    assert re.search(r"Masa sanggah Tes:\s+2–4 Maret 2026", parts.text)
    assert "Memperoleh kursi pada" in parts.text
    assert {"hasil m4 a1", "hasil m4 a0"} == {one["class"] for one in parts.all("table") if "class" in one}


def test_the_page_loads_nothing_and_runs_only_its_own_script(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    announce(folder, "tes")
    text = page_of(folder)
    parts = Parts(text)
    [policy] = [one["content"] for one in parts.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    for tag in ("script", "style"):
        assert len(parts.all(tag)) == 1
        digest = base64.b64encode(hashlib.sha256(parts.inside[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    loading = {"src", "href", "srcset", "action", "data", "poster"}
    links = [value for _, one in parts.elements for name, value in one.items() if name in loading]
    assert all(value is not None and value.startswith(("#", "data:,")) for value in links)
    assert not [name for _, one in parts.elements for name in one if name.startswith("on") or name == "style"]
    assert len([t for t in parts.elements if t[0] == "table"]) == len(parts.all("caption"))
    assert {one.get("scope") for one in parts.all("th")} == {"col", "row", "rowgroup"}
    ids = [one["id"] for _, one in parts.elements if "id" in one]
    assert len(ids) == len(set(ids))


HOSTILE = [
    '</script><script>alert("x")</script>', "<img src=x onerror=alert(1)>", "&lt;b&gt; & <b>", "'\"><svg onload=x>",
    "{{ 7 * 7 }} {% raw %} \\u003c",
]  # fmt: skip


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    draft = Draft().as_text()
    for row, name in zip(draft.rows("data/pelamar.csv")[1:], HOSTILE, strict=True):
        row[2] = name
    draft.rows("data/formasi.csv")[1][1] = "<script>Arsiparis</script>"
    draft.rule('nama = "Teori"', 'nama = \'<u>Teori</u>"\'\nkolom = "Teori"')
    draft.rules += NOTICE.replace("Warga negara", "</style><b>Warga</b>")
    folder = draft.write(tmp_path)
    announce(folder, "tes")
    text = page_of(folder)
    parts = Parts(text)
    assert len(parts.all("script")) == len(parts.all("style")) == 1
    assert not {"img", "b", "u"} & {tag for tag, _ in parts.elements}
    for name in (*HOSTILE, "<script>Arsiparis</script>", '<u>Teori</u>"', "</style><b>Warga</b>"):
        assert name in parts.text


def test_the_same_bytes_and_only_the_latest_files(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    announce(folder, "tes")
    page_of(folder)
    before = digests(folder / "hasil" / "publik")
    assert sorted(before) == ["SHA256SUMS", "index.html"]  # the announcement has blanks, and stays with its annex
    page_of(folder)
    assert digests(folder / "hasil" / "publik") == before
    (folder / "hasil" / "publik" / "index.html").write_text("sunting", encoding="utf-8")
    refused = command("report", folder, "--dokumen", "halaman")
    assert (refused.code, "--timpa" in refused.err) == (1, True)
    assert command("report", folder, "--dokumen", "halaman", "--timpa").code == 0


def test_an_earlier_stage_takes_nothing_of_a_later_one_away(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    announce(folder, "tes", "wawancara")
    told = command("report", folder, "--dokumen", "halaman", "--json").data
    assert told["belum_diketahui"]["Halaman publik"][0] == "jadwal ([[jadwal]])"
    before = digests(folder / "hasil" / "publik")
    assert "Skor" in (folder / "hasil/publik/index.html").read_text(encoding="utf-8")
    opened = " ".join(told["catatan"])
    assert "terbuka untuk umum pada: Tes (Teori, Praktik, Nilai Tes); Wawancara (Skor, Nilai sementara)." in opened
    told = command("report", folder, "--dokumen", "halaman", "--tahap", "tes", "--json").data
    assert "memuat tahap sesudahnya" in told["catatan"][0]
    assert digests(folder / "hasil" / "publik") == before


COMMON = """
[kode_akhir]
gugur = { kode = "TL", arti = "tidak lulus" }
tidak_lulus = { kode = "TL", arti = "tidak lulus" }
[publikasi.tahap.akhir]
nilai = []
peringkat = false
"""


@pytest.mark.parametrize(
    ("name", "bound", "more", "closed", "noted"),
    [
        ("Psikotes", 75, "", True, True),  # 26-0002 has 70
        ("Psikotes", 75, COMMON, True, False),
        ("Psikotes", 75, '[publikasi.tahap.akhir]\ndaftar = "lulus"\n', True, False),
        (
            "Psikotes",
            75,
            '[publikasi.tahap.wawancara]\nnilai = ["wawancara.skor"]\n',
            False,
            False,
        ),  # the rules open it
        ("Psikotes", 60, "", False, False),  # nobody failed
        ("Wawancara", 75, "", False, False),  # an interview is no secret
    ],
)
def test_a_code_that_tells_who_failed_a_psychotest_is_noticed(
    tmp_path: Path, name: str, bound: int, more: str, closed: bool, noted: bool
) -> None:
    """Who passed the test and is TMS in the end failed the psychotest; a note counts formations and names nobody."""
    draft = Draft().as_text().rule('nama = "Wawancara"', f'nama = "{name}"')
    draft.rule('nama = "Skor"\nmaksimum = 100', f'nama = "Skor"\nmaksimum = 100\nambang = {bound}')
    draft.rules += more
    folder = draft.write(tmp_path)
    announce(folder, "tes", "wawancara", "akhir")
    told = command("report", folder, "--dokumen", "halaman", "--json").data["catatan"]
    notes = [note for note in told if "dapat menunjukkan siapa yang gugur" in note]
    assert [note.split(" dapat")[0] for note in notes] == (["Kode Psikotes"] if closed else []) + (
        ["Kode Hasil Akhir"] if noted else []
    )
    assert not [note for note in notes if "gugur pada Psikotes (1 formasi)" not in note or "26-0002" in note]


def test_bad_ground_writes_nothing(tmp_path: Path) -> None:
    draft = Draft().as_text()
    folder = draft.write(tmp_path)
    announce(folder, "tes")
    record = folder / "riwayat" / "riwayat.jsonl"
    said = record.read_bytes()
    record.write_bytes(said.replace(b"BA 1", b"BA 2"))
    outcome = command("report", folder)
    assert (outcome.code, "riwayat rusak" in outcome.err) == (2, True)
    assert not (folder / "hasil" / "publik").exists()
    record.write_bytes(said)
    (folder / "data" / "formasi.csv").unlink()
    assert command("report", folder).code == 1


def test_what_was_announced_stays_public_while_the_register_cannot_be_read(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    announce(folder, "tes")
    page = folder / "hasil" / "publik" / "index.html"
    assert command("report", folder).code == 0
    said = page.read_bytes()
    assert b"26-0001" in said
    (folder / "data" / "pelamar.csv").unlink()
    assert command("report", folder).code == 0
    assert page.read_bytes() == said


def private_values(folder: Path) -> set[str]:
    """Every cell of the register but those that may be published, and whatever else only the committee should see."""
    selection = open_folder(folder).read()
    found: set[str] = set()
    book = openpyxl.load_workbook(folder / "data" / "pelamar.xlsx", data_only=True)
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        heads = next(row for row in rows if "Nama" in row and "Formasi" in row)
        public = {heads.index(name) for name in ("Nomor Peserta", "Nama", "Formasi")}
        for row in rows[rows.index(heads) + 1 :]:
            found |= {str(cell) for c, cell in enumerate(row) if c not in public and cell is not None}
    book.close()
    marks = selection.result.marks if selection.result else {}
    found |= {part.label for one in marks.values() for part in one.parts}
    found |= {note.source for note in selection.events}
    # Short words and years stand in any page; what identifies somebody is longer.
    return {text for text in found if len(text) > 5 and text not in {"Perempuan", "Laki-laki"}}


@pytest.mark.parametrize("name", NAMES)
def test_no_public_file_holds_a_private_value(tmp_path: Path, name: str) -> None:
    folder = copy_sample(name, tmp_path)
    announce(folder, *(stage.code for stage in open_folder(folder).rules.stages), "akhir")
    text = Parts(page_of(folder)).text
    private = private_values(folder)
    assert len(private) > 20
    found = {one for one in private if one in text}
    rules = (folder / "seleksi.toml").read_text(encoding="utf-8")
    assert {one for one in found if one not in rules} == set()
    for path in (folder / "hasil" / "publik").rglob("*"):
        raw = path.read_bytes()
        assert not re.search(rb"(?<![0-9a-f])99[0-9]{14}(?![0-9a-f])", raw)  # the samples' NIK


def test_two_thousand_people_in_half_a_megabyte(tmp_path: Path) -> None:
    draft = Draft().as_text()
    numbers = [f"26-{k:05}" for k in range(2000)]
    people = [[n, "", f"Contoh Nama {k}", "", "AB"[k % 2] + "-1"] for k, n in enumerate(numbers)]
    draft.files["data/pelamar.csv"][""][1:] = people
    draft.files["data/tes.csv"][""][1:] = [[n, 50 + k * 7 % 51, k * 11 % 101] for k, n in enumerate(numbers)]
    draft.files["data/wawancara.csv"][""][1:] = [[n, k * 13 % 101] for k, n in enumerate(numbers)]
    draft.rule("bobot = 60", 'bobot = 60\nlanjut = { kali_kuota = 30, urut = ["tes"] }')
    folder = draft.write(tmp_path)
    announce(folder, "tes")
    assert len(page_of(folder).encode()) < 500_000


def test_last_year_shows_how_contested_each_formation_was(tmp_path: Path) -> None:
    """Marks only where three or more won: of fewer, a range would be somebody's mark."""
    before = copy_sample("kasemen", tmp_path)
    assert command("rank", before).code == 0
    draft = Draft().as_text()
    draft.files["data/hasil-2025.json"] = (before / "hasil" / "akhir" / "hasil.json").read_bytes()
    draft.rules += '\n[publikasi]\ntahun_lalu = "data/hasil-2025.json"\n'
    text = Parts(page_of(draft.write(tmp_path / "a"))).text
    assert "82,565 sampai 86,3" in text  # AU-01 of samples/kasemen/README.md: 22 applicants, 3 seats
    assert re.search(r"\(AU-01\)\s*22\s*3\s*7,3", text)
    assert "82,608" not in text  # KU-01 had one winner
    draft.files["data/hasil-2025.json"] = b"{}"
    assert "bukan hasil asnrekrut" in command("report", draft.write(tmp_path / "b")).err
    draft.rule("data/hasil-2025.json", "../hasil.json")
    assert command("report", draft.write(tmp_path / "c")).code == 2


def test_the_way_ends_with_reserves_only_where_there_are_any(tmp_path: Path) -> None:
    for reserves, goal in (("", "Lulus: "), ("cadangan = 1\n", "Lulus atau cadangan: ")):
        folder = (
            Draft().as_text().rule("[peringkat]\n", f"[peringkat]\n{reserves}").write(tmp_path / f"{len(reserves)}")
        )
        announce(folder, "tes", "wawancara", "akhir")
        assert re.findall(r">(Lulus[^<:]*: )", page_of(folder)) == [goal]


def test_the_message_is_short(tmp_path: Path) -> None:
    folder = copy_sample("kasemen", tmp_path)
    selection = open_folder(folder).read()
    [made] = page_files(selection, results_of(selection)).values()
    text = Parts(made().decode()).text
    message = text.partition("Pesan singkat untuk diteruskan")[2].strip().partition("\n")[0]
    assert "6 kursi pada 3 formasi" in message
    assert len(message) < 500


def test_days_and_numbers_read_back() -> None:
    from datetime import date
    from fractions import Fraction

    days = [(1, 3, 1, 3), (1, 3, 7, 3), (28, 2, 3, 3)]
    words = [show_days(date(2027, b, a), date(2027, d, c)) for a, b, c, d in days]
    assert words == ["1 Maret 2027", "1–7 Maret 2027", "28 Februari–3 Maret 2027"]
    assert show_days(date(2026, 12, 30), date(2027, 1, 2)) == "30 Desember 2026–2 Januari 2027"
    for value in (
        Fraction(0),
        Fraction(86307, 1000),
        Fraction(-5, 2),
        Fraction(200, 3),
        Fraction(1, 3),
        Fraction(-7, 3),
    ):
        assert read_shown(show(value)) == value
    assert [read_shown(text) for text in ("", "TH", "1/0")] == [None, None, None]
    halves = [(Fraction(1, 8), 2), (Fraction(5, 2), 0), (Fraction(-5, 2), 0), (Fraction(200, 3), 1), (Fraction(3), 2)]
    assert [show_rounded(value, decimals) for value, decimals in halves] == ["0,13", "3", "-2", "66,7", "3"]
