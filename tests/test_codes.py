"""Marks by codes without names, raters who may not mark somebody, and people with two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.selections import BETWEEN_TABLES, Draft, command, people, result

if TYPE_CHECKING:
    from pathlib import Path

KEYS = '\n[tahap.daftar_kunci]\nberkas = "data/kunci.csv"\ndasar = "BA pembukaan 4"\n'
FIRST = '[[tahap.komponen]]\nkode = "teori"'
OWNERS = {"26-0001": "K-31", "26-0002": "K-12", "26-0003": "K-44", "26-0004": "K-05", "26-0005": "K-27"}


def coded() -> Draft:
    """The usual selection, the test marked without names: the same marks under codes, in the order of the codes."""
    draft = Draft().as_text().rule(FIRST, KEYS.strip() + "\n\n" + FIRST)
    head, *rows = draft.files["data/tes.csv"][""]
    draft.files["data/tes.csv"][""] = [["Kode", *head[1:]], *sorted([OWNERS[r[0]], *r[1:]] for r in rows)]
    draft.files["data/kunci.csv"] = {"": [["Nomor Peserta", "Kode"], *([n, k] for n, k in OWNERS.items())]}
    return draft


def found(folder: Path) -> list[tuple[str, str]]:
    """What a check doubts, apart from what only tables side by side give rise to."""
    said = [(f["kode"], f["pesan"]) for f in command("check", folder, "--json").data["temuan"] if f["kode"][0] != "I"]
    return [one for one in said if not BETWEEN_TABLES.fullmatch(one[0])]


def test_codes_give_the_same_result_as_numbers(tmp_path: Path) -> None:
    plain = Draft().as_text().write(tmp_path / "nomor")
    folder = coded().write(tmp_path / "kode")
    for one in (plain, folder):
        assert command("rank", one).code == 0
    assert result(folder)["peserta"] == result(plain)["peserta"]
    assert ["Nilai tanpa nama", "menurut kode; pemiliknya menurut daftar kunci (BA pembukaan 4)"] in result(folder)[
        "uraian_aturan"
    ]
    assert found(folder) == []
    second = coded().rule(FIRST, '[tahap.pembanding]\nberkas = "data/kedua.csv"\n\n' + FIRST)
    second.files["data/kedua.csv"] = {"": [[*row] for row in second.files["data/tes.csv"][""]]}
    assert found(second.write(tmp_path / "kedua")) == []
    second.put("data/kedua.csv:B2", "71")
    assert [code for code, _ in found(second.write(tmp_path / "kedua"))] == ["E433"]


@pytest.mark.parametrize(("word", "code"), [("TH", "TH"), ("DIS", "DIS"), ("APS", "APS")])
def test_a_word_in_the_place_of_a_code_is_that_state(tmp_path: Path, word: str, code: str) -> None:
    draft = coded().put("data/kunci.csv:B3", word)
    draft.files["data/tes.csv"][""] = [row for row in draft.files["data/tes.csv"][""] if row[0] != OWNERS["26-0002"]]
    draft.files["data/wawancara.csv"][""] = [r for r in draft.files["data/wawancara.csv"][""] if r[0] != "26-0002"]
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert people(folder)["26-0002"]["kode"] == code


def test_a_number_beside_a_code_is_that_of_its_owner(tmp_path: Path) -> None:
    owner = {code: number for number, code in OWNERS.items()}
    draft = coded()
    for row in draft.files["data/tes.csv"][""]:
        row.append(owner.get(row[0], "Nomor Peserta"))
    assert found(draft.write(tmp_path / "sama")) == []
    draft.put("data/tes.csv:D2", "26-0001")
    (said,) = found(draft.write(tmp_path / "lain"))
    assert said[0] == "E435"
    assert 'di sebelah kode "K-05" tertulis nomor 26-0001' in said[1]


def test_a_code_that_is_somebody_elses_number(tmp_path: Path) -> None:
    draft = coded()
    for file, column in (("data/kunci.csv", 1), ("data/tes.csv", 0)):
        for row in draft.rows(file):
            row[column] = {"K-05": "26-0003", "K-12": "26-0002"}.get(str(row[column]), row[column])
    owners = {row[1]: row[0] for row in draft.rows("data/kunci.csv")}
    (said,) = found(draft.write(tmp_path))
    assert said[0] == "P462"
    assert f"Kode 26-0003, milik peserta {owners['26-0003']}, juga nomor peserta 26-0003." in said[1]
    assert command("rank", tmp_path).code == 0


def test_before_the_list_is_opened_the_stage_waits(tmp_path: Path) -> None:
    """Marks that are there are nobody's yet; an empty form is no stage that was held."""
    draft = coded()
    del draft.files["data/kunci.csv"]
    folder = draft.write(tmp_path / "tertutup")
    assert command("rank", folder, "--json").doubts[0] == ("E001", "data/kunci.csv")
    head, *rows = draft.files["data/tes.csv"][""]
    draft.files["data/tes.csv"][""] = [head, *([row[0], "", ""] for row in rows)]
    del draft.files["data/wawancara.csv"]
    empty = command("check", draft.write(tmp_path / "kosong"), "--json")
    assert [one["sudah_ada"] for one in empty.data["tahap"]] == [False, False]


