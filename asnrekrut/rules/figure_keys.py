"""The names by which rules point at a figure: ``akhir``, ``tes``, ``tes.umum``, ``pelamar.ipk: terbesar``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.rules.base import Code, Faults, Text
from asnrekrut.rules.kinds import Checked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Sequence

    from asnrekrut.rules.kinds import Fault
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import AttributeRule
    from asnrekrut.rules.stages import Component, Stage

T = TypeVar("T")
FINAL, INTERIM, SUM, APPLICANT, FORMATION = "akhir", "sementara", "jumlah", "pelamar", "formasi"
END_NAME = "Hasil Akhir"
TIER = "ambang_umum"
RESERVED = frozenset({FINAL, INTERIM, TIER, APPLICANT, FORMATION})
FORMATION_FACTS = ("kode", "jabatan", "unit", "jenis")
_DIRECTIONS = {"angka": ("terbesar", "terkecil"), "tanggal": ("termuda", "tertua"), "pilihan": ("", "")}


class Figure(Enum):
    """What a key points at."""

    FINAL = "nilai akhir"
    INTERIM = "nilai sementara"
    TIER = "ambang batas umum"
    STAGE = "nilai tahap"
    SUM = "jumlah nilai"
    COMPONENT = "komponen"
    ATTRIBUTE = "keterangan pelamar"


_OF_THE_WHOLE = {
    FINAL: (Figure.FINAL, "nilai akhir", "angka"),
    INTERIM: (Figure.INTERIM, "nilai sementara", "angka"),
    TIER: (Figure.TIER, "pemenuhan ambang batas umum", "pilihan"),
}


class UnknownKeyError(ValueError):
    """The key points at nothing, or not in a direction that its figure has; the text is the message."""


class FigureKey(Struct, frozen=True):
    """A figure to sort by.

    Attributes:
        label: the name that reasons and headings print.
        smaller_first: rising order (the oldest has the smallest date).
        stage: index of the stage that yields the figure; -1 where none does.
    """

    text: str
    figure: Figure
    label: str
    stage: int = -1
    code: str = ""
    smaller_first: bool = False


def find_stage(rules: Rules, code: str) -> tuple[int, Stage]:
    """The stage of this code and its place in the order."""
    for i, stage in enumerate(rules.stages):
        if stage.code == code:
            return i, stage
    raise UnknownKeyError(f'tidak ada tahap "{code}"; yang ada: {", ".join(s.code for s in rules.stages)}')


def find_component(stage: Stage, code: str) -> Component:
    """The scored component of this code."""
    for component in stage.components:
        if component.code == code:
            return component
    names = ", ".join(c.code for c in stage.components)
    raise UnknownKeyError(f'tahap "{stage.code}" tidak mempunyai komponen "{code}"; yang ada: {names}')


def find_attribute(rules: Rules, reference: str) -> tuple[str, AttributeRule]:
    """The attribute that ``pelamar.<kode>`` points at."""
    head, _, code = reference.partition(".")
    attributes = rules.applicants.attributes
    if head != APPLICANT or code not in attributes:
        known = ", ".join(f"{APPLICANT}.{a}" for a in attributes) or "belum ada; tulis di [pelamar.atribut]"
        raise UnknownKeyError(f'"{reference}" bukan keterangan pelamar; yang ada: {known}')
    return code, attributes[code]


def looked_up(
    path: tuple[str, ...], find: Callable[[Rules, str], T], rules: Rules, reference: str
) -> Generator[Fault, None, T | None]:
    """What a reference at a path points at; None, and what is wrong, where there is no such thing."""
    try:
        return find(rules, reference)
    except UnknownKeyError as problem:
        yield path, str(problem)
        return None


def stage_exists(rules: Rules, code: str) -> Faults:
    """What is wrong with the code of a stage, or of the end."""
    known = rules.stage_names
    if code not in known:
        yield (), f'tidak ada tahap "{code}"; yang ada: {", ".join(known)}'


def attribute_exists(*kinds: str) -> Checked:
    """That every reference points at an attribute of the applicants, of one of these kinds where any are named."""

    def faults(rules: Rules, references: str | list[str]) -> Faults:
        for reference in [references] if isinstance(references, str) else references:
            found = yield from looked_up((), find_attribute, rules, reference)
            if found is not None and kinds and found[1].kind not in kinds:
                yield (), f'"{reference}" harus berjenis {" atau ".join(kinds)}'

    return Checked(faults)


StageCode = Annotated[Code, Checked(stage_exists)]
Attribute = Annotated[Text, attribute_exists()]
FigureAttribute = Annotated[Text, attribute_exists("angka")]
DateAttribute = Annotated[Text, attribute_exists("tanggal")]
TextAttribute = Annotated[Text, attribute_exists("teks")]
WordAttribute = Annotated[Text, attribute_exists("teks", "pilihan")]


def parse_key(rules: Rules, text: str) -> FigureKey:
    """Read one key of a tie chain.

    Raises:
        UnknownKeyError: the key points at nothing, or its direction does not fit.
    """
    name, _, direction = (part.strip() for part in text.partition(":"))
    key, kind = _figure(rules, name, text)
    return _directed(key, kind, direction)


def _figure(rules: Rules, name: str, text: str) -> tuple[FigureKey, str]:
    if name in _OF_THE_WHOLE:
        figure, label, kind = _OF_THE_WHOLE[name]
        return FigureKey(text, figure, label, len(rules.stages) if figure is Figure.FINAL else -1), kind
    if name.startswith(f"{APPLICANT}."):
        code, attribute = find_attribute(rules, name)
        return FigureKey(text, Figure.ATTRIBUTE, attribute.column, code=code), attribute.kind
    head, _, code = name.partition(".")
    i, stage = find_stage(rules, head)
    if not code:
        return FigureKey(text, Figure.STAGE, stage.name, stage=i), "angka" if stage.scored else "syarat"
    if code == SUM:
        kind = "bobot" if stage.weighs_components else "angka"
        return FigureKey(text, Figure.SUM, f"jumlah {stage.name}", stage=i), kind
    component = find_component(stage, code)
    return FigureKey(text, Figure.COMPONENT, component.name, i, code), "angka" if component.scored else "syarat"


def _directed(key: FigureKey, kind: str, direction: str) -> FigureKey:
    if kind not in _DIRECTIONS:
        why = "jumlah hanya ada pada tahap tanpa bobot komponen" if kind == "bobot" else f"{kind} tidak berurutan"
        raise UnknownKeyError(f'"{key.text}" tidak dapat menjadi kunci urutan: {why}')
    falling, rising = _DIRECTIONS[kind]
    if kind == "tanggal" and not direction:
        raise UnknownKeyError(f'"{key.text}" perlu arah: tulis "{key.text}: tertua" atau "{key.text}: termuda"')
    if direction not in {"", falling, rising}:
        choices = f'":{" "}{falling}" atau ": {rising}"' if falling else "tanpa arah"
        raise UnknownKeyError(f'arah "{direction}" tidak cocok untuk "{key.text}"; tulis {choices}')
    smaller = kind == "pilihan" or (direction != "" and direction == rising)
    return replace(key, smaller_first=smaller)


LATER = "belum ada pada tahap ini; pakai nilai tahap ini atau tahap sebelumnya"
MARKS = frozenset({Figure.STAGE, Figure.SUM, Figure.COMPONENT})


def keys_exist(rules: Rules, order: Sequence[str], last: int, *path: str) -> Faults:
    """Sort keys at a path that point at nothing, or at a figure of a later stage than ``last``."""
    seen, weighted = set(), any(stage.weight for stage in rules.stages)
    for text in order:
        key = yield from looked_up(path, parse_key, rules, text)
        if key is None:
            continue
        if key.stage > last:
            yield path, f'"{text}" {LATER}'
        elif key.figure is Figure.TIER and not rules.groups:
            yield path, f'"{text}" memerlukan [[kelompok]] dengan ambang batas sendiri'
        elif key.figure in {Figure.FINAL, Figure.INTERIM} and not weighted:
            yield path, f'"{text}" memerlukan bobot, padahal tidak ada tahap yang berbobot'
        if (key.figure, key.stage, key.code) in seen:
            yield path, f'"{text}" sudah disebut sebelumnya dalam urutan ini'
        seen.add((key.figure, key.stage, key.code))


def plain_key(
    rules: Rules, text: str, figures: Collection[Figure], wrong: str, *path: str
) -> Generator[Fault, None, FigureKey | None]:
    """What a reference without direction points at; None, and what is wrong, where it is no such figure."""
    key, plain = (yield from looked_up(path, parse_key, rules, text)), text.partition(":")[0].strip()
    if key is None or key.figure not in figures:
        yield from [(path, wrong)] if key is not None else []
        return None
    if text != plain:
        yield path, f'"{text}": tulis "{plain}" saja, tanpa arah dan tanpa spasi'
    return key
