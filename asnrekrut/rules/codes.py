"""Result codes and their meaning, and the words a cell may hold instead of a mark."""

import re
from typing import TYPE_CHECKING, Any

from asnrekrut.rules.base import Faults, Name, Section, Texts, as_data, entry
from asnrekrut.texts import spoken

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules

_ALL_ZERO = 'bila semua nilai nol berarti tidak hadir, tulis semua_nol = "tidak hadir" pada tahapnya'


class Outcome(Section):
    """Kode hasil dan artinya."""

    code: Name = entry("kode", "Kode yang dicetak.")
    meaning: Name = entry("arti", "Arti kode.")


def _outcome(key: str, code: str, meaning: str) -> Any:  # stands in for a field
    return entry(key, f'Bawaan: "{code}": {meaning}.', Outcome(code=code, meaning=meaning))


class Codes(Section):
    """What the rules say of result codes, beside the usual ones."""

    @property
    def own(self) -> dict[str, Outcome]:
        """The codes that are written, by field; every other is the very default."""
        held = ((key, getattr(self, key.field)) for key in type(self).keys.values())
        return {key.field: code for key, code in held if code is not key.default}


class StageCodes(Codes):
    """Kode hasil satu tahap."""

    proceeds: Outcome = _outcome("lanjut", "L", "lanjut ke tahap berikutnya")
    beyond: Outcome = _outcome("tidak_lanjut", "TLJ", "lolos ambang batas, tetapi di luar jumlah yang lanjut")
    fails: Outcome = _outcome("gugur", "TMS", "tidak lolos ambang batas atau syarat tahap")
    absent: Outcome = _outcome("tidak_hadir", "TH", "tidak hadir")
    not_called: Outcome = _outcome("tidak_dipanggil", "TD", "tidak dipanggil")
    disqualified: Outcome = _outcome("diskualifikasi", "DIS", "didiskualifikasi")
    withdrawn: Outcome = _outcome("mengundurkan_diri", "APS", "mengundurkan diri")


class FinalCodes(Codes):
    """Kode hasil akhir."""

    wins: Outcome = _outcome("lulus", "L", "lulus")
    reserve: Outcome = _outcome("cadangan", "C", "cadangan")
    loses: Outcome = _outcome("tidak_lulus", "TL", "di luar kuota formasi")
    beyond: Outcome = _outcome("tidak_lanjut", "TLJ", "di luar jumlah yang lanjut ke tahap berikutnya")
    fails: Outcome = _outcome("gugur", "TMS", "tidak lolos ambang batas atau syarat pada salah satu tahap")
    absent: Outcome = _outcome("tidak_hadir", "TH", "tidak hadir pada salah satu tahap")
    not_called: Outcome = _outcome("tidak_dipanggil", "TD", "tidak dipanggil ke salah satu tahap")
    disqualified: Outcome = _outcome("diskualifikasi", "DIS", "didiskualifikasi")
    withdrawn: Outcome = _outcome("mengundurkan_diri", "APS", "mengundurkan diri")


class StateWords(Section):
    """Isi sel yang berarti keadaan, bukan nilai; huruf besar kecil tidak dibedakan."""

    absent: Texts = entry("tidak_hadir", "Tidak hadir.", ["TH", "Tidak Hadir", "-"])
    disqualified: Texts = entry("diskualifikasi", "Didiskualifikasi.", ["DIS", "Diskualifikasi", "Didiskualifikasi"])
    withdrawn: Texts = entry("mengundurkan_diri", "Mengundurkan diri.", ["APS", "Mengundurkan Diri"])

    def faults(self, _rules: "Rules") -> Faults:
        """Words that are numbers, or mean two things."""
        states: dict[str, str] = {}
        for state, word in ((state, word) for state, words in as_data(self).items() for word in words):
            if re.fullmatch(r"[.,%+ -]*[0-9][0-9.,%+ -]*", word):
                yield (state,), f'"{word}" adalah angka, dan angka selalu dibaca sebagai nilai; {_ALL_ZERO}'
            if states.setdefault(spoken(word), state) != state:
                yield (), f'kata "{word}" disebut untuk dua keadaan'
