"""What the public should know before and beside the results: vacancies, requirements, dates, rules, whom to ask."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from asnrekrut.core.rules_in_words import describe
from asnrekrut.notation import listed, sentence, show, show_count, show_date, show_days, show_rounded
from asnrekrut.objections.periods import objectionable
from asnrekrut.publication.view import Plain, PublicStage
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.rules.undecided import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.register import Formation
    from asnrekrut.objections.periods import Window
    from asnrekrut.outputs.json_format import SavedResult
    from asnrekrut.rules.model import Rules

NOT_YET = "belum ditetapkan"
NO_PERIOD = "Atas hasil ini tidak dibuka masa sanggah tersendiri."
ENOUGH = 3  # winners of a formation whose range of marks gives none of them away
FOR_SHEETS = ("Kata yang berarti keadaan", "Kode hasil")  # headings of the rules that no applicant needs


class PublicVacancy(Plain, frozen=True):
    """A formation as applicants read of it; '' for what nobody has written."""

    code: str
    title: str
    unit: str
    kind: str
    quota: str
    duties: str
    place: str
    requirements: str


class PublicActivity(Plain, frozen=True):
    """Something that happens: ``days`` is written out, ``ends`` is ISO; ``stage`` is its code, or ''."""

    name: str
    days: str
    place: str
    kind: str
    stage: str
    ends: str


class PublicField(Plain, frozen=True):
    """How a formation was contested last year; ``marks`` is '' where too few won for a range to hide anybody."""

    formation: str
    applicants: str
    seats: str
    each: str
    marks: str


class PublicNotice(Plain, frozen=True):
    """Everything about a selection that names no applicant.

    Attributes:
        rules: rows of (what, how); a row with an empty second part is a heading.
        contact: whom to ask, each fact with what it is.
        number: what the number is called under which people are published.
        last_year: the year that ``field`` is about.
        objectionable: the stages whose result may be objected to, and '' where that is said of no stage; none where
            nothing may be.
    """

    name: str
    institution: str
    year: str
    basis: tuple[str, ...]
    seats: str
    vacancies: tuple[PublicVacancy, ...]
    requirements: tuple[str, ...]
    schedule: tuple[PublicActivity, ...]
    rules: tuple[tuple[str, str], ...]
    complaints: tuple[str, ...]
    contact: tuple[tuple[str, str], ...]
    number: str
    last_year: str = ""
    field: tuple[PublicField, ...] = ()
    objectionable: tuple[str, ...] = ()


def public_notice(
    rules: Rules, formations: Sequence[Formation], before: SavedResult | None = None, windows: Sequence[Window] = ()
) -> PublicNotice:
    """The notice of a selection.

    Args:
        before: last year's final result.
        windows: when objections may be lodged; where the schedule does not name the days, they follow from the rule.
    """
    identity, ruled = rules.identity, rules.publication
    notice = PublicNotice(
        identity.name,
        identity.institution,
        str(identity.year),
        tuple(identity.legal_basis),
        show_count(sum(f.quota for f in formations)),
        tuple(
            PublicVacancy(f.code, f.title, f.unit, f.kind, show_count(f.quota), f.duties, f.place, f.requirements)
            for f in formations
        ),
        tuple(ruled.requirements or ()),
        tuple(
            PublicActivity(name, show_days(first, last), place, kind, stage, last.isoformat())
            for first, last, name, place, kind, stage in sorted(_dated(rules, windows), key=lambda one: one[:2])
        ),
        tuple(_for_the_public(describe(rules))),
        tuple(ruled.complaints or ()),
        () if ruled.contact is None else ruled.contact.labelled,
        rules.public_heading,
        "" if before is None else str(before.selection.year),
        () if before is None else tuple(_contested(before)),
        tuple(sorted(objectionable(rules))),
    )
    settled: PublicNotice = _settled(notice)
    return settled


def _settled(value: Any) -> Any:  # texts, tuples and plain things, each as it was
    """The same, where nothing is settled yet without the committee's own question about it."""
    if isinstance(value, str):
        return NOT_YET if UNDECIDED in value.upper() else value
    if isinstance(value, tuple):
        return tuple(_settled(inner) for inner in value)
    return replace(value, **{name: _settled(one) for name, one in asdict(value).items()})


