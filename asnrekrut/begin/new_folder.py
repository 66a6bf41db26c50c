"""What a new folder shall hold, the questions that lead there, and how it is written: whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from asnrekrut.errors import OutputError, UsageError, reason
from asnrekrut.outputs.folder import put
from asnrekrut.rules import RULES_FILE
from asnrekrut.storage import let_in, permissions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Files = Mapping[str, bytes]
    Ask = Callable[[Sequence["Question"]], dict[str, str]]  # somebody's answers, by the keys of the questions


class Question(Struct, frozen=True):
    """One thing that nothing says.

    Attributes:
        key: names the answer; option: how a script gives it.
        default: what holds if the answer is left empty; None where there is none.
        read: turns an answer into its final form, or raises ValueError with what is wrong with it.
    """

    key: str
    text: str
    option: str
    default: str | None = None
    choices: Sequence[str] = ()
    read: Callable[[str], str] = str.strip

    def answer(self, text: str) -> str:
        """An answer as it counts.

        Raises:
            ValueError: it cannot be used; the text says why.
        """
        given = text.strip() or self.default or ""
        if not given:
            raise ValueError("jawaban ini tidak boleh kosong")
        if self.choices:
            known = {choice.casefold(): choice for choice in self.choices}
            if given.casefold() not in known:
                raise ValueError(f"pilihannya {', '.join(self.choices)}")
            given = known[given.casefold()]
        return self.read(given)


class Proposal(Struct, frozen=True):
    """A folder as it would be written.

    Attributes:
        rules: the text of ``seleksi.toml``.
        files: what else it holds, by path below the folder.
        summary: rows of (what, how) to look at before anything is written.
        remarks: what whoever begins must know.
    """

    rules: str
    files: Files = field(default_factory=dict)
    summary: Sequence[tuple[str, str]] = ()
    remarks: Sequence[str] = ()


def answers(questions: Sequence[Question], given: Mapping[str, str], ask: Ask | None) -> dict[str, str]:
    """The answers to all questions: those given by options, the others asked for.

    Args:
        ask: None where the defaults are taken.

    Raises:
        UsageError: an answer given by an option cannot be used.
    """
    found = {one.key: checked(one, given.get(one.key, "")) for one in questions if one.key in given or ask is None}
    return found if ask is None else found | ask([one for one in questions if one.key not in found])


def checked(question: Question, text: str) -> str:
    """An answer that was given by an option.

    Raises:
        UsageError: it cannot be used.
    """
    try:
        return question.answer(text)
    except ValueError as error:
        raise UsageError(f"{question.option}: {error}") from None


def year_of(text: str) -> str:
    """A year as an answer.

    Raises:
        ValueError: it is none.
    """
    if not (text.isdecimal() and 1945 <= int(text) <= 2999):  # noqa: PLR2004  (as in the rules' model)
        raise ValueError(f'"{text}" bukan tahun; tulis misalnya 2027')
    return text


def about_year(default: int | None = None) -> Question:
    """Which year the selection is of."""
    return Question("tahun", "Tahun seleksi", "--tahun", str(default) if default else None, read=year_of)


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year_in(folder: Path) -> int | None:
    """The year that a folder's name tells; None where it tells none."""
    found = _YEAR.search(folder.absolute().name)
    return int(found[0]) if found else None


def must_be_free(target: Path) -> None:
    """Refuse a place where something already is.

    Raises:
        UsageError: it is a file, or a folder that is not empty.
    """
    if target.is_dir():
        inside = sorted(path.name for path in target.iterdir())
        if inside:
            raise UsageError(f"folder {target} tidak kosong ({inside[0]} …); sebutkan folder baru")
    elif target.exists():
        raise UsageError(f"{target} adalah berkas; sebutkan folder baru")


def create(target: Path, proposal: Proposal, *sources: Path) -> list[str]:
    """Write what was proposed; the names of the files.

    Args:
        sources: the folder or file from which it was made.

    Raises:
        UsageError: something is there already.
        OutputError: it cannot be written; nothing was.
    """
    must_be_free(target)
    contents = {RULES_FILE: proposal.rules.encode(), **proposal.files}
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-baru-", dir=target.absolute().parent))
        try:
            (fresh / "data").mkdir()
            put(fresh, contents.items())
            let_in(fresh, permissions(*sources))
            if target.exists():
                target.rmdir()  # empty; renaming onto it is not possible everywhere
            fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{target} tidak dapat ditulis ({reason(error)}); tidak ada yang dibuat") from error
    return sorted(contents)
