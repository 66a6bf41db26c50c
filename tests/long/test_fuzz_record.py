"""Random damage to what a selection keeps: the record, what was confirmed, the book of events, written results.

Never a traceback; nothing that a kept outcome, a line or a sum can show is silently accepted; and nothing that somebody
edited is lost.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
from typing import TYPE_CHECKING

import pytest

from asnrekrut.storage import SUMS
from tests.long.mutations import damaged, outcome, record, table
from tests.selections import Draft, announce, command, event

if TYPE_CHECKING:
    from pathlib import Path

INPUTS, PARTS = 2_000, 20
LINES, EVENTS = "riwayat/riwayat.jsonl", "peristiwa.csv"
OF_THE_RECORD = {"E611", "E612", "E613", "E614", "E616", "E617", "E618", "E619", "E620", "E622", "E625"}
COMMANDS: list[tuple[str, ...]] = [
    ("status", "--json"), ("rank", "--sampai", "tes"), ("report", "--tahap", "tes", "--dokumen", "pengumuman"),
    ("confirm", "tes", "--ba", "BA 8", "--tanggal", "2026-03-08"), ("explain", "26-0001"),
    ("announce", "tes", "--nomor", "P 9", "--tanggal", "2026-03-09", "--jenis", "ralat"), ("report",),
]  # fmt: skip


@pytest.fixture(scope="session")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Confirmed and announced twice, with a signed paper and a withdrawal between."""
    home = tmp_path_factory.mktemp("diumumkan")
    folder = Draft().as_text().write(home / "s")
    (home / "ba.pdf").write_bytes(b"%PDF-1.7")
    announce(folder, "tes")
    draft = Draft().as_text().event("mengundurkan diri", tahap="wawancara", peserta="26-0003")
    draft.write(folder)
    for words in (
        ("rank", folder),
        ("confirm", folder, "akhir", "--ba", "BA 3", "--tanggal", "2026-11-23"),
        ("announce", folder, "akhir", "--nomor", "P 3", "--tanggal", "2026-11-24", "--lampirkan", home / "ba.pdf"),
    ):
        done = command(*words)
        assert done.code == 0, done.out + done.err
    assert command("check", folder).code == 0
    return folder


def harmed(folder: Path, dice: random.Random) -> tuple[str, bool]:
    """Damage one file; its name, and whether what is kept must show it."""
    names = sorted(p.relative_to(folder).as_posix() for top in ("hasil", "riwayat") for p in (folder / top).rglob("*"))
    names = [name for name in names if (folder / name).is_file()] + [LINES, EVENTS] * 8
    name = dice.choice(names)
    path = folder / name
    before = path.read_bytes() if path.exists() else b""
    way = dice.randrange(8)
    if name == LINES and way:
        after = record(before, dice)
    elif name == EVENTS and way:
        after = table([list(row) for row in _events()], ".csv", dice)
    elif way == 0:
        path.unlink()
        return name, True
    elif way == 1:
        after = (folder / dice.choice(names)).read_bytes()
    elif name.endswith("hasil.json"):
        after = outcome(before, dice)
    else:
        after = damaged(before, dice)
    path.write_bytes(after)
    return name, after != before and _shows(name, before, after)


def _events() -> list[list[str]]:
    own = Draft().event("mengundurkan diri", tahap="wawancara", peserta="26-0003").files[EVENTS][""]
    return [*own, event("pemulihan riwayat", sebelum="1-tes"), event("koreksi", peserta="26-0001")]


def _shows(name: str, before: bytes, after: bytes) -> bool:
    """Whether a hash speaks against it."""
    return name.startswith("riwayat/") and not (name.endswith(SUMS) and _listed(before) == _listed(after))


def _listed(sums: bytes) -> set[str]:
    """What a list of sums says: a last line without its end says the same."""
    return set(sums.decode(errors="replace").splitlines())


def fault(folder: Path, dice: random.Random) -> str:
    """What is wrong with how the program takes the damage; '' if nothing is."""
    name, shown = harmed(folder, dice)
    written = folder / "hasil" / "1-tes"
    edited = {path: path.read_bytes() for path in written.iterdir()} if name.startswith("hasil/1-tes/") else {}
    said = command("check", "--json", folder)
    codes = {one["kode"] for one in said.data["temuan"]} if said.code in {0, 1, 3} else set()
    if shown and name.startswith("riwayat/") and not codes & OF_THE_RECORD:
        return f"{name}: accepted ({said.code}: {sorted(codes)})"
    words = dice.choice(COMMANDS)
    done = command(words[0], folder, *words[1:])
    if 4 in {said.code, done.code} or not {said.code, done.code} <= {0, 1, 2, 3}:
        return f"{name}: {said.code} {said.err[-200:]}, {words[0]}: {done.code} {done.err[-200:]}"
    lost = [path.name for path, content in edited.items() if path.read_bytes() != content]
    return f"{name}: {words[0]} overwrote {lost}" if lost else ""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_damage_to_what_is_kept_is_silently_accepted(tmp_path: Path, announced: Path, part: int) -> None:
    seed = int(os.environ.get("BENIH", "0")) or secrets.randbits(48)
    dice = random.Random(seed)  # noqa: S311
    wrong = []
    for number in range(INPUTS // PARTS):
        folder = shutil.copytree(announced, tmp_path / f"{number}")
        try:
            found = fault(folder, dice)
        except Exception as error:
            found = f"traceback: {error!r}"
        if found:
            wrong.append(f"{number} {found}")
        else:
            shutil.rmtree(folder)
    assert not wrong, f"BENIH={seed} -k {part}: {len(wrong)} inputs of {tmp_path}\n" + "\n".join(wrong[:20])