@pytest.mark.parametrize(
    ("cell", "value", "codes", "says"),
    [
        ("data/tes.csv:A2", "K-50", ["E434", "E436"], "K-50"),  # K-05 was written otherwise
        ("data/tes.csv:A2", None, ["E434", "E436"], "kosong"),
        ("data/tes.csv:A2", "K-12", ["E304", "E436"], "K-05"),  # twice on the sheet
        ("data/kunci.csv:B2", "K-12", ["E434", "E435"], "sudah menjadi kode peserta 26-0001"),
        ("data/kunci.csv:B2", None, ["E434", "E435"], "kodenya kosong"),
        ("data/kunci.csv:A2", "26-0099", ["E303", "E434"], "26-0099"),
        ("data/kunci.csv:A2", "26-0002", ["E304", "E434"], "26-0002"),
    ],
)
def test_what_stands_on_one_side_only(
    tmp_path: Path, cell: str, value: str | None, codes: list[str], says: str
) -> None:
    said = found(coded().put(cell, value).write(tmp_path))
    assert {code for code, _ in said} >= set(codes), said
    assert any(says in text for _, text in said), said
    assert command("rank", tmp_path).code != 0


def test_lost_leading_zeros_are_one_finding(tmp_path: Path) -> None:
    """Excel turned the codes of the sheet into numbers: one cause, whatever the number of people and components."""
    draft = coded()
    for row in draft.files["data/kunci.csv"][""][1:]:
        row[1] = row[1].replace("K-", "0")
    for row in draft.files["data/tes.csv"][""][1:]:
        row[0] = row[0].removeprefix("K-").lstrip("0")
    (said,) = found(draft.write(tmp_path / "nol"))
    assert said[0] == "E434"
    assert 'Dalam daftar itu tertulis "005"' in said[1]
    lacking = coded()
    lacking.files["data/tes.csv"][""].pop()
    assert found(lacking.write(tmp_path / "kurang"))[0] == (
        "E436",
        "Kode K-44, milik peserta 26-0003, tidak ada pada lembar nilai Teori, Praktik (Tes).",
    )


def test_whoever_has_no_code_did_not_sit_the_exam(tmp_path: Path) -> None:
    draft = coded()
    draft.files["data/kunci.csv"][""].pop()
    draft.files["data/tes.csv"][""] = [row for row in draft.files["data/tes.csv"][""] if row[0] != "K-27"]
    assert {code for code, _ in found(draft.write(tmp_path / "berhenti"))} == {"E402"}
    draft.rule('nama = "Tes"', 'nama = "Tes"\nkosong = "tidak hadir"')
    draft.files["data/wawancara.csv"][""].pop()
    folder = draft.write(tmp_path / "absen")
    assert command("rank", folder).code == 0
    assert people(folder)["26-0005"]["kode"] == "TH"


