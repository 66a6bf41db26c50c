"""The minutes (*berita acara*) of a stage or of the end: the act by which the committee settles the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.counts import away
from asnrekrut.core.events import Kind
from asnrekrut.core.rules_in_words import additions_at, order_rows, stage_rows, step_words
from asnrekrut.documents.document_parts import Block, Document, Facts, Items, Signatures, Signer, lettered
from asnrekrut.documents.event_words import told
from asnrekrut.documents.office import SHORT_DOTS, Letter
from asnrekrut.documents.spelled_out import DOTS, counted, day_spelled
from asnrekrut.documents.turnout import by_formation, by_session, counts, sentences
from asnrekrut.findings import catalogue
from asnrekrut.notation import joined, sentence
from asnrekrut.outputs.announcements_due import superseded_formations
from asnrekrut.outputs.result_columns import each_once
from asnrekrut.rules.binding import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asnrekrut.documents.basis import Basis
CLOSING = "Demikian berita acara ini dibuat dengan sebenar-benarnya untuk dipergunakan sebagaimana mestinya."
MEMBERS = 3  # dotted lines for members whose names are not known


def minutes(basis: Basis) -> Document:
    """The minutes of a stage for the formations settled together."""
    letter = basis.minutes
    sections = lettered(
        ("dasar", "DASAR", [Items(each_once([*basis.view.basis, *(legal for *_, legal in _additions(basis))]))]),
        ("rapat", "RAPAT", list(_meeting(basis))),
        ("hasil", "HASIL PELAKSANAAN", [Items(list(sentences(basis))), by_formation(basis), *by_session(basis)]),
        ("cara", "CARA PENILAIAN", [Facts(list(_rules(basis)))]),
        ("kejadian", "KEJADIAN, KOREKSI, DAN TEMUAN", list(_events(basis))),
        ("penetapan", "PENETAPAN", [_settled(basis)]),
        ("pendukung", "DOKUMEN PENDUKUNG", [Items(list(_attached(basis)))]),
    )
    return Document(
        "berita-acara",
        ["BERITA ACARA"],
        letter.number,
        f"PENETAPAN {basis.outcome_words} {basis.subject}".upper(),
        opening=[_opening(basis)],
        sections=sections,
        closing=[CLOSING],
        signatures=Signatures(
            basis.dated(letter.day),
            list(_committee(basis)),
            basis.profile.minutes_signed,
            [basis.signer(one) for one in basis.meeting.witnesses],
            basis.initials,
        ),
        fields=_fields(basis),
        day=letter.day,
    )


def _opening(basis: Basis) -> str:
    identity, meeting = basis.rules.identity, basis.meeting
    place = meeting.place or basis.unknown("tempat rapat ([[naskah.rapat]] tempat)")
    time = meeting.time or basis.unknown("waktu rapat ([[naskah.rapat]] pukul)", SHORT_DOTS)
    founded = basis.profile.committee_basis or basis.unknown("keputusan pembentukan panitia ([naskah] dasar_panitia)")
    return (
        f"Pada hari ini, {day_spelled(basis.minutes.day)}, pukul {time}, bertempat di {place}, {basis.committee} "
        f"pada {identity.institution}, yang dibentuk dengan {founded}, melaksanakan rapat pleno "
        f"penetapan {basis.outcome_words} dengan hasil sebagai berikut."
    )


def _meeting(basis: Basis) -> Iterator[Block]:
    """Who is on the committee and who was there, as far as it is known."""
    committee, meeting = basis.profile.committee, basis.meeting
    if not committee:
        basis.unknown("susunan panitia ([[naskah.panitia]])")
    if meeting.present is None:
        basis.unknown("anggota panitia yang hadir ([[naskah.rapat]] hadir)")
        yield "Rapat dihadiri oleh anggota panitia yang membubuhkan tanda tangan pada berita acara ini."
        return
    present = list(meeting.present)
    of_all = f" dari {counted(len(committee))} orang anggota panitia" if committee else " orang"
    yield sentence(f"Rapat dihadiri oleh {counted(len(present))}{of_all}, yaitu {joined(present)}")
    away = [m.name for m in committee if m.name and m.name not in present]
    if away:
        yield sentence(f"Yang tidak hadir ialah {joined(away)}")


def _rules(basis: Basis) -> Iterator[tuple[str, str]]:
    """Method, weights, thresholds and roundings, as the rules state them."""
    rules = basis.rules
    if basis.stage.is_end:
        weighted = (stage for stage in rules.stages if stage.weight is not None)
        yield from ((f"Bobot {stage.name}", dict(stage_rows(rules, stage))["Bobot"]) for stage in weighted)
        yield "Pembulatan nilai akhir", step_words(rules.roundings.final, rules.roundings.rule)
        yield from (row for row in order_rows(rules) if row[1] and row[0] != "Dasar")
        yield from ((name, words) for name, words, _ in _additions(basis))
        return
    stage = rules.stages[basis.stage.index]
    yield from (row for row in stage_rows(rules, stage) if row[1] and row[0] != "Dasar")
    general, own = rules.roundings, stage.roundings
    for name, step, special in (
        ("nilai panel", general.mark, own.mark),
        ("nilai tahap", general.scale, own.scale),
        ("nilai berbobot", general.weight, own.weight),
    ):
        needed = name != "nilai panel" or any(c.panel for c in stage.components)
        if special is None and needed and stage.scored:
            yield f"Pembulatan {name}", step_words(step, general.rule)
    yield from ((name, words) for name, words, _ in _additions(basis))


def _additions(basis: Basis) -> list[tuple[str, str, str]]:
    """The thresholds of groups that have members here, and the bonuses: name, words, and legal basis or ''."""
    groups = np.unique(basis.result.scores.groups[basis.members]).tolist()
    return list(additions_at(basis.rules, -1 if basis.stage.is_end else basis.stage.index, groups))


def _events(basis: Basis) -> Iterator[Block]:
    """Everything that the book of events and the make-ups say of the stage, and the findings that did not stop it."""
    by_date = sorted(basis.result.events, key=lambda event: str(event.get("tanggal", "~")))  # make-ups have none
    events = [told(basis.result, event) for event in by_date if _concerns(basis, event)]
    events += [*_made_up_before(basis), *_still_absent(basis)]
    found = basis.view.lasting(None if basis.stage.is_end else basis.stage.index, basis.concerns)
    events += [
        f"Temuan pemeriksaan: {catalogue()[code].title}, sebanyak {counted(count)}: "
        + (sentence(f"diterima, {accepted}") if accepted else "tercatat; tidak mengubah hasil.")
        for (code, accepted), count in sorted(found.items())
    ]
    yield Items(events or ["Tidak ada kejadian khusus, koreksi, atau temuan yang tercatat."])


def _concerns(basis: Basis, event: Mapping[str, object]) -> bool:
    """Whether these minutes speak of an event; the row of a make-up says that its mark replaces an absence.

    A make-up stands in the minutes of its stage; in those of the end only where the stage had none of its own.
    """
    codes, kind, stage = basis.codes, event.get("jenis"), str(event.get("tahap", ""))
    if kind in {Kind.ACCEPTANCE.value, "tidak hadir"} or event.get("formasi", "") not in {"", *codes}:
        return False
    if stage in {"", basis.stage.code}:
        return True
    own = basis.selection.record.confirmed(stage)  # with minutes of its own
    return basis.stage.is_end and (kind != "susulan" or str(event["formasi"]) not in own)


def _made_up_before(basis: Basis) -> Iterator[str]:
    """At the end, the make-ups of stages that have minutes of their own, where each mark stands."""
    later = [event for event in basis.result.events if event["jenis"] == "susulan" and not _concerns(basis, event)]
    for code, name in basis.rules.stage_names.items() if basis.stage.is_end else ():
        mine = [one for one in later if one["tahap"] == code and one["formasi"] in basis.codes]
        for source in dict.fromkeys(str(one["dasar"]) for one in mine):
            people = dict.fromkeys(str(one["peserta"]) for one in mine if one["dasar"] == source)
            yield f"Susulan {name}: peserta {joined([*people])} ({source}); nilainya dalam berita acara tahap itu."


def _still_absent(basis: Basis) -> Iterator[str]:
    """Who was absent from a stage and from its make-up, by the stages whose make-ups these minutes speak of."""
    for stage in basis.result.stages:
        if stage.is_end or not (basis.stage.is_end or stage.code == basis.stage.code):
            continue
        if basis.rules.stages[stage.index].make_up is None:
            continue
        register = basis.result.register
        own = basis.selection.record.confirmed(stage.code) if basis.stage.is_end else {}
        gone = np.flatnonzero(away(basis.result, stage) & stage.took_part & basis.members).tolist()
        numbers = [register.numbers[i] for i in gone if register.formation_of(i).code not in own]
        if numbers:
            yield f"Tidak hadir pada {stage.name} dan tidak mengikuti susulannya: peserta {joined(numbers)}."


def _settled(basis: Basis) -> str:
    after = None if basis.stage.is_end else basis.result.next_stage(basis.stage)
    if basis.stage.is_end:
        what = f"peringkat peserta dan peserta yang {basis.result.inside.lower()}"
    elif after is None:
        what = f"nilai dan peringkat peserta pada {basis.stage.name}"
    else:
        what = f"hasil {basis.stage.name} dan peserta yang berhak mengikuti {after.name}"
    return f"Rapat menetapkan {what} sebagaimana tercantum dalam Lampiran Berita Acara ini."


def _attached(basis: Basis) -> Iterator[str]:
    yield "Lampiran Berita Acara: daftar peringkat setiap formasi."
    stage = None if basis.stage.is_end else basis.rules.stages[basis.stage.index]
    if stage is None:
        yield from _earlier(basis)
    else:
        if stage.attendance is not None:
            yield "Daftar hadir peserta."
        if any(component.panel for component in stage.components):
            yield "Lembar penilaian para penilai."
    yield "Rincian perhitungan setiap peserta dan aturan yang dijalankan (peringkat.xlsx)."
    if basis.record_before:
        yield f"Kepala riwayat sebelum penetapan ini (SHA-256): {basis.record_before}."
    known = basis.confirmed
    yield f"Sidik jari aturan (SHA-256): {fingerprint(basis.rules) if known is None else known.fingerprints.rules}."
    if known is not None:
        yield f"Sidik jari hasil (SHA-256): {known.fingerprints.outcome}."


def _earlier(basis: Basis) -> Iterator[str]:
    """The minutes by which earlier stages were settled for these formations; none for a stage settled with the end.

    Of a stage that reads otherwise since, the newest are still to come: their number and date are dotted.
    """
    for stage in basis.result.stages:
        entries = {} if stage.is_end else basis.selection.record.confirmed(stage.code)
        codes = [code for code in basis.codes if code in entries]
        moved = superseded_formations(basis.selection, stage.code) if basis.draft and codes else []
        mine = {entries[code].kept: entries[code] for code in codes if code not in moved}
        for one in sorted(mine.values(), key=lambda one: one.day):
            yield f"Berita Acara {Letter(one.number, one.day).dated} tentang penetapan Hasil {stage.name}."
        if not set(codes).isdisjoint(moved):
            what = f"nomor berita acara penetapan kembali Hasil {stage.name} dan tanggalnya"
            dated = Letter(basis.unknown(what), None).dated
            yield f"Berita Acara {dated} tentang penetapan kembali Hasil {stage.name}."


def _committee(basis: Basis) -> Iterator[Signer]:
    """Everybody who signs, as the profile has it; the members who were absent do not."""
    layout, committee, present = basis.profile.minutes_signed, basis.profile.committee, basis.meeting.present
    yield basis.chair
    if layout == "satu":
        return
    if not committee:
        yield Signer("Sekretaris", DOTS)
        yield from [Signer("Anggota", DOTS)] * (MEMBERS if layout == "tabel" else 1)
        return
    others = sorted((m for m in committee if m.role != "ketua"), key=lambda member: member.role == "anggota")
    there = [m for m in others if present is None or m.name is None or m.name in present]
    for member in there[:2] if layout == "blok" else there:
        yield basis.signer(member)


def _fields(basis: Basis) -> dict[str, str]:
    """Single values, for those who write their own wording."""
    found = counts(basis)
    return {
        "hari_tanggal": day_spelled(basis.minutes.day),
        "tempat": basis.place,
        "peserta": counted(found.expected),
        "hadir": counted(found.present),
        "tidak_hadir": counted(found.away),
    }
