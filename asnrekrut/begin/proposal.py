"""What a new folder shall hold, before anything is written; and the questions that lead there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asnrekrut.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Files = Mapping[str, bytes]
    Ask = Callable[[Sequence["Question"]], dict[str, str]]  # somebody's answers, by the keys of the questions


@dataclass(frozen=True, slots=True)
class Question:
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


@dataclass(frozen=True, slots=True)
class Proposal:
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


def answers(questions: Sequence[Question], given: Mapping[str, str], ask: Ask) -> dict[str, str]:
    """The answers to all questions: those given by options, the others asked for.

    Raises:
        UsageError: an answer given by an option cannot be used.
    """
    found = {one.key: checked(one, given[one.key]) for one in questions if one.key in given}
    return found | ask([one for one in questions if one.key not in found])


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
