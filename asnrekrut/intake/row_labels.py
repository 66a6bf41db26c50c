"""The words that offices write around a table: totals, signatures, notes, column numbers."""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from asnrekrut.intake.cells import clean
from asnrekrut.notation import MONTHS
from asnrekrut.texts import ROMAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asnrekrut.io import Cell

_TOTALS = (
    r"sub\s*+-?\s*+(?:total|jumlah)|grand\s*total|total|jumlah|jml|(?:nilai\s+)?rata\s*+(?:-?\s*+rata|2)|rerata|average|mean|"
    r"(?:nilai|skor)\s+(?:tertinggi|terendah|maks(?:imum|imal)?|min(?:imum|imal)?)|bobot|(?:tidak\s+)?(?:hadir|lulus)|"
    r"tertinggi|terendah|maks(?:imum|imal)?|min(?:imum|imal)?|median|simpangan\s+baku|standar\s+deviasi"
)
_SIGNERS = (
    r"mengetahui|menyetujui|mengesahkan|disahkan|ditetapkan|dibuat|diperiksa|dicetak|diketahui|ketua|sekretaris|"
    r"anggota|panitia|pansel|tim\s+(?:seleksi|penguji|penilai|pewawancara)|penguji|pewawancara|penilai|asesor|saksi|"
    r"kepala|direktur|camat|bupati|wali\s*kota|gubernur|an\.|a\.\s*n\.|plt\b|nip\b|nrp\b|pangkat|ttd|tanda\s+tangan|"
    r"demikian"
)
_NOTES = r"catatan|keterangan|ket\b|nb\b|note|sumber|halaman|hal\.|lampiran|lembar\s+ke"
_DAY = rf"[\d.…_\s]{{0,40}}(?:{'|'.join(MONTHS)}|[.…_]{{3,40}}|(?=20\d\d))\s*+\d{{0,4}}"  # left blank for the pen, too
_DATED = rf"[^\d,]{{3,40}},\s*+(?:tanggal\s*+)?{_DAY}\s*+$"

COUNT = re.compile(r"\W*\d[\d.]*\s*+(?:orang|peserta|pelamar|nama|baris|berkas)\W*", re.IGNORECASE)  # 30 orang
SIGNED = re.compile(rf"\W*(?:nip|nrp|nik)\b|{_DATED}", re.IGNORECASE)  # the number or the day of whoever signs
TOTAL = re.compile(rf"(?:{_TOTALS})(?!\.?\w)", re.IGNORECASE)
FOOTER = re.compile(
    rf"\W*(?:{_SIGNERS}|{_NOTES})(?![\w-])|{_DATED}|\*|\d{{1,2}}\)\s|\([^()\d]{{1,20}}\)$|[\W_]{{4,}}$", re.IGNORECASE
)
SECTION = re.compile(
    r"\W*(?:formasi|jabatan|unit|lokasi|kelompok|ruang|sesi|panel|hari|tanggal|gelombang|bidang|jenis|kode)\b",
    re.IGNORECASE,
)
REMARK = re.compile(r"\W*(?:ket|keterangan|catatan|paraf|tanda\s*tangan|ttd)\b", re.IGNORECASE)
COUNTED = re.compile(
    r"\W*(?:peringkat|rank|ruang|sesi|gelombang|umur|usia|no\b|nomor|urut|ipk|tahun|kelas|kelompok|meja|hari|jumlah|total)",
    re.IGNORECASE,
)
# A key that has to be looked at: no digit in it, one of the words above, or a whole sentence; most begin with a digit.
DOUBTFUL = re.compile(
    rf"(?!\d\S*$)(?:\D*$|\W*(?:{_TOTALS})\b|{FOOTER.pattern}|{SECTION.pattern}|(?:\S+\s+){{3}}\S)", re.IGNORECASE
)

