"""``hasil.json`` version 1: a schema that is shipped, a golden file, and reading back what was written."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import asnrekrut
from asnrekrut.outputs.write import folder_of, view_of, write_result
from tests.selections import NAMES, Draft, command, copy_sample, ranked

if TYPE_CHECKING:
    from collections.abc import Callable

    from asnrekrut.core.result import Result
    from asnrekrut.outputs.json_format import SavedResult

GOLDEN = Path(__file__).parent / "golden" / "hasil.json"


def fractional() -> Draft:
    """A selection in which a figure is no decimal, a tie goes by an attribute, and a seat stays empty."""
    draft = (
        Draft()
        .as_text()
        .rule("nilai = 2\nskala = 2\nbobot = 3\nakhir = 3", 'nilai = "tanpa"\nskala = "tanpa"\nbobot = 3\nakhir = 3')
    )
    draft.rules += '\n[kode_akhir]\nlulus = { kode = "P/L", arti = "lulus" }\n'
    draft.rule("maksimum = 100\nambang = 50", "maksimum = 100\nambang = 51")
    draft.rule('nama = "Praktik"\nmaksimum = 100', 'nama = "Praktik"\nmaksimum = 95')
    draft.put("data/tes.csv:B2", 90).put("data/tes.csv:C2", 60)
    return draft.put("data/wawancara.csv:B3", 80).put("data/formasi.csv:E3", 2)


@pytest.fixture(scope="module")
def every_stage(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Result]]:
    """The samples after each of their stages: what was written, and the result it was written from."""
    made = []
    for name in NAMES:
        folder = copy_sample(name, tmp_path_factory.mktemp("tahap"))
        selection = asnrekrut.open_folder(folder).read()
        for index in range(len(selection.rules.stages) + 1):
            write_result(selection, index)
            made.append((folder / folder_of(selection.rules, index), view_of(selection, index).result))
    return made


def schema() -> dict[str, Any]:
    return command("schema", "hasil").data


# --- the format -------------------------------------------------------------------------------------------------


def test_every_result_keeps_to_the_schema(every_stage: list[tuple[Path, Result]]) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(validator.schema)
    for folder, _ in every_stage:
        validator.validate(json.loads((folder / "hasil.json").read_text("utf-8")))


@pytest.mark.parametrize(
    "damage",
    [
        {"versi": 2},
        {"pelamar": "60"},
        {"tambahan": 1},
        {"temuan": {"P401": -1}},
        {"peserta": [{"nomor": "1", "formasi": "A", "nilai": ["81,5"]}]},
        {"peserta": [{"nomor": "1", "formasi": "A", "nasib": ["menang"]}]},
        {"peserta": [{"nomor": "1", "formasi": "A", "NIK": "9901120101900001"}]},
    ],
)
def test_the_schema_refuses_what_is_no_result(damage: dict[str, Any]) -> None:
    golden = json.loads(GOLDEN.read_text("utf-8"))
    jsonschema.validate(golden, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(golden | damage, schema())


def test_the_golden_file_holds_the_format_byte_for_byte(tmp_path: Path) -> None:
    """A change of it is a change of the format, and has to be told in the changelog."""
    folder = fractional().write(tmp_path)
    ranked(folder)
    assert (folder / "hasil/akhir/hasil.json").read_text("utf-8") == GOLDEN.read_text("utf-8")


def test_every_heading_is_said_once() -> None:
    lines = GOLDEN.read_text("utf-8").splitlines()
    assert sum("Praktik" in line for line in lines if '"nomor"' in line) == 0
    assert sum('"tes.praktik": {' in line for line in lines) == 1


# --- reading back -----------------------------------------------------------------------------------------------


def test_what_is_read_back_is_what_was_decided(every_stage: list[tuple[Path, Result]]) -> None:
    for folder, result in every_stage:
        saved, stage = asnrekrut.load_result(folder), result.stages[-1]
        assert (saved.stage, saved.applicants) == (stage.code, len(result.register))
        assert list(saved.formations) == [f.code for f in result.register.formations]
        assert [step.label for step in saved.steps.values()] == [step.label for step in steps(result)]
        everyone = {person.number: person for person in saved.people}
        for application in result.applications():
            person = everyone[application.number]
            assert (person.name, person.formation) == (application.name, application.formation.code)
            fates = [application.fate_at(s) for s in result.stages]
            while fates and fates[-1] is asnrekrut.Fate.NOT_REACHED:
                fates.pop()
            assert person.fates == tuple(fates)
            assert person.rank == (int(stage.standing.rank[application.index]) or None)
            assert {key: Fraction(value) for key, value in saved.figures(person).items()} == {
                step.key: step.values.at(application.index)
                for step in steps(result)
                if shown(result, step, application)
            }
        placed = [(result.register.numbers[p.application], p.kind, p.step) for p in stage.placements]
        assert [(p.number, p.kind, p.step) for p in saved.placements] == placed
        assert [person.number for person in saved.winners] == [number for number, *_ in placed]


def steps(result: Result) -> list[Any]:
    end = result.stages[-1].is_end
    last = result.scores.stages[-1].interim
    found = [step for figures in result.scores.stages for step in figures.steps]
    return [*found, *result.scores.end] if end else [*found, *([last] if last else [])]


def shown(result: Result, step: Any, application: Any) -> bool:
    """Whether a figure exists for somebody who came as far as its stage."""
    own = zip(result.stages, result.scores.stages, strict=False)
    stage = next((s for s, figures in own if step in figures.steps), result.stages[-1])
    return bool(step.known[application.index] and stage.took_part[application.index])


def test_numbers_are_exact(tmp_path: Path) -> None:
    folder = fractional().write(tmp_path)
    ranked(folder)
    saved = asnrekrut.load_result(folder / "hasil/akhir/hasil.json")
    figures = saved.figures(next(p for p in saved.people if p.number == "26-0002"))
    assert figures["tes.teori"] == Decimal(90)
    assert figures["tes"] == Fraction(90 + 60, 195) * 100
    assert isinstance(figures["tes"], Fraction)
    assert saved.codes["P/L"].fate is asnrekrut.Fate.WINS
    assert saved.formations["B-1"].empty == 1


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    data = json.loads(GOLDEN.read_text("utf-8"))
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (changed(lambda d: d.update(versi=2)), "hasil versi 2; program ini membaca versi 1"),
        (changed(lambda d: d.pop("versi")), "versi"),
        (changed(lambda d: d.pop("langkah")), "langkah"),
        (changed(lambda d: d["peserta"].pop()), "pelamar"),
        (changed(lambda d: d["peserta"].append(d["peserta"][0])), "pelamar"),
        (changed(lambda d: d["peserta"][0]["nilai"].pop()), "peserta 26-0001"),
        (changed(lambda d: d["peserta"][0]["nilai"].__setitem__(0, "8O")), "peserta.0.nilai"),
        (changed(lambda d: d["peserta"][0]["nilai"].__setitem__(0, "1/0")), "peserta.0.nilai"),
        (changed(lambda d: d["peserta"][0].update(nasib=["menang"])), "peserta.0.nasib"),
        (changed(lambda d: d["peserta"][0].update(formasi="Z-9")), "peserta 26-0001"),
        (changed(lambda d: d["penempatan"][0].update(nomor="26-0099")), "penempatan 26-0099"),
        (changed(lambda d: d["temuan"].update(P401=True)), "temuan"),
        (changed(lambda d: d.update(penempatan=[])), "penempatan 26-0001"),
        (changed(lambda d: d["penempatan"].append(d["penempatan"][0])), "penempatan 26-0001"),
        (changed(lambda d: d["penempatan"][0].update(jenis="nominasi")), "penempatan 26-0001"),
        (changed(lambda d: d["penempatan"][0].update(formasi="Z-9")), "penempatan 26-0001"),
        (changed(lambda d: d["peserta"][1]["nasib"].__setitem__(2, "lulus")), "penempatan 26-0002"),
        (changed(lambda d: d["peserta"][1]["nasib"].__setitem__(0, "gugur")), "rekap_tahap tes"),
        (changed(lambda d: d["rekap_tahap"]["tes"].update(peserta=4)), "rekap_tahap tes"),
        (changed(lambda d: d["formasi"]["A-1"].update(kuota=0)), "formasi A-1"),
        (changed(lambda d: d["formasi"]["A-1"].update(pelamar=4)), "formasi A-1"),
        (changed(lambda d: d["formasi"]["B-1"].update(kursi_kosong=0)), "formasi B-1"),
        (changed(lambda d: d["peserta"][0].update(peringkat=999)), "formasi A-1"),
        (changed(lambda d: d["peserta"][1].update(peringkat=999)), "peringkat formasi A-1"),
        (changed(lambda d: None)[:-1] + ', "versi": 1}', "versi"),
        (changed(lambda d: None).replace('"nomor": "26-0001"', '"nomor": "26-0002", "nomor": "26-0001"', 1), "nomor"),
        (GOLDEN.read_text("utf-8")[:-20], "JSON"),
        ("", "JSON"),
        ("[]", "hasil.json"),
        ("null", "hasil.json"),
    ],
)
def test_damaged_files_are_refused_with_their_place(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "hasil.json").write_text(text, encoding="utf-8")
    with pytest.raises(asnrekrut.SavedResultError) as error:
        asnrekrut.load_result(tmp_path)
    assert words in str(error.value)
    assert "hasil.json" in str(error.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(asnrekrut.SavedResultError, match="tidak dapat dibaca"):
        asnrekrut.load_result(tmp_path / "hasil.json")


def test_the_golden_file_is_read(tmp_path: Path) -> None:
    saved: SavedResult = asnrekrut.load_result(GOLDEN)
    assert {person.number: person.rank for person in saved.people if person.rank} == {
        "26-0001": 1, "26-0002": 2, "26-0003": 3, "26-0004": 1,
    }  # fmt: skip
