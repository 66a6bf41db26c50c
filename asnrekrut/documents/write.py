"""``hasil/naskah/`` and ``hasil/publik/``: the documents of a stage, written together, whole or not at all."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, field

from asnrekrut.documents.basis import Basis, groups
from asnrekrut.documents.calls import calls
from asnrekrut.documents.kept_papers import KeptPapers
from asnrekrut.documents.kinds import KINDS, PAGE, SUFFIXES, Form
from asnrekrut.documents.office import OFF_PATTERN
from asnrekrut.documents.pdf_files import SignError
from asnrekrut.documents.plan import called, internal, public
from asnrekrut.errors import OutputError, UsageError
from asnrekrut.io import RESULT
from asnrekrut.notation import command_line, joined, listed
from asnrekrut.outputs.confirm_and_announce import current
from asnrekrut.outputs.folder import publish, put
from asnrekrut.outputs.write import folder_of
from asnrekrut.publication.notice import gaps
from asnrekrut.publication.public_numbers import public_numbers
from asnrekrut.publication.write import FOLDER, notice_of, opened, page_files, results_of, told_by_codes
from asnrekrut.storage import edited

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from asnrekrut.core.result import StageOutcome
    from asnrekrut.documents.plan import Paper
    from asnrekrut.record.entries import Announcement
    from asnrekrut.selection import Selection

INTERNAL = f"{RESULT}/naskah"
ANNOUNCED = ("pengumuman", "lampiran")
FINAL = ("berita-acara", "lampiran-berita-acara", *ANNOUNCED)
PUBLIC = {PAGE, *ANNOUNCED}
_NAMED = 6  # papers that a message names


class Written(Struct):
    """What was written, and what is left to be filled in by hand.

    Attributes:
        missing: dotted lines, by what stage they belong to.
        remarks: what else to know.
        failed: papers that were left out, since no font has a sign in them, each with the reason.
    """

    files: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def chosen(codes: str | None) -> list[str]:
    """The kinds that an option names; all by default.

    Raises:
        UsageError: there is no such kind.
    """
    every = [*KINDS, PAGE]
    names = every if codes is None else [name.strip() for name in codes.split(",") if name.strip()]
    strange = [name for name in names if name not in every]
    if strange:
        raise UsageError(f'tidak ada dokumen "{strange[0]}"; yang ada: {", ".join(every)}')
    return names


def form_of(name: str | None) -> Form | None:
    """The form that an option names; None for the usual one of each document.

    Raises:
        UsageError: there is no such form.
    """
    if name is not None and name not in SUFFIXES:
        raise UsageError(f'tidak ada bentuk "{name}"; yang ada: {", ".join(SUFFIXES)}')
    return name


def write_documents(
    selection: Selection,
    asked: str | None,
    kinds: Sequence[str],
    form: Form | None = None,
    replace_edited: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write the documents of the stage that was asked for, or of all, and whatever is public.

    Args:
        form: of all documents; the usual one of each by default.

    Raises:
        UsageError: a stage cannot have documents as things stand.
        UndecidedError: nothing can be made at all.
        OutputError: a template is faulty, a NIK would be published, or something cannot be written.
    """
    refused = _refused(selection)
    kinds = [kind for kind in kinds if refused is None or kind not in PUBLIC]
    report = _Report(selection, kinds, form, replace_edited, progress)
    for index in range(len(selection.rules.stages) + 1) if asked is None else [selection.until]:
        report.stage(index)
    done = report.done
    if asked is not None and not done.files and set(kinds) != {PAGE}:
        raise UsageError(f"tahap {asked} belum diputus; jalankan asnrekrut rank dan lihat apa yang masih kurang")
    if refused is not None:
        raise refused
    if PUBLIC & set(kinds):
        report.public()
    if not done.files and not done.remarks:
        raise UsageError("belum ada yang dapat disusun; jalankan asnrekrut check dan lihat apa yang masih kurang")
    return done


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*")}


def _kind_of(name: str, kinds: Iterable[str]) -> str:
    """Which of these kinds a file is, by the beginning of its name; '' for none."""
    return max((kind for kind in kinds if f"{name}.".startswith((f"{kind}-", f"{kind}."))), key=len, default="")