def test_the_forms_of_a_stage_without_names(tmp_path: Path) -> None:
    folder = coded().write(tmp_path)
    assert command("template", folder).code == 0
    assert {path.name for path in (folder / "templat").iterdir()} >= {"kunci.xlsx", "tes.xlsx", "wawancara.xlsx"}
    beside = coded().rule(FIRST, "[tahap.daftar_hadir]\n\n" + FIRST).write(tmp_path / "hadir")
    assert "lembar nilai tanpa nama" in command("check", beside).err


# --- a rater who may not mark somebody ---------------------------------------------------------------------------

PANEL = 'kode = "skor"\nnama = "Skor"\nmaksimum = 100\npanel = { kolom = ["Satu", "Dua", "Tiga"], minimal = 3%s }'
ROWS = 'kode = "skor"\nnama = "Skor"\nmaksimum = 100\npanel = { penilai = "Penilai", minimal = 2, berhalangan = 1 }'
RECUSED = {"tahap": "wawancara", "peserta": "26-0003", "komponen": "skor", "sebelum": "dua", "dasar": "keponakan"}


def panelled(fewer: str = ", berhalangan = 2", **facts: str) -> Draft:
    """Three raters give everybody the same mark; the second does not mark 26-0003."""
    draft = Draft().as_text().rule('kode = "skor"\nnama = "Skor"\nmaksimum = 100', PANEL % fewer)
    head, *rows = draft.files["data/wawancara.csv"][""]
    draft.files["data/wawancara.csv"][""] = [
        [head[0], "Satu", "Dua", "Tiga"], *([n, mark, "" if n == "26-0003" else mark, mark] for n, mark in rows),
    ]  # fmt: skip
    return draft.event("penilai berhalangan", **RECUSED | facts) if facts != {"tanpa": ""} else draft


def test_a_recused_rater_and_what_then_counts(tmp_path: Path) -> None:
    folder = panelled().write(tmp_path / "cukup")
    assert command("rank", folder).code == 0
    assert people(folder)["26-0003"]["langkah"]["wawancara.skor"] == "90"
    assert result(folder)["peristiwa"][0]["jenis"] == "penilai berhalangan"
    for draft in (panelled(""), panelled(tanpa="")):
        assert [code for code, _ in found(draft.write(tmp_path / "kurang"))] == ["E403"], "three marks are ruled"
        (tmp_path / "kurang/peristiwa.csv").unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("facts", "cell", "code"),
    [
        ({}, "data/wawancara.csv:C4", "E437"),  # marked nevertheless
        ({"sebelum": "Empat"}, "", "E606"),
        ({"komponen": "tulis"}, "", "E606"),
        ({"peserta": "26-0099"}, "", "E606"),
        ({"sebelum": ""}, "", "E602"),
    ],
)
def test_a_recusal_that_does_not_hold(tmp_path: Path, facts: dict[str, str], cell: str, code: str) -> None:
    draft = panelled(**facts)
    said = [one for one, _ in found((draft.put(cell, "70") if cell else draft).write(tmp_path))]
    assert code in said


@pytest.mark.parametrize(
    ("named", "code"), [("Andi", "E438"), ("andi", "E438"), ("Andi Wijaya, S.H.", "E606"), ("Budi", "E437")]
)
def test_a_recused_rater_under_another_spelling_is_never_a_guess(tmp_path: Path, named: str, code: str) -> None:
    """On the row of 26-0003 stands "Drs. Andi, M.Si.", on all others "Andi": whether that mark counts is asked."""
    draft = Draft().as_text().rule('kode = "skor"\nnama = "Skor"\nmaksimum = 100', ROWS)
    rows = [row for row in draft.files["data/wawancara.csv"][""][1:] for _ in range(2)]
    draft.files["data/wawancara.csv"][""] = [["Nomor Peserta", "Penilai", "Skor"], *(
        [n, ("Drs. Andi, M.Si." if n == "26-0003" else "Andi") if k % 2 else "Budi", mark]
        for k, (n, mark) in enumerate(rows)
    )]  # fmt: skip
    folder = draft.event("penilai berhalangan", **RECUSED | {"sebelum": named}).write(tmp_path)
    said = dict(found(folder))
    assert code in said, said
    assert code != "E606" or "yang menilai: Andi, Budi, Drs. Andi, M.Si." in said[code]
    assert command("rank", folder).code != 0


