"""What papers and page say of formations, groups, ties and choices, where it is easily said of the wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.selections import RULES, Draft, command
from tests.test_documents import PROFILE, report, squeezed_lines, text_of

if TYPE_CHECKING:
    from pathlib import Path


def test_each_earlier_announcement_that_is_changed_is_named_with_its_formations(tmp_path: Path) -> None:
    """A-1 was announced first, then B-1: a correction of A-1 changes the first letter, one of both each of the two."""
    draft = Draft(rules=RULES + PROFILE).as_text()
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