def _gone(folder: str, before: set[str], after: set[str], asked: Collection[str]) -> Iterator[str]:
    """What became of the papers that a folder no longer holds: others in their place, or none, or not asked for."""
    every = [*KINDS, *asked]
    gone, fresh = ({name: _kind_of(name, every) for name in sorted(some)} for some in (before - after, after - before))
    told = []
    for kind in dict.fromkeys(kind for kind in gone.values() if kind in asked):
        old, new = (listed([name for name, its in one.items() if its == kind], _NAMED) for one in (gone, fresh))
        told.append(f"{old} {f'digantikan {new}' if new else 'tidak disusun lagi'}")
    if told:
        yield f"{folder}/: {'; '.join(told)}."
    if left := [name for name, kind in gone.items() if kind in KINDS and kind not in asked]:
        yield f"{folder}/ memuat yang diminta saja; tidak lagi di dalamnya: {listed(left, _NAMED)}."


def _refused(selection: Selection) -> OutputError | None:
    """Why nothing may be published; the committee has its own papers all the same."""
    register = selection.register
    try:
        public_numbers(selection.rules, register, [] if register is None else register.numbers)
    except OutputError as error:
        return error
    return None


class _Report(Struct):
    """One call of ``report``: what was asked for, and what was done so far.

    Attributes:
        fresh: announcements with the papers that are published for the first time.
        otherwise: published papers that would read otherwise today.
    """

    selection: Selection
    kinds: Sequence[str]
    form: Form | None
    replace_edited: bool
    progress: Callable[[str], None]
    done: Written = field(default_factory=Written)
    fresh: list[tuple[Announcement, list[str]]] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)

    @property
    def kept(self) -> KeptPapers:
        """The final papers of earlier calls."""
        return KeptPapers(self.selection.folder)

    def stage(self, index: int) -> None:
        """Write the papers of one stage, if it has any; those of a confirmed stage stay while it waits as a whole."""
        code, title = list(self.selection.rules.stage_names.items())[index]
        if self.selection.stage(index) is None and self.selection.record.confirmed(code):
            self.done.remarks.append(f"{title} sudah disahkan dan sekarang menunggu; naskahnya tetap seperti adanya.")
            return
        missing: dict[str, None] = {}
        final: dict[str, list[str]] = {}
        papers = self._papers(index, missing, final)
        if (first := next(papers, None)) is not None:
            name = f"{INTERNAL}/{folder_of(self.selection.rules, index).rpartition('/')[2]}"
            home, files = self.selection.folder / name, ((p[0], self._made(*p)) for p in chain([first], papers))
            before = _names(home)
            self.done.files += publish(self.selection.folder, partial(put, files=files), name, self.replace_edited)
            for entry in self.selection.record.confirmations():
                self.kept.keep(entry, home, final.get(entry.kept, []))
            self.done.remarks += _gone(name, before, _names(home), self.kinds)
            odd = [one for one in missing if OFF_PATTERN in one]
            self.done.missing[title] = [one for one in missing if one not in odd]
            self.done.remarks += [f"{title}: {one}." for one in odd]

    def _papers(self, index: int, missing: dict[str, None], final: dict[str, list[str]]) -> Iterator[Paper]:
        """The papers of one stage: those by which it is held, and those of what it came to, see ``_settled``.

        Each is put together when it is asked for, so that the slips of ten thousand people are never held at once.
        """
        several = calls(self.selection, index, missing) if index < len(self.selection.rules.stages) else []
        bases, stage = [], self.selection.stage(index)
        if stage is not None:
            self._ready(stage)
            bases = list(groups(self.selection, stage, missing))
            self.done.remarks += [remark for one in bases for remark in _remarks(one)]
        return chain(called(several, self.kinds, self.form), self._settled(index, bases, final))

    def _settled(self, index: int, bases: Sequence[Basis], final: dict[str, list[str]]) -> Iterator[Paper]:
        """The papers of what a stage came to; minutes and letters that are not made anew stay as they were.

        Args:
            final: is filled with the names of minutes and letters, by what their confirmation kept.
        """
        made = set[str]()
        for one in bases:
            mine = final.setdefault(one.confirmed.kept, []) if one.confirmed is not None and not one.draft else []
            for name, how in internal(one, self.kinds, self.form):
                mine += [name] if _kind_of(name, FINAL) else []
                made.add(name)
                yield name, how
        code = list(self.selection.rules.stage_names)[index]
        for entry in (one for one in self.selection.record.confirmations() if one.stage == code):
            mine = final.setdefault(entry.kept, [])
            anew = {_kind_of(name, FINAL) for name in mine}
            for old, raw in self.kept.of(entry).items():
                if (kind := _kind_of(old, FINAL)) in self.kinds and kind not in anew:
                    stem, dot, suffix = old.rpartition(".")
                    name = f"{stem}-{entry.kept}{dot}{suffix}" if old in made else old
                    mine.append(name)
                    yield name, raw

    def _ready(self, stage: StageOutcome) -> None:
        """Refuse what reads otherwise than it was confirmed, and inputs changed since the result was written."""
        if self.selection.contradicted(stage.index):
            raise UsageError(
                f"{stage.name} sudah disahkan dan sekarang terbaca lain; lihat asnrekrut check, lalu catat koreksinya "
                "atau kembalikan lembar kerja atau aturannya"
            )
        current(self.selection, stage)

    def public(self) -> None:
        """Write the public folder whole; where stages after the one that was asked for are in it, it stays as it is."""
        later = list(self.selection.rules.stage_names)[self.selection.until + 1 :]
        if any(self.selection.record.announcements(code) for code in later):
            way = f"tulis dengan {command_line('report', self.selection.folder)}"
            self.done.remarks.append(f"{FOLDER}/ memuat tahap sesudahnya dan tidak diubah; {way}")
            return
        notice = notice_of(self.selection)
        if open_words := gaps(notice):
            self.done.missing["Halaman publik"] = open_words
        if not notice.objectionable:
            no_period = "Aturan tidak memuat masa sanggah ([sanggah]): naskah dan halaman tidak menyebutnya."
            self.done.remarks.append(no_period)
        results = results_of(self.selection)
        files: dict[str, Callable[[], bytes | None]] = dict(page_files(self.selection, results))
        if stages := opened(results):
            self.done.remarks.append(
                f"Nilai setiap peserta terbuka untuk umum pada: {'; '.join(stages)}. "
                "Yang tidak boleh dibaca umum ditutup dengan nilai = [] pada [publikasi.tahap.KODE]."
            )
        self.done.remarks += told_by_codes(self.selection)
        known = {stage.index: stage for stage in self.selection.stages}
        for index, code in enumerate(self.selection.rules.stage_names):
            if index in known and not self.selection.contradicted(index):
                files |= self._announced(known[index])
            else:
                files |= self._published(code)
        home, codes = self.selection.folder / FOLDER, self.selection.rules.stage_names
        before, kinds = _names(home), [f"{kind}-{code}" for code in codes for kind in ANNOUNCED]
        made = ((name, how()) for name, how in files.items())  # one after the other
        self.done.files += publish(self.selection.folder, partial(put, files=made), FOLDER, self.replace_edited)
        for entry, names in self.fresh:
            self.kept.keep(entry, home, names)
        self.done.remarks += [*_gone(FOLDER, before, _names(home), kinds), *self._unchanged()]

    def _announced(self, stage: StageOutcome) -> dict[str, Callable[[], bytes | None]]:
        """Announcements and annexes of a stage that was announced; what was published before stands as it is."""
        files: dict[str, Callable[[], bytes | None]] = {}
        missing: dict[str, None] = {}
        withheld = list[str]()
        for one in groups(self.selection, stage, missing, recorded=True):
            if one.announced is None:
                continue
            made = {name: partial(self._made, name, how) for name, how in public(one, self.form)}
            kept = self.kept.of(one.announced)
            stands = {
                name: raw for name, raw in self._public_now(stage.code).items() if name in made and name not in kept
            }
            self.fresh += [(one.announced, [*kept, *made])] if stands or not kept or self.replace_edited else []
            kept = {} if self.replace_edited else kept | stands  # a damaged or lost one is that of the public folder
            self.otherwise += sorted(kept.keys() ^ made.keys()) if kept else []
            files |= {name: partial(self._standing, name, raw, made.get(name)) for name, raw in kept.items()} or made
            withheld += [] if kept or made else [one.outcome_words]
        if withheld:
            blanks = [one for one in missing if OFF_PATTERN not in one]
            what = f"pengumuman {joined(withheld)} tidak disusun karena belum diketahui: {'; '.join(blanks)}."
            self.done.remarks.append(f"{FOLDER}/: {what}")
        return {**self._published(stage.code), **files}

    def _published(self, code: str) -> dict[str, Callable[[], bytes]]:
        """Every paper of a stage that was published, also of letters that later ones replaced."""
        letters = self.selection.record.announcements(code)
        kept = {name: raw for entry in letters for name, raw in self.kept.of(entry).items()}
        return kept if self.replace_edited or not letters else self._public_now(code) | kept

    def _public_now(self, code: str) -> dict[str, Callable[[], bytes]]:
        """The papers of a stage that stand in the public folder as they were written."""
        home, kinds = self.selection.folder / FOLDER, [f"{kind}-{code}" for kind in ANNOUNCED]
        changed = set(edited(home))
        there = (path for path in sorted(home.glob("*")) if path.name not in changed and _kind_of(path.name, kinds))
        return {path.name: path.read_bytes for path in there}

    def _standing(self, name: str, raw: Callable[[], bytes], how: Callable[[], bytes | None] | None) -> bytes:
        """A published paper as it is; it is noted where it would read otherwise today."""
        old = raw()
        if how is not None and how() != old:
            self.otherwise.append(name)
        return old

    def _unchanged(self) -> Iterator[str]:
        """What to know of published papers that would read otherwise today."""
        if self.otherwise:
            way = command_line("report", self.selection.folder, "--timpa")
            yield (
                f"{FOLDER}/: {listed(list(dict.fromkeys(self.otherwise)), _NAMED)} tetap seperti sudah disusun sesudah "
                "diumumkan, padahal menurut isi folder ini kini berbunyi lain. Bila perubahannya harus diketahui umum, "
                f"umumkan ralat (announce --jenis ralat); bila naskah itu belum terbit, susun ulang dengan {way}"
            )

    def _made(self, name: str, how: Callable[[], bytes]) -> bytes | None:
        """A paper; where no font has a sign in it, whatever of it can be set: one name stops nobody else's paper."""
        self.progress(f"menyusun {name}")
        try:
            return how()
        except SignError as error:
            self.done.failed.append(f"{name}: {error}")
            return error.rest


