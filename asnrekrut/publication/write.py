"""What ``hasil/publik/`` holds beside letters: everything in it is public, nothing elsewhere is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.io import RESULT
from asnrekrut.outputs.json_format import load_result
from asnrekrut.publication.announced import announced, draft, kept_outcomes
from asnrekrut.publication.notice import PublicNotice, public_notice
from asnrekrut.publication.objections import register_file
from asnrekrut.publication.page import FILE, page
from asnrekrut.publication.public_figures import given_away
from asnrekrut.publication.public_numbers import public_numbers
from asnrekrut.publication.view import PublicResults, public_results

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from asnrekrut.publication.view import PublicStage
    from asnrekrut.record.entries import Announcement
    from asnrekrut.selection import Selection

FOLDER = f"{RESULT}/publik"


def results_of(selection: Selection) -> PublicResults:
    """Everything that the record says was announced.

    Raises:
        UsageError: the record is damaged.
        OutputError: a NIK would be published.
    """
    entries = announced(selection.rules, selection.record)
    everyone = (person.number for one in entries for saved in one.kept for person in saved.people)
    return public_results(selection.rules, entries, public_numbers(selection.rules, selection.register, everyone))


def stage_seen(
    selection: Selection, index: int, entry: Announcement | None, formations: Collection[str]
) -> PublicStage:
    """Some formations of a stage, with the other stages in view: what is shown there may give away what is closed here.

    Args:
        entry: the announcement by which they are shown; None for what would be announced today.

    Raises:
        UsageError: the record is damaged.
        OutputError: a NIK would be published.
    """
    rules, record, register = selection.rules, selection.record, selection.register
    code, stages = list(rules.stage_names)[index], {one.stage: one for one in announced(rules, record)}
    mine = draft(selection, index) if entry is None else stages[code]
    outcomes = mine.outcomes if entry is None else kept_outcomes(record, entry)
    stages[code] = replace(mine, outcomes={f: saved for f, saved in outcomes.items() if f in formations})
    numbers = public_numbers(rules, register, () if register is None else register.numbers)
    results = public_results(rules, list(stages.values()), numbers)
    return next(stage for stage in results.stages if stage.code == code)


def opened(results: PublicResults) -> list[str]:
    """The stages of whose people figures are public, for somebody to look at before they are published."""
    return [f"{stage.name} ({', '.join(stage.headings)})" for stage in results.stages if stage.headings]


def told_by_codes(selection: Selection) -> list[str]:
    """Announcements whose codes tell who failed what is closed, in so many formations; no person is named.

    Raises:
        UsageError: the record is damaged.
    """
    entries = announced(selection.rules, selection.record)
    return [
        f"Kode {name} dapat menunjukkan siapa yang gugur pada {', '.join(stages)} ({formations} formasi), "
        "padahal nilainya tertutup; pakai kode dan arti umum bagi semua yang tidak lolos, tanpa peringkat dan nilai, "
        'atau daftar = "lulus" (panduan: Apa yang diumumkan).'
        for name, stages, formations in given_away(selection.rules, entries)
    ]


def page_files(selection: Selection, results: PublicResults) -> dict[str, Callable[[], bytes]]:
    """The page, as far as it may say, and the register of objections.

    Args:
        results: see ``results_of``.

    Raises:
        UndecidedError: the formations cannot be read.
        SavedResultError: last year's result cannot be read.
    """
    if not selection.formations:
        raise selection.undecided()
    return {FILE: partial(page, notice_of(selection), results), **register_file(selection)}


def notice_of(selection: Selection) -> PublicNotice:
    """Everything about a selection that names no applicant.

    Raises:
        SavedResultError: last year's result cannot be read.
    """
    name = selection.rules.publication.last_year
    before = None if name is None else load_result(selection.record.folder / name)
    return public_notice(selection.rules, selection.formations, before, selection.lodged.windows)
