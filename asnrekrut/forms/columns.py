"""The columns of the workbooks to hand out, and what each cell of them may hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from asnrekrut.core.events import DRAW_ANEW, HEADINGS, KEEP
from asnrekrut.core.events import Kind as EventKind
from asnrekrut.findings import column_letters
from asnrekrut.intake.needs import HOLIDAYS, mark_columns
from asnrekrut.notation import listed, show
from asnrekrut.objections.register import APPLICANT, COMMITTEE, FIELDS, GROUNDS, Decision
from asnrekrut.objections.register import Kind as Lodged
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.rules.codes import StateWords
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import AttributeRule
    from asnrekrut.rules.stages import Attendance, Component

    Kind = Literal["kunci", "teks", "angka", "tanggal", "pilihan"]
    Options = dict[str, Any]

QUOTA = Decimal(99_999)
CODES = ("number", "channel", "before", "after", "old", "new")  # columns of the register of objections that hold little
NAME_WIDTH, TEXT_WIDTH, KEY_WIDTH, MARK_WIDTH = 32, 22, 20, 14


class Column(Struct, frozen=True):
    """One column of a workbook to hand out.

    Attributes:
        kind: what its cells hold; ``kunci`` is an identifier that no other row may repeat.
        fill: what to write there, for the reader of the guide.
        lowest, highest, decimals: bounds of a number.
        words: the choices, or what may stand instead of a number.
        given: filled in beforehand, and locked.
    """

    heading: str
    kind: Kind
    fill: str
    width: int = TEXT_WIDTH
    lowest: Decimal | None = None
    highest: Decimal | None = None
    decimals: int = 0
    words: tuple[str, ...] = ()
    given: bool = False


def number_column(heading: str, given: bool) -> Column:
    """Participant numbers."""
    return Column(heading, "kunci", "Nomor peserta, persis seperti dalam daftar pelamar.", KEY_WIDTH, given=given)


def code_column(heading: str) -> Column:
    """Codes in the place of participant numbers."""
    return Column(heading, "kunci", "Kode pada lembar jawaban; setiap peserta mempunyai kode sendiri.", KEY_WIDTH)


def name_column(heading: str, given: bool) -> Column:
    """Names."""
    return Column(heading, "teks", "Nama peserta.", NAME_WIDTH, given=given)


def register_columns(rules: Rules, key: str, formations: Sequence[str]) -> Iterator[Column]:
    """The register: who applies for what, and the facts that the rules ask for."""
    source = rules.applicants
    yield Column(key, "kunci", "Nomor peserta; setiap orang mempunyai nomor sendiri. Wajib.", KEY_WIDTH)
    yield Column(source.name, "teks", "Nama lengkap tanpa singkatan. Wajib.", NAME_WIDTH)
    if len(source.formation) == 1:
        codes = "Kode formasi yang dilamar. Wajib."
        yield Column(source.formation[0], "pilihan" if formations else "teks", codes, words=tuple(formations))
    else:
        yield from (Column(name, "teks", "Seperti dalam daftar formasi. Wajib.") for name in source.formation)
    for attribute in source.attributes.values():
        yield _fact(attribute)


def _fact(attribute: AttributeRule) -> Column:
    must = " Wajib." if attribute.required else ""
    heading = attribute.column
    if attribute.kind == "angka":
        top = attribute.maximum
        bound = f" 0 sampai {show(top)}," if top is not None else ""
        fill = f"Angka{bound} paling banyak {attribute.decimals} desimal.{must}"
        low = Decimal(0) if top is not None else None
        return Column(heading, "angka", fill, MARK_WIDTH, low, top, attribute.decimals)
    if attribute.kind == "tanggal":
        return Column(heading, "tanggal", f"Hari-bulan-tahun, misalnya 17-08-1995.{must}")
    if attribute.kind == "pilihan":
        words = tuple(attribute.choices or ())
        return Column(heading, "pilihan", f"Salah satu: {listed(list(words), 10)}.{must}", words=words)
    return Column(heading, "teks", f"Isi menurut dokumen.{must}")


def formation_columns(rules: Rules) -> Iterator[Column]:
    """The formations and their quotas."""
    names = rules.formations.columns
    if len(names.code) == 1:
        code = "Kode pendek yang dipakai dalam daftar pelamar, misalnya PRW-01. Wajib."
        yield Column(names.code[0], "kunci", code, 14)
    texts = {
        names.title: "Nama jabatan. Wajib.",
        names.unit: "Unit kerja.",
        names.kind: "Jenis formasi, misalnya Umum atau Khusus.",
    }
    others = [name for name in names.code[1:] and names.code if name not in texts]
    texts = dict.fromkeys(others, "Bersama-sama membedakan formasi. Wajib.") | texts
    yield from (Column(name, "teks", fill, NAME_WIDTH) for name, fill in texts.items())
    yield Column(
        names.quota, "angka", "Jumlah kursi, bilangan bulat; 0 bila tidak ada. Wajib.", MARK_WIDTH, Decimal(0), QUOTA
    )
    for name in (names.duties, names.place, names.requirements):
        yield Column(name, "teks", "Untuk halaman publik; boleh kosong.", NAME_WIDTH)


def event_columns(stages: Sequence[str], formations: Sequence[str]) -> Iterator[Column]:
    """The book of events: what happened beside the marks."""
    kinds = tuple(kind.value for kind in EventKind)
    words = {"kind": kinds, "stage": (*stages, FINAL), "consequence": (KEEP, DRAW_ANEW), "formation": tuple(formations)}
    fill = {
        "day": "Hari-bulan-tahun, misalnya 17-03-2027. Wajib.",
        "kind": f"Salah satu: {', '.join(kinds)}. Wajib.",
        "stage": "Kode tahap, atau akhir.",
        "formation": "Kode formasi, bila peristiwa itu mengenai satu formasi.",
        "persons": "Nomor peserta; pada keputusan seri semua yang sama, dari yang didahulukan, dipisahkan titik koma.",
        "component": "Pada koreksi yang berubah, seperti dicetak temuan; pada temuan diterima kodenya.",
        "before": "Pada koreksi isi yang disahkan; pada temuan diterima tempatnya seperti dicetak, atau *; "
        "pada penilai berhalangan nama penilainya.",
        "after": "Pada koreksi isi yang baru.",
        "consequence": f"Pada koreksi yang mengubah siapa yang diundang: {KEEP} atau {DRAW_ANEW}.",
        "letter": "Nomor berita acara atau surat.",
        "basis": "Dasar atau alasannya. Wajib.",
        "by": "Siapa yang menetapkan.",
    }
    for name, heading in HEADINGS.items():
        yield _plain(heading, fill[name], words.get(name, ()), name == "day", TEXT_WIDTH)


def _plain(heading: str, fill: str, words: tuple[str, ...], day: bool, width: int) -> Column:
    """A column of days, of choices where there are any, else of texts."""
    kind: Kind = "tanggal" if day else "pilihan" if words else "teks"
    return Column(heading, kind, fill, width, words=words)


def objection_columns(stages: Sequence[str], formations: Sequence[str], central: bool) -> Iterator[Column]:
    """The register of objections; what the public may not see says so.

    Args:
        central: whether a central body determines anything, whose approval is noted.
    """
    decisions = [one.value for one in Decision if one is not Decision.INADMISSIBLE]
    words = {
        "kind": tuple(kind.value for kind in Lodged), "stage": (*stages, FINAL), "fault": (COMMITTEE, APPLICANT),
        "consequence": (KEEP, DRAW_ANEW), "formation": tuple(formations),
        "decision": (*decisions, *(f"{Decision.INADMISSIBLE.value}: {ground}" for ground in GROUNDS)),
    }  # fmt: skip
    for name, one in FIELDS.items():
        if name == "approval" and not central:
            continue
        day = name in ("received", "answered")
        width = MARK_WIDTH if day or (name in CODES and name not in words) else TEXT_WIDTH
        yield _plain(one.heading, one.fill, words.get(name, ()), day, width)


def holiday_columns() -> Iterator[Column]:
    """The days on which nobody works, by the decree that fixes them."""
    yield Column(HOLIDAYS["day"], "tanggal", "Hari-bulan-tahun. Wajib.")
    kinds = ("libur nasional", "cuti bersama")
    yield Column(HOLIDAYS["kind"], "pilihan", f"{kinds[0]} atau {kinds[1]}. Wajib.", words=kinds)
    yield Column(HOLIDAYS["name"], "teks", "Nama hari itu.", NAME_WIDTH)
    status = ("tetap", "perkiraan")
    yield Column(HOLIDAYS["status"], "pilihan", "Perkiraan: belum ditetapkan dengan keputusan.", words=status)


def component_columns(component: Component, states: StateWords) -> Iterator[Column]:
    """The columns that hold one component's marks."""
    for key, heading in mark_columns(component):
        if key == "panel.penilai":
            yield Column(heading, "teks", "Nama penilai; sama tulisannya pada setiap baris. Wajib.", NAME_WIDTH)
        elif key == "panel.aspek.kolom":
            yield Column(heading, "teks", "Aspek yang dinilai.", NAME_WIDTH, given=True)
        elif component.words:
            yield _words(component, states)
        else:
            yield _mark(component, heading, states)