def _contested(before: SavedResult) -> Iterator[PublicField]:
    """Applicants for each seat, and the range of the final scores of those who won."""
    at = list(before.steps).index(FINAL) if FINAL in before.steps else None
    for code, facts in before.formations.items():
        won = [
            Fraction(p.values[at] or 0) for p in before.winners if p.formation == code and at is not None and p.values
        ]
        marks = f"{show(min(won))} sampai {show(max(won))}" if len(won) >= ENOUGH else ""
        each = show_rounded(Fraction(facts.applicants, facts.quota), 1) if facts.quota else ""
        name = f"{facts.title} ({code})"
        yield PublicField(name, show_count(facts.applicants), show_count(facts.quota), each, marks)


def gaps(notice: PublicNotice) -> list[str]:
    """What the page leaves open, with the place in the rules file that would say it."""
    wanted = (
        (notice.schedule, "jadwal ([[jadwal]])"),
        (notice.requirements, "syarat umum ([publikasi] syarat)"),
        (notice.complaints, f"cara mengadu{' dan menyanggah' if notice.objectionable else ''} ([publikasi] pengaduan)"),
        (notice.contact, "kontak panitia ([publikasi.kontak])"),
        (any(one.duties for one in notice.vacancies), "uraian tugas (kolom daftar formasi)"),
    )
    return [words for there, words in wanted if not there]


def _dated(rules: Rules, windows: Sequence[Window]) -> Iterator[tuple[date, date, str, str, str, str]]:
    """First and last day, name, place, kind and stage of everything that happens.

    What the schedule does not name is that of the sessions, as the invitations have them, or follows from the rules.
    """
    for one in rules.schedule:
        yield one.begins, one.ends or one.begins, one.name, one.place or "", one.kind, one.stage or ""
    for code, name in rules.stage_names.items():
        slots = [one for one in rules.profile.slots if one.stage == code]
        days, places = [one.day for one in slots if one.day is not None], {one.place or "" for one in slots}
        if days and not rules.occasions(code):
            yield min(days), max(days), name, places.pop() if len(places) == 1 else "", "pelaksanaan", code
    for window in windows:
        if window.days is not None and not window.scheduled:
            whose = f" formasi {listed(list(window.formations))}" if window.formations else ""
            name = f"Masa {window.kind} {rules.stage_names[window.stage]}{whose}"
            yield *window.days, name, "", "sanggah", window.stage


def _for_the_public(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rules in words, without identity (the page begins with it) and without the words of the sheets."""
    kept, heading = [], ""
    for what, how in rows:
        heading = what if not how else heading
        if heading and (heading not in FOR_SHEETS or what.startswith("Sidik jari")):
            kept.append((what, how))
    return kept


def short_message(notice: PublicNotice, stages: Sequence[PublicStage]) -> str:
    """The same in a text short enough for a messenger."""
    lines = [sentence(f"{notice.name} {notice.year}, {notice.institution}")]
    if stages:
        last = max(stages, key=lambda stage: stage.letters[-1].day)
        letter = last.letters[-1]
        lines.append(f"{last.name} diumumkan {show_date(date.fromisoformat(letter.day))} dengan nomor {letter.number}.")
        lines += _until(notice, last.code, letter.day)
    else:
        lines.append(f"{notice.seats} kursi pada {len(notice.vacancies)} formasi.")
        lines += [f"{one.name}: {one.days}." for one in notice.schedule if one.kind == "pendaftaran"]
    lines.append("Aturan, jadwal, dan hasil yang berlaku ada pada halaman resmi panitia.")
    if known := dict(notice.contact):
        ways = [known[label] for label in ("Telepon", "Surel", "Alamat") if label in known][:1]
        lines.append(sentence(f"Pengaduan: {', '.join([known['Layanan'], *ways])}"))
    return " ".join(lines)


def _until(notice: PublicNotice, stage: str, day: str) -> list[str]:
    """When one may object, unless that was over when it was announced."""
    mine = [one for one in notice.schedule if (one.kind, one.stage) == ("sanggah", stage) and one.ends >= day]
    return [f"{one.name}: {one.days}." for one in mine]
