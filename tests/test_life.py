"""A selection from beginning to end: from a preset through screening, objections and a withdrawal to the next year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.selections import command, csv_bytes, event, people, result
from tests.test_objections import HEADS, lodged

if TYPE_CHECKING:
    from pathlib import Path

    from tests.selections import Rows

SCREENING = """
[[tahap]]
kode = "administrasi"
nama = "Seleksi Administrasi"
berkas = "data/verifikasi.csv"
[[tahap.komponen]]
kode = "ktp"
nama = "KTP"
syarat = { lolos = "MS", gugur = "TMS", kode = "T-KTP", alasan = "KTP asli tidak diunggah" }
[[tahap.ketentuan]]
kode = "T-USIA"
alasan = "usia di luar batas"
[tahap.ketentuan.usia]
lahir = "pelamar.tanggal_lahir"
acuan = 2027-01-31
minimal = 18
maksimal = 35
cara = "tahun penuh"

"""
AFTER = """
[penggantian]
dasar = "Keputusan 1/2027"

[sanggah]
berkas = "sanggah.csv"
[[sanggah.masa]]
tahap = "administrasi"
dasar = "Keputusan 1/2027"
lama = 3
hari = "kalender"
jawab = 7
"""
NUMBER = "Nomor Peserta"
PEOPLE = [("27-0001", "1995"), ("27-0002", "1996"), ("27-0003", "1997"), ("27-0004", "1998"), ("27-0005", "1980")]


def put(folder: Path, name: str, rows: Rows) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(csv_bytes(rows))


def marks(folder: Path, stage: str, heading: str, **of: str) -> None:
    """The marks of a stage by the last digit of the number: ``n1="80"``."""
    put(folder, f"data/{stage}.csv", [[NUMBER, heading], *([f"27-000{key[1:]}", mark] for key, mark in of.items())])


def begun(tmp_path: Path) -> Path:
    """A folder from the preset for local selections, with a screening in front and the rules for what comes after."""
    folder = tmp_path / "seleksi-2027"
    told = (
        "--preset",
        "lokal",
        "--nama",
        "Seleksi Panjang",
        "--instansi",
        "Kecamatan Uji",
        "--dasar",
        "Keputusan 1/2027",
    )
    assert command("init", folder, *told, "--tahun", "2027").code == 0
    assert command("status", folder).code == 0
    rules = (folder / "seleksi.toml").read_text(encoding="utf-8")
    rules = re.sub(r'"BELUM DIPASTIKAN[^"]*"', '"Keputusan 1/2027"', rules).replace(".xlsx", ".csv")
    first = rules.index("[[tahap]]")
    (folder / "seleksi.toml").write_text(rules[:first] + SCREENING + rules[first:] + AFTER, encoding="utf-8")
    put(
        folder,
        "data/formasi.csv",
        [["Kode", "Jabatan", "Unit", "Jenis", "Kuota"], ["A", "Operator", "Kantor", "Umum", "1"]],
    )
    register = [[NUMBER, "Nama", "Tanggal Lahir", "Formasi"]]
    put(folder, "data/pelamar.csv", [*register, *([n, f"Contoh {n[-1]}", f"01-02-{year}", "A"] for n, year in PEOPLE)])
    return folder


def known(folder: Path, stage: str, day: str, *kind: str) -> None:
    """Ranked, confirmed and announced."""
    assert command("rank", folder, "--sampai", stage).code == 0
    confirmed = command("confirm", folder, stage, "--ba", f"BA {stage}", "--tanggal", day)
    assert (confirmed.code, confirmed.err) == (0, "")
    assert command("announce", folder, stage, "--nomor", f"P {stage} {day}", "--tanggal", day, *kind).code == 0


def stops(folder: Path) -> list[str]:
    return [f["kode"] for f in command("check", folder, "--json").data["temuan"] if f["kode"][0] == "E"]


def test_a_selection_from_its_first_day_to_the_next_years(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    verified = [[NUMBER, "KTP"], *([n, "TMS" if n == "27-0004" else "MS"] for n, _ in PEOPLE)]
    put(folder, "data/verifikasi.csv", verified)
    known(folder, "administrasi", "2027-02-01")
    assert {n: p["keterangan"] for n, p in people(folder, "1-administrasi").items() if p["kode"] == "TMS"} == {
        "27-0004": "T-KTP: KTP asli tidak diunggah",
        "27-0005": "T-USIA: usia di luar batas (18 sampai 35 tahun pada 31 Januari 2027)",
    }
    marks(folder, "tes", "Nilai Tes", n1="80", n2="70", n3="60")
    known(folder, "tes", "2027-02-20")

    # the objection was lodged in time and accepted when the test had been held and announced
    facts = {"person": "27-0004", "formation": "A", "stage": "administrasi", "object": "KTP", "before": "TMS"}
    facts |= {"received": "03-02-2027", "answered": "22-02-2027", "decision": "diterima", "fault": "panitia"}
    facts |= {
        "decided_by": "Pleno, BA 9/2027",
        "component": "administrasi.ktp",
        "old": "TMS",
        "new": "MS",
        "after": "L",
    }
    put(folder, "sanggah.csv", [HEADS, lodged(**facts, consequence="undangan tetap")])
    assert "E607" in stops(folder)
    verified[4][1] = "MS"
    put(folder, "data/verifikasi.csv", verified)
    assert stops(folder) == ["E402"], "27-0004 has to sit the test"
    marks(folder, "tes", "Nilai Tes", n1="80", n2="70", n3="60", n4="90")
    assert stops(folder) == []
    seen = command("objections", folder, "--json").data
    changes = {(one["tahap"], one["nomor"]): one["perubahan"] for one in seen["perbedaan"]}
    assert changes[("administrasi", "27-0004")] == changes[("tes", "27-0004")] == "masuk"
    assert changes[("tes", "27-0003")] == "peringkat", "once invited, 27-0003 stays"
    known(folder, "administrasi", "2027-02-23", "--jenis", "pascasanggah")
    known(folder, "tes", "2027-02-23", "--jenis", "pascasanggah")

    marks(folder, "simulasi", "Nilai Simulasi", n1="80", n2="80", n3="80", n4="80")
    marks(folder, "wawancara", "Nilai Wawancara", n1="80", n2="80", n3="80", n4="80")
    marks(folder, "psikotes", "Kesimpulan", n1="Disarankan", n2="Disarankan", n3="Disarankan", n4="Disarankan")
    known(folder, "akhir", "2027-03-20")
    assert [p["nomor"] for p in result(folder)["penempatan"]] == ["27-0004"]

    # whoever came in by the objection leaves; the first reserve does not want to, the second follows
    rows = [event("mengundurkan diri", tahap="akhir", peserta="27-0004", tanggal="01-04-2027")]
    rows += [event("menolak penggantian", tahap="akhir", peserta="27-0001", tanggal="03-04-2027")]
    rows += [event("penggantian", tahap="akhir", formasi="A", peserta="27-0002", tanggal="09-04-2027")]
    heads = ["Tanggal", "Jenis", "Tahap", "Formasi", "Peserta", "Komponen", "Sebelum", "Sesudah", "Akibat"]
    put(folder, "peristiwa.csv", [[*heads, "Nomor Surat", "Dasar", "Oleh"], *rows])
    known(folder, "akhir", "2027-04-10", "--jenis", "pengganti")
    assert {n: p["kode"] for n, p in people(folder).items()} == {
        "27-0001": "C", "27-0002": "L", "27-0003": "TL", "27-0004": "APS", "27-0005": "TMS",
    }  # fmt: skip
    assert command("status", folder, "--json").data["selanjutnya"] == "seleksi selesai"

    following = tmp_path / "seleksi-2028"
    assert command("init", following, "--dari", folder).code == 0
    assert "tahun = 2028" in (following / "seleksi.toml").read_text(encoding="utf-8")
    assert not (following / "riwayat").exists()
    assert not (following / "sanggah.csv").exists()
    assert command("status", following).code == 0