@pytest.mark.parametrize("fewer", [3, 4])
def test_fewer_marks_must_be_fewer(tmp_path: Path, fewer: int) -> None:
    folder = panelled(f", berhalangan = {fewer}").write(tmp_path)
    assert "harus kurang dari minimal" in command("check", folder).err


# --- two numbers -------------------------------------------------------------------------------------------------


def numbered() -> Draft:
    """A register that is kept by registration numbers; four of five have a participant number."""
    draft = (
        Draft()
        .as_text()
        .rule(
            'berkas = "data/pelamar.csv"',
            'berkas = "data/pelamar.csv"\nkunci = "Nomor Pendaftaran"\nnomor_kedua = "pelamar.ujian"',
        )
        .rule("[pelamar.atribut.lahir]", '[pelamar.atribut.ujian]\nkolom = "Nomor Peserta"\n\n[pelamar.atribut.lahir]')
    )
    head, *rows = draft.files["data/pelamar.csv"][""]
    draft.files["data/pelamar.csv"][""] = [
        ["Nomor Pendaftaran", "Nomor Peserta", *head[1:]],
        *([f"D-{row[0][-1]}", row[0] if row[0] != "26-0005" else "", *row[1:]] for row in rows),
    ]
    draft.put("data/tes.csv:A6", "D-5").put("data/wawancara.csv:A6", "D-5").put("data/wawancara.csv:A2", "D-1")
    return draft


def test_a_confirmed_stage_reads_the_same_when_second_numbers_are_issued(tmp_path: Path) -> None:
    draft = numbered()
    folder = draft.write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert command("confirm", folder, "tes", "--ba", "BA 1", "--tanggal", "2026-11-20").code == 0
    assert command("check", folder).code == 0
    draft.put("data/pelamar.csv:B6", "26-0005").write(folder)
    assert command("check", folder).code == 0
    draft.put("data/pelamar.csv:A6", "D-6").put("data/tes.csv:A6", "26-0005").write(folder)
    assert [code for code in dict(found(folder)) if code.startswith("E6")] == ["E612"]


def test_either_number_finds_the_same_person(tmp_path: Path) -> None:
    """Sheets, events and questions may use the one or the other; the lists print both, and each says which it is."""
    draft = numbered().event("mengundurkan diri", tahap="wawancara", peserta="26-0002")
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    everyone = people(folder)
    assert set(everyone) == {f"D-{n}" for n in range(1, 6)}
    assert everyone["D-2"]["kode"] == "APS"
    assert [everyone[f"D-{n}"].get("nomor_kedua") for n in (1, 5)] == ["26-0001", None]
    assert everyone["D-1"]["langkah"]["akhir"] == "77"
    for number in ("D-4", "26-0004"):
        assert command("explain", folder, number, "--json").data["nomor"] == "D-4"
    heads = (folder / "hasil/akhir/peringkat.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(";")
    assert heads[2:4] == ["Nomor Pendaftaran", "Nomor Peserta"]


def test_a_second_number_of_two_people_stops(tmp_path: Path) -> None:
    for number in ("26-0002", "D-3"):
        draft = numbered().put("data/pelamar.csv:B2", number)
        assert ("E321") in [code for code, _ in found(draft.write(tmp_path / number))]
    wrong = (
        Draft().as_text().rule('berkas = "data/pelamar.csv"', 'berkas = "data/pelamar.csv"\nnomor_kedua = "pelamar.x"')
    )
    assert "pelamar.x" in command("check", wrong.write(tmp_path / "salah")).err
