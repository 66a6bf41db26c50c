"""The files of a selection: its rules, and those that the rules name, found and being read meanwhile.

What is called otherwise or stands in the place of a missing file is only suggested, never taken.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.errors import UsageError, reason
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.early import reading
from asnrekrut.intake.needs import Need, beside, needs_of
from asnrekrut.io import TEMPLATES, Reading, find_files, written_by_us
from asnrekrut.notation import command_line, listed
from asnrekrut.readers.kinds import PROMISED
from asnrekrut.readers.messages import printable
from asnrekrut.rules import RULES_FILE
from asnrekrut.rules.figure_keys import FINAL, find_stage
from asnrekrut.rules.load import load_rules
from asnrekrut.storage import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from asnrekrut.rules.model import Rules

SEEN = 2000  # files looked at
SHOWN = 3
ALIKE = 80  # per cent of rapidfuzz's ratio: one letter changed in a name of five
_OTHER = frozenset({"jadwal", "undangan", "surat", "hadir", "template", "templat", "contoh", "panduan", "berita"})


class Inputs(Struct, frozen=True):
    """What the rules want, and where it comes from.

    Attributes:
        needs: all that the rules want from any file.
        files: the files that a name or pattern of the rules means.
        faults: for a name or pattern, why it means none, or not all that it should.
    """

    folder: Path
    needs: Sequence[Need]
    files: dict[str, list[str]]
    faults: dict[str, list[Finding]]
    reading: Reading

    @classmethod
    def start(cls, folder: Path, rules: Rules, until: int | None = None) -> Inputs:
        """Find every file that the rules name up to a stage, and begin to read."""
        needs = [*needs_of(rules, until), *beside(rules)]
        patterns = dict.fromkeys(pattern for need in needs for pattern in need.files)
        found = {pattern: find_files(folder, [pattern]) for pattern in patterns}
        files = {pattern: names for pattern, (names, _) in found.items()}
        used = sorted({name for several in files.values() for name in several})
        faults = {p: [_looked_around(folder, one, used) for one in several] for p, (_, several) in found.items()}
        for pattern, name, title in _caught(needs, files):
            files[pattern] = [one for one in files[pattern] if one != name]
            faults[pattern].append(finding("E017", Place(name), pola=pattern, untuk=title))
        return cls(folder, needs, files, faults, reading(folder, used))


def _caught(needs: Sequence[Need], files: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """Files that a pattern catches although another table, which reads the same columns of them, names them itself."""
    for need, pattern in ((one, pattern) for one in needs for pattern in one.files):
        for other in needs:
            if (other.names, other.sheet) == (need.names, need.sheet) and pattern not in other.files:
                yield from ((pattern, name, other.title) for name in other.files if name in files[pattern])


def rules_of(folder: Path) -> Rules:
    """The rules of a selection folder.

    Raises:
        UsageError: there is no rules file.
        RulesError: the rules file cannot be carried out.
    """
    path = folder / RULES_FILE
    try:
        raw = content_of(path)
    except OSError as error:
        there = os.path.lexists(path)
        raise UsageError(f"{path} tidak dapat dibaca ({reason(error)})" if there else _without_rules(folder)) from None
    return load_rules(raw, RULES_FILE)


def _without_rules(folder: Path) -> str:
    """What is wrong with a folder without rules, and what to do: what the file is called, or where one is."""
    from rapidfuzz import fuzz, process

    stem = RULES_FILE.partition(".")[0]
    if folder.is_file():
        return f"{folder} ialah berkas; sebutkan foldernya: {folder.parent}"
    if not folder.exists():
        near = sorted(path.parent.name for path in folder.parent.glob(f"*/{RULES_FILE}"))
        best = process.extractOne(folder.name, near, scorer=fuzz.ratio, score_cutoff=60)
        return f"tidak ada folder {folder}" + (f"; maksud Anda {folder.parent / best[0]}?" if best else "")
    missing = f"tidak ada {RULES_FILE} di {'folder ini' if folder == Path() else folder}"
    around = sorted(folder.iterdir())
    for path in around:
        if path.is_file() and path.name.casefold().startswith(stem) and "toml" in path.name.casefold():
            return f"{missing}; berkas ini bernama {path.name}: ubah namanya menjadi {RULES_FILE}"
    for other in (folder.parent if folder.name else folder / "..", *around):
        if (other / RULES_FILE).is_file():
            return f"{missing}, tetapi ada di {other}; sebutkan folder itu, misalnya: {command_line('check', other)}"
    return f"{missing}; jalankan perintah di folder seleksi atau sebutkan foldernya"


def begin(folder: Path, until: str | None = None) -> tuple[Rules, int, Inputs]:
    """Read the rules of a selection folder, and begin to read the files they name.

    Args:
        until: the code of a stage, or ``akhir``; files of later stages are not looked at.

    Raises:
        UsageError: there is no rules file, or no such stage.
        RulesError: the rules file cannot be carried out.
    """
    rules = rules_of(folder)
    last = stage_index(rules, until)
    return rules, last, Inputs.start(folder, rules, last)


def stage_index(rules: Rules, code: str | None) -> int:
    """The place of a stage in the order; the end, which has the code ``akhir``, comes after the last stage.

    Raises:
        UsageError: there is no such stage.
    """
    if code is None or code == FINAL:
        return len(rules.stages)
    try:
        return find_stage(rules, code)[0]
    except ValueError as error:
        raise UsageError(f"{error}, {FINAL}") from None


def _looked_around(folder: Path, fault: Finding, used: Sequence[str]) -> Finding:
    """A finding about a missing file, with what stands in its place."""
    if fault.code != "E001":
        return fault
    return replace(fault, values=fault.values | {"ada": _instead(folder, str(fault.values["berkas"]), used)})


def _instead(folder: Path, pattern: str, used: Sequence[str]) -> str:
    """What a folder holds in place of a missing file, as a sentence to add; '' where nothing comes near."""
    wanted = PurePosixPath(pattern)
    found = near_names(folder, [pattern], used)
    if found:
        filled = any(name.startswith(f"{TEMPLATES}/") for name in found)
        advice = f" Bila yang di {TEMPLATES}/ sudah diisi, pindahkan ke {wanted.parent}/." if filled else ""
        return f" Yang ada: {listed([_quoted(name) for name in found], SHOWN)}.{advice}"
    if os.path.isfile(folder.resolve().parent / wanted.name):  # noqa: PTH113  (False too for a name too long for any)
        return f" Berkas bernama {_quoted(wanted.name)} ada di folder di atasnya."
    there = os.path.isdir(folder / wanted.parent)  # noqa: PTH112  (likewise)
    return "" if there else f" Folder {_quoted(wanted.parent)} sendiri tidak ada."


def near_names(folder: Path, wanted: Iterable[str], used: Iterable[str]) -> list[str]:
    """Files of the folder that may well be what one of these names or patterns means.

    Args:
        used: files that are read for something else.
    """
    taken, asked = set(used), [words for name in wanted if (words := _words(name))]
    there = (name for name in _files(folder) if name not in taken)
    return sorted(name for name in there if any(_alike(words, _words(name)) for words in asked))


def _files(folder: Path) -> Iterator[str]:
    """The files below a folder that may be inputs, forms that were left where they were written included."""
    for path, _ in zip(folder.rglob("*"), range(SEEN), strict=False):
        inside = path.relative_to(folder)
        temporary, ours = path.name.startswith((".", "~$")), written_by_us(inside) and inside.parts[0] != TEMPLATES
        table = {suffix.lower() for suffix in path.suffixes} & {*PROMISED, ".xlsb"}
        if table and not temporary and not ours and path.is_file():
            yield inside.as_posix()


def _words(name: str) -> list[str]:
    """The words of a file's name, without wildcards, numbers and signs; of its folder's name where that leaves none."""
    path = PurePosixPath(re.sub(r"\[[^\]][^\[\]]*\]", " ", name).casefold())
    found: list[str] = re.findall(r"[^\W\d_]+", path.stem) or re.findall(r"[^\W\d_]+", path.parent.name)
    return found


def _alike(wanted: list[str], words: list[str]) -> bool:
    """Whether some of the words follow each other as in the wanted name, and none says that it is something else."""
    from rapidfuzz import fuzz

    if _OTHER.intersection(words) - set(wanted):
        return False
    runs = [words[k : k + len(wanted)] for k in range(max(1, len(words) - len(wanted) + 1))]
    return any(fuzz.ratio(" ".join(wanted), " ".join(run)) >= ALIKE for run in runs)


def _quoted(path: str | PurePosixPath) -> str:
    return f'"{printable(str(path))}"'