def _mark(component: Component, heading: str, states: StateWords) -> Column:
    several = (states.absent, states.disqualified, states.withdrawn)
    words = (*(one[0] for one in several), *(word for one in several for word in one[1:]))
    places = f"paling banyak {component.decimals} desimal" if component.decimals else "bilangan bulat"
    fill = (
        f"Nilai {show(component.minimum)} sampai {show(component.top)}, {places}; {_states(states)}. "
        "Jangan menulis nol bagi yang tidak hadir."
    )
    bounds = (component.minimum, component.top, component.decimals)
    return Column(heading, "angka", fill, MARK_WIDTH, *bounds, words=words)


def _words(component: Component, states: StateWords) -> Column:
    words = (*component.words, states.absent[0], states.disqualified[0], states.withdrawn[0])
    fill = f"Salah satu: {listed(component.words, 10)}; {_states(states)}."
    return Column(component.heading, "pilihan", fill, words=tuple(dict.fromkeys(words)))


def _states(states: StateWords) -> str:
    return (
        f"tidak hadir: {states.absent[0]}; didiskualifikasi: {states.disqualified[0]}; "
        f"mengundurkan diri: {states.withdrawn[0]}"
    )


def attendance_column(attendance: Attendance, states: StateWords) -> Column:
    """Who was there."""
    words = (attendance.present[0], states.absent[0])
    fill = f"{words[0]} bagi yang hadir, {words[1]} bagi yang tidak."
    return Column(attendance.column, "pilihan", fill, MARK_WIDTH, words=words)


