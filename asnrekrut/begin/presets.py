"""The selections that committees really run, as rules files with the law beside each rule."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.begin.edit_rules_file import with_identity
from asnrekrut.begin.new_folder import Proposal, Question, about_year, answers
from asnrekrut.core.rules_in_words import describe
from asnrekrut.errors import UsageError
from asnrekrut.rules.load import load_rules
from asnrekrut.rules.undecided import UNDECIDED, is_undecided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.begin.new_folder import Ask
    from asnrekrut.rules.model import Rules

_SHOWN = 6  # of the open values that a first look names


class Preset(Struct, frozen=True, dict=True):
    """A rules file to begin with.

    Attributes:
        text: of the rules file; its first comment is the title, the comment below it says what the preset is.
    """

    name: str
    text: str

    @cached_property
    def rules(self) -> Rules:
        """The rules as they stand, with what is open in them."""
        return load_rules(self.text.encode(), f"{self.name}.toml")

    @property
    def title(self) -> str:
        """What it is called."""
        return self.text.partition("\n")[0].removeprefix("# ")

    @property
    def about(self) -> str:
        """What it is."""
        lines = self.text.partition("\n\n")[0].splitlines()[2:]
        return " ".join(line.removeprefix("# ") for line in lines)

    @property
    def year(self) -> int | None:
        """The year whose law it holds; None where the committee's own decree decides."""
        year = self.rules.identity.year
        return year if any(str(year) in basis for basis in self.rules.identity.legal_basis) else None

    @property
    def basis(self) -> list[str]:
        """The regulations that it carries out."""
        return [text for text in self.rules.identity.legal_basis if not is_undecided(text)]


def presets() -> dict[str, Preset]:
    """Every preset, by name."""
    folder = files("asnrekrut") / "data" / "preset"
    texts = {one.name.removesuffix(".toml"): one.read_text(encoding="utf-8") for one in folder.iterdir()}
    return {name: Preset(name, texts[name]) for name in sorted(texts)}


def preset(name: str) -> Preset:
    """One preset.

    Raises:
        UsageError: there is none of this name.
    """
    known = presets()
    if name not in known:
        raise UsageError(f'tidak ada preset "{name}"; yang ada: {", ".join(known)}')
    return known[name]


def about_identity(chosen: Preset, named: int | None) -> list[Question]:
    """What a preset cannot know of a selection.

    Args:
        named: the year that the new folder's name tells.
    """
    later = f"{UNDECIDED}: ditulis kemudian"
    return [
        Question("nama", "Nama seleksi", "--nama"),
        Question("instansi", "Instansi penyelenggara", "--instansi"),
        about_year(named or chosen.year),
        Question("dasar", "Keputusan yang menjadi dasar (kosong: ditulis kemudian)", "--dasar", later),
    ]


def by_asking(given: Mapping[str, str], named: int | None, ask: Ask) -> Proposal:
    """The folder that answers lead to: which preset, and whose selection it is.

    Args:
        given: what options say of the selection; the rest is asked for.
        named: see ``about_identity``.
    """
    which = Question("preset", "Jenis seleksi", "--preset, --dari, atau --dari-lembar", "lokal", list(presets()))
    chosen = preset(ask([which])["preset"])
    said = answers(about_identity(chosen, named), given, ask)
    return from_preset(chosen, said, int(said["tahun"]))


def from_preset(chosen: Preset, given: Mapping[str, str], year: int | None) -> Proposal:
    """A folder that carries out a preset.

    Args:
        given: name, institution and basis, as far as they are known.
        year: of the selection; that whose law the preset holds by default.

    Raises:
        UsageError: nothing says which year it is.
    """
    year = year or chosen.year
    if year is None:
        raise UsageError("tahun seleksi belum diketahui; sebutkan --tahun, atau foldernya beri nama bertahun")
    own = given.get("dasar", "")
    standing = chosen.basis if year == chosen.rules.identity.year else []
    basis = [] if not own or is_undecided(own) else [*standing, own]
    text = with_identity(
        chosen.text, year=year, name=given.get("nama", ""), institution=given.get("instansi", ""), basis=basis
    )
    return proposal(text, {})


def proposal(text: str, files: Mapping[str, bytes], remarks: tuple[str, ...] = ()) -> Proposal:
    """A rules file with what there is to see in it."""
    rules = load_rules(text.encode())
    open_ones = [f"{one.key}: {one.question}" for one in rules.undecided]
    more = [f"… dan {len(open_ones) - _SHOWN} lagi, semuanya bertanda {UNDECIDED}"] if len(open_ones) > _SHOWN else []
    said = [*remarks, *(["Yang belum dipastikan dalam seleksi.toml:"] if open_ones else [])]
    said += [f"  {line}" for line in [*open_ones[:_SHOWN], *more]]
    return Proposal(text, files, [row for row in describe(rules) if not row[0].startswith("Sidik jari")], said)
