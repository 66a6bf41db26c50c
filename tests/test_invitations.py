"""Invitations: who is called by which announcement, to which session, and what fixes that."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.record.invitations import Called, ahead, seated, sessions
from asnrekrut.rules.profile import Slot
from tests.selections import RULES, Draft, command
from tests.strategies import STEADY
from tests.test_documents import PROFILE, report, squeezed_lines, text_of

if TYPE_CHECKING:
    from pathlib import Path

SESSIONS = """
[[naskah.pelaksanaan]]
tahap = "wawancara"
sesi = "Sesi 1"
tanggal = 2026-12-07
pukul = "08.00 WIB"
tempat = "Gedung Uji"
jumlah = 2

[[naskah.pelaksanaan]]
tahap = "wawancara"
sesi = "Sesi 2"
tanggal = 2026-12-08
pukul = "08.00 WIB"
tempat = "Gedung Uji"
"""
MAKE_UP = """
[[naskah.pelaksanaan]]
tahap = "wawancara"
sesi = "Susulan B-1"
tanggal = 2026-12-15
pukul = "08.00 WIB"
tempat = "Aula"
"""
HOME = "hasil/naskah/2-wawancara"
KEPT = RULES + PROFILE.partition('[[naskah.pelaksanaan]]\ntahap = "wawancara"')[0] + SESSIONS
assert KEPT.count("naskah.pelaksanaan") == 2


def postponed(folder: Path) -> tuple[Draft, list[list[str]], list[list[str]]]:
    """A-1 (26-0001 to 26-0003, who all go on) was announced on 1 December; B-1 is tested later.

    Returns:
        The selection, the marks of B-1 that are still to come, and those of the interviews.
    """
    draft = Draft(rules=KEPT).as_text()
    interviews, late = draft.files.pop("data/wawancara.csv")[""], draft.rows("data/tes.csv")[4:]
    del draft.rows("data/tes.csv")[4:]
    draft.write(folder)
    known(folder, 1, "A-1")
    return draft, late, interviews


def known(folder: Path, day: int, *formations: str) -> str:
    """Confirm and announce the test in December; what is said beside the announcement."""
    command("rank", folder, "--sampai", "tes")
    only = [option for code in formations for option in ("--formasi", code)]
    date = ("--tanggal", f"2026-12-{day:02}")
    assert command("confirm", folder, "tes", "--ba", f"800/{day}-Pansel/XII/2026", *date, *only).code == 0
    told = command("announce", folder, "tes", "--nomor", f"811/{day}/2026", *date)
    assert told.code == 0
    return told.err


def letters(folder: Path) -> dict[str, bytes]:
    """The letters by name."""
    report(folder, "--tahap", "wawancara", "--dokumen", "undangan,daftar-hadir")
    return {path.stem: path.read_bytes() for path in (folder / HOME).glob("undangan*")}


def seats(folder: Path, name: str) -> list[tuple[str, list[str]]]:
    """The sheets of one letter: each session with the numbers on its attendance sheet."""
    sheets = re.split(
        r"Sesi : ", squeezed_lines(text_of(folder / f"{HOME}/{name.replace('undangan', 'daftar-hadir')}.pdf"))
    )
    return [(one[:6].strip(), re.findall(r"26-000\d", one)) for one in sheets[1:]]


def doubts(folder: Path) -> list[tuple[str, str]]:
    found = command("check", folder, "--json").data["temuan"]
    return [(one["kode"], one["pesan"]) for one in found if one["kode"].startswith("P8")]


def test_who_was_announced_keeps_the_session_and_others_take_what_is_left(tmp_path: Path) -> None:
    """Two have room in Sesi 1: those of A-1, announced on 1 December, and nobody of B-1, announced on the 2nd."""
    draft, late, _ = postponed(tmp_path)
    (first,) = letters(tmp_path).values()
    assert seats(tmp_path, "undangan-A-1") == [("Sesi 1", ["26-0001", "26-0002"]), ("Sesi 2", ["26-0003"])]
    draft.rows("data/tes.csv").extend(late)
    draft.write(tmp_path)
    known(tmp_path, 2)
    assert letters(tmp_path)["undangan-A-1"] == first, "a letter that is made again says the same"
    assert seats(tmp_path, "undangan-A-1") == [("Sesi 1", ["26-0001", "26-0002"]), ("Sesi 2", ["26-0003"])]
    assert seats(tmp_path, "undangan-B-1") == [("Sesi 2", ["26-0004", "26-0005"])]
    assert doubts(tmp_path) == []
    # the rules say otherwise, which nobody was told
    draft.rules = draft.rules.replace("2026-12-07", "2026-12-09").replace("jumlah = 2", "jumlah = 1")
    draft.write(tmp_path)
    assert letters(tmp_path)["undangan-A-1"] == first
    ((code, said),) = doubts(tmp_path)
    assert code == "P802"
    assert "Yang diundang ke Wawancara dengan pengumuman 811/1/2026, 1 Desember 2026 diberi tahu Sesi 1" in said
    assert "7 Desember 2026, 08.00 WIB, Gedung Uji; menurut aturan sekarang Sesi 1, 9 Desember 2026" in said
    # until it is announced: to those whom it concerns
    options = ("--nomor", "811/3/2026", "--tanggal", "2026-12-03", "--jenis", "ralat")
    assert command("announce", tmp_path, "tes", *options).code == 0
    assert doubts(tmp_path) == []
    assert {"undangan-A-1", "undangan-B-1"} < letters(tmp_path).keys()
    (again,) = letters(tmp_path).keys() - {"undangan-A-1", "undangan-B-1"}
    assert seats(tmp_path, again) == [("Sesi 1", ["26-0001", "26-0002"])]
    assert "Rabu, 9 Desember 2026" in squeezed_lines(text_of(tmp_path / f"{HOME}/{again}.docx"))
    assert seats(tmp_path, "undangan-A-1") == [("Sesi 2", ["26-0003"])]
    leaves = {"peserta": "26-0001", "nomor_surat": "800/9", "tanggal": "04-12-2026"}
    draft.event("mengundurkan diri", tahap="wawancara", formasi="A-1", **leaves).write(tmp_path)
    letters(tmp_path)
    assert seats(tmp_path, again) == [("Sesi 1", ["26-0002"])], "and nobody moves up"


@pytest.mark.parametrize("day", [8, 9])
def test_no_session_is_open_to_those_who_are_invited_after_it(tmp_path: Path, day: int) -> None:
    """B-1 is announced on the day of Sesi 2, or on the day after, when nothing is left."""
    draft, late, interviews = postponed(tmp_path)
    draft.rows("data/tes.csv").extend(late)
    draft.write(tmp_path)
    warned = known(tmp_path, day)
    assert ("P801 Pengumuman 811/9/2026" in warned, bool(warned)) == (day == 9, day == 9)
    letters(tmp_path)
    (own,) = (folder for folder in (tmp_path / HOME).glob("undangan-B-1.docx"))
    if day == 8:
        assert seats(tmp_path, "undangan-B-1") == [("Sesi 2", ["26-0004", "26-0005"])]
        assert doubts(tmp_path) == []
        return
    ((code, said),) = doubts(tmp_path)
    assert code == "P801"
    assert "Pengumuman 811/9/2026, 9 Desember 2026 mengundang 2 peserta formasi B-1 ke Wawancara" in said
    missing = report(tmp_path, "--tahap", "tes")["belum_diketahui"]["Tes"]
    assert "hari, tanggal Wawancara ([[naskah.pelaksanaan]])" in missing, "the announcement offers no day that is over"
    first = (tmp_path / f"{HOME}/undangan-A-1.docx").read_bytes()
    draft.rules += MAKE_UP
    draft.write(tmp_path)
    assert doubts(tmp_path) == []
    assert letters(tmp_path)["undangan-A-1"] == first
    assert "15 Desember 2026" in squeezed_lines(text_of(own))
    assert seats(tmp_path, "undangan-A-1") == [("Sesi 1", ["26-0001", "26-0002"]), ("Sesi 2", ["26-0003"])]
    report(tmp_path, "--tahap", "tes", "--dokumen", "pengumuman")
    told = squeezed_lines(text_of(tmp_path / "hasil/naskah/1-tes/pengumuman-B-1.docx"))
    assert "yang dilaksanakan sebagai berikut" in told, "nobody of B-1 had a session before"
    assert ("15 Desember 2026" in told, "7 Desember 2026" in told) == (True, False)
    draft.rules = draft.rules.removesuffix(MAKE_UP)
    draft.files["data/wawancara.csv"] = {"": interviews}
    draft.write(tmp_path)
    assert doubts(tmp_path) == [], "it was held"


DAYS = [date(2026, 12, 1) + timedelta(days=k) for k in range(4)]
SLOTS = st.lists(
    st.builds(
        Slot,
        stage=st.just("wawancara"),
        session=st.sampled_from([None, "Sesi"]),
        day=st.sampled_from([None, *DAYS]),
        people=st.sampled_from([None, 1, 2]),
        formations=st.sampled_from([None, ["A-1"], ["B-1"]]),
    ),
    max_size=4,
)
WAVES = st.lists(st.tuples(st.sampled_from(DAYS), st.lists(st.sampled_from(["A-1", "B-1"]), max_size=4)), max_size=3)


@STEADY
@given(SLOTS, WAVES)
def test_sessions_are_filled_as_people_who_come_one_by_one_would(
    slots: list[Slot], waves: list[tuple[date, list[str]]]
) -> None:
    """Each takes the first session that is theirs, not over, and not full; nobody who sat down before moves."""
    given, taken, expected = dict[str, Called](), [0] * len(slots), dict[str, Slot | None]()
    for w, (day, codes) in enumerate(sorted(waves, key=lambda wave: wave[0])):
        people = {f"{w}{n}": code for n, code in enumerate(codes)}
        given |= seated(dict(reversed(people.items())), ahead(sessions(slots), day), given)
        for number, code in people.items():
            expected[number] = None
            for k, slot in enumerate(slots):
                mine = code in (slot.formations or [code]) and (slot.day or day) >= day
                if mine and taken[k] < (slot.people or 99):
                    taken[k], expected[number] = taken[k] + 1, slot
                    break
    assert {number: one.slot for number, one in given.items()} == expected