FORMULA = 255  # letters that Excel takes in a formula or an inline list of a validation
MESSAGE, HEADING = 255, 32
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)


def inline(words: Sequence[str]) -> bool:
    """Whether a list of choices fits into the validation itself."""
    return len(",".join(words)) <= FORMULA and not any("," in word for word in words)


def check(column: Column, at: int, rows: tuple[int, int], listed: str = "") -> Options | None:
    """The validation of a column's cells; None where anything goes.

    Args:
        at: the column, from 0.
        rows: the first and last row, from 0.
        listed: where a list of choices stands that does not fit into the validation.
    """
    first = f"{column_letters(at)}{rows[0] + 1}"
    match column.kind:
        case "pilihan":
            options = _choice(column, listed)
        case "angka":
            options = {"validate": "custom", "value": number_formula(column, first)}
        case "tanggal":
            options = {"validate": "date", "criteria": "between", "minimum": FIRST, "maximum": LAST}
        case "kunci" if not column.given:
            options = {"validate": "custom", "value": _once(at, rows, first)}
        case _:
            options = None
    return None if options is None else {**options, **_messages(column)}


def _choice(column: Column, listed: str) -> Options | None:
    if inline(column.words):
        return {"validate": "list", "source": list(column.words)}
    return {"validate": "list", "source": listed} if listed else None


def number_formula(column: Column, cell: str) -> str:
    """A number within bounds and decimals, or one of the words; the longest list of words that Excel takes."""
    bounds = [f"{cell}>={column.lowest:f}"] if column.lowest is not None else []
    bounds += [f"{cell}<={column.highest:f}"] if column.highest is not None else []
    number = f"AND({','.join([*bounds, f'ROUND({cell},{column.decimals})={cell}'])})"
    words = list(column.words)
    while True:
        tests = [f'{cell}="{word.replace(chr(34), chr(34) * 2)}"' for word in words]
        other = f"OR({','.join(tests)})" if tests else "FALSE"
        formula = f"=IF(ISNUMBER({cell}),{number},{other})"
        if len(formula) <= FORMULA or not words:
            return formula
        words.pop()


def _once(at: int, rows: tuple[int, int], cell: str) -> str:
    """Text that no other row holds; COUNTIF would compare 15 digits only."""
    letters = column_letters(at)
    area = f"${letters}${rows[0] + 1}:${letters}${rows[1] + 1}"
    return f"=AND(ISTEXT({cell}),SUMPRODUCT(--({area}={cell}))=1)"


def _messages(column: Column) -> Options:
    what = (
        "Nomor atau kode ini sudah ada pada baris lain, atau tidak tersimpan sebagai teks."
        if column.kind == "kunci"
        else f"Isi ini tidak diterima. {column.fill}"
    )
    return {
        "error_title": f"Periksa {column.heading}"[:HEADING],
        "error_message": what[:MESSAGE],
        "input_title": column.heading[:HEADING],
        "input_message": column.fill[:MESSAGE],
    }