def _remarks(basis: Basis) -> Iterable[str]:
    """What whoever prints the documents must know."""
    if (old := basis.replaced) is not None:
        yield (
            f"{basis.outcome_words}: terbaca lain daripada yang disahkan dengan Berita Acara Nomor {old.number} "
            f"(riwayat/{old.kept}); naskahnya menjadi konsep sampai disahkan lagi dengan asnrekrut confirm."
        )
    if basis.parted and basis.confirmed is not None:
        newest = basis.selection.record.confirmed(basis.stage.code)
        waiting = [code for code in basis.parted if newest.get(code) is basis.confirmed]
        settled = [code for code in basis.parted if code not in waiting]
        parts = ((settled, "yang sudah ditetapkan lagi kemudian"), (waiting, "yang belum ditetapkan lagi"))
        words = ", dan ".join(f"{', '.join(codes)}, {how}" for codes, how in parts if codes)
        yield (
            f"{basis.outcome_words}: Berita Acara Nomor {basis.confirmed.number} juga menetapkan formasi {words}; "
            "berita acara itu tidak disusun ulang."
        )
    if basis.papers:
        kept = ", ".join(f"riwayat/{one.kept}" for one in basis.papers)
        yield f"{basis.outcome_words}: naskah yang ditandatangani tersimpan di {kept} dan tidak disusun lagi."