_SUMMED = re.compile(
    rf"(?:(?:{_TOTALS}|nilai|skor|keseluruhan|seluruh(?:nya)?|semua|akhir|umum|peserta|pelamar|orang|hadir|tidak|"
    rf"laki|perempuan|formasi|kuota)\b|[\W\d_])++",
    re.IGNORECASE,
)
COUNTERS = frozenset({"nomor", "nomor urut"})  # headings of a running number
_MARK = re.compile(r"[+-]?\d{1,4}(?:[.,]\d+)?")
_ORDINAL = re.compile(r"(\(|-)?\s*([1-9][0-9]{0,2}|[a-zA-Z])\s*+[).]?(?:\s*+[=:(].*)?")
_LOOK = {ord(c): "A" if c.isalpha() else "9" for c in ascii_letters + digits}
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORDS = 3
_SURE, _UNSURE = 2, 3  # column numbers in a row: (1) (2) are beyond doubt, 1 2 may be a participant and a mark


def is_total(label: str, beside_names: bool) -> bool:
    """Whether a row's label announces a total; where names stand, only if nothing in it could be a name."""
    if not TOTAL.match(label):
        return False
    return not beside_names or _SUMMED.fullmatch(label) is not None


def is_of_totals(text: str) -> bool:
    """Whether a text beside the label of a total belongs to it: another label, or a count such as ``30 orang``."""
    return is_total(text, beside_names=True) or COUNT.fullmatch(text) is not None


def is_mark(cell: Cell) -> bool:
    """Whether a cell may be a mark or a quota: a number, but no long one such as the NIP of who signs."""
    if isinstance(cell, str):
        return _MARK.fullmatch(cell.strip()) is not None
    return isinstance(cell, (int, float)) and abs(cell) < 10**6


def are_column_numbers(texts: Sequence[str]) -> bool:
    """Whether texts count the columns: 1 2 3, (1) (2), a b c, I II III, ``5 = 3 + 4``; Excel makes -1 of (1)."""
    if len(texts) >= _UNSURE and [text.strip("().").casefold() for text in texts] == list(ROMAN[: len(texts)]):
        return True
    found = [_ORDINAL.fullmatch(text) for text in texts]
    marks = [m for m in found if m is not None]
    if not marks or len(marks) < len(texts):
        return False
    numbers = [int(m[2]) if m[2].isdecimal() else ord(m[2].casefold()) - ord("a") + 1 for m in marks]
    kinds = {m[2].isdecimal() for m in marks}
    least = _SURE if all(m[1] or not m[2].isdecimal() for m in marks) else _UNSURE
    return len(kinds) == 1 and len(numbers) >= least and numbers == list(range(1, len(numbers) + 1))


def slip(texts: Sequence[str]) -> int | None:
    """Where a row that counts its columns from 1 on has its only other number: 1 2 3 36 5; None if it does not."""
    wrong = [i for i, text in enumerate(texts, 1) if text.strip("()") != str(i)]
    return wrong[0] - 1 if len(texts) > _UNSURE and len(wrong) == 1 and texts[wrong[0] - 1].isdecimal() else None


def count_upward(texts: Sequence[str]) -> bool:
    """Whether texts are small numbers that begin with 0 or 1 and never fall, as column numbers with slips do."""
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < _UNSURE]
    return len(numbers) == len(texts) >= _UNSURE and numbers[0] < 2 and numbers == sorted(numbers)  # noqa: PLR2004  (0, 1)


def are_bare(texts: Sequence[str]) -> bool:
    """Whether column numbers are plain digits, which a participant and the marks can be too."""
    return all(text.isdecimal() for text in texts if text)


def is_sentence(text: str) -> bool:
    """Whether a text has three words or more, apart from numbers and single letters."""
    return len(_WORD.findall(text)) >= _WORDS


def has_digit(text: str) -> bool:
    """Whether a key can be a number."""
    return _DIGIT.search(text) is not None


def shape(key: str) -> str:
    """How a key looks: ``PRW-0012`` and ``PRW-7`` are both ``AAA-9``."""
    return re.sub("9+", "9", key.translate(_LOOK))


def number_in(key: str) -> str:
    """How a key looks from its first digit on: ``99-99`` for ``PRW 26-01``."""
    return re.sub("^[^9]*", "", key.translate(_LOOK))


def shapes(keys: Iterable[Cell]) -> frozenset[str]:
    """How several keys look."""
    looks = {key.translate(_LOOK) if isinstance(key, str) else "9" for key in keys}
    return frozenset(shape(clean(look)) for look in looks)
