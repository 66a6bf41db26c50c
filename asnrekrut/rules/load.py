"""Read ``seleksi.toml``; report everything wrong with it at once, with its line and what to write instead."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python

from asnrekrut.errors import RuleProblem, RulesError
from asnrekrut.notation import no_such_day, read_date
from asnrekrut.rules.base import Fault, problems
from asnrekrut.rules.file import LARGEST, RULES_FILE
from asnrekrut.rules.model import Rules
from asnrekrut.rules.toml_text import UNREADABLE, Statement, TooDeepError, read, split, words_for
from asnrekrut.rules.undecided import UNDECIDED, dotted, find_undecided

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from asnrekrut.rules.toml_text import Document, Shape

    Path = tuple[str | int, ...]


def load_rules(raw: bytes, file: str = RULES_FILE) -> Rules:
    """Turn the bytes of a rules file into rules that can be carried out.

    Raises:
        RulesError: with every problem found.
    """
    text = _decoded(raw, file)
    try:
        statements = split(text)
    except TooDeepError as deep:
        raise RulesError(file, [RuleProblem(int(str(deep)), "susunan terlalu dalam; sederhanakan")]) from None
    unreadable = None
    try:
        rules, faults = _checked(tomllib.loads(text, parse_float=Decimal))
        if rules is not None and not faults:
            return rules
    except UNREADABLE as error:
        unreadable = error
    raise RulesError(file, _problems(statements, unreadable))


def written(raw: bytes) -> Document:
    """What a rules file says, with the line of every key.

    Raises:
        RulesError: it is no text.
    """
    return read(split(_decoded(raw, RULES_FILE)), _shape)


def default_at(path: Path) -> Any:
    """What holds where a key is not written, as JSON data; None where nothing does."""
    outer = default_at(path[:-1]) if len(path) > 1 else None
    if isinstance(outer, dict) and path[-1] in outer:
        return outer[path[-1]]
    field = _keys(_kind(path[:-1])).get(str(path[-1]))
    if field is None or field.is_required():
        return None
    return to_jsonable_python(field.get_default(call_default_factory=True), by_alias=True)


def rules_from(data: dict[str, Any], what: str) -> Rules:
    """Turn the content of a rules file into rules that can be carried out.

    Raises:
        RulesError: with every problem found.
    """
    rules, faults = _checked(data)
    if rules is None or faults:
        raise RulesError(what, [RuleProblem(None, f"{dotted(path)}: {message}") for path, message in faults])
    return rules


def _decoded(raw: bytes, file: str) -> str:
    if len(raw) > LARGEST:
        raise RulesError(file, [RuleProblem(None, f"berkas ini lebih besar dari {LARGEST // 2**20} MB")])
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        why = "bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8"
        raise RulesError(file, [RuleProblem(raw[: error.start].count(b"\n") + 1, why)]) from None


def _problems(statements: list[Statement], unreadable: Exception | None) -> list[RuleProblem]:
    """Everything wrong with a file, statement by statement and then as a whole."""
    document = read(statements, _shape)
    found = {RuleProblem(line, words) for line, words in document.faults}
    if unreadable is not None and not found:
        place = re.search(r"at line (\d+)", str(unreadable))
        found.add(RuleProblem(int(place.group(1)) if place else None, words_for(unreadable)))
    _, faults = _checked(document.data)
    for path, message in faults:
        if document.is_read(path):
            found.add(RuleProblem(document.line_of(path), f"{dotted(path)}: {message}" if path else message))
    return sorted(found, key=lambda p: (p.line or 0, p.message))


def _checked(data: dict[str, Any]) -> tuple[Rules | None, list[Fault]]:
    """The model, and everything that keeps it from being carried out."""
    undecided = tuple(find_undecided(data))
    rules, faults = _validated(_without(data, [one.path for one in undecided if not _holds_text(one.path)]))
    if rules is not None:
        faults += problems(rules)
        rules.waits_for(undecided)
    asked = {one.path: f"{UNDECIDED}; tetapkan dahulu: {one.question}" for one in undecided}
    found: dict[Path, str] = {}
    for path, message in faults:
        open_here = next((one.path for one in undecided if _lacks(path, message, one.path)), None)
        if open_here is None or not _can_wait(path):
            found.setdefault(open_here or path, asked.get(open_here or path, message))
    return rules, list(found.items())


def _lacks(path: Path, message: str, undecided: Path) -> bool:
    """Whether a table is at fault because it lacks a value that is open."""
    inside = undecided[: len(path)] == path and len(undecided) > len(path)
    return inside and str(undecided[-1]) in re.findall(r"\w+", message)


def _can_wait(path: Path) -> bool:
    """Whether a table may lack a value until it is settled: nobody whom it concerns is decided before."""
    match path:
        case ("bonus", int()) | ("tahap", int(), "lanjut") | ("tahap", int(), "ketentuan", int()):
            return True
    return False


def _holds_text(path: Path) -> bool:
    """Whether the language wants any text at a path, or texts."""
    kind = _kind(path)
    return kind is str or (get_origin(kind) is list and _bare(get_args(kind)[0]) is str)


def _validated(data: dict[str, Any]) -> tuple[Rules | None, list[Fault]]:
    """The model, and what kept it from being built; unknown keys are set aside so that the rest is still checked."""
    try:
        return Rules.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    faults = _explain(details, data)
    if all(d["type"] == "extra_forbidden" for d in details):
        rules, more = _validated(_without(data, [d["loc"] for d in details]))
        return rules, faults + more
    return None, faults


def _without(data: Any, paths: Iterable[Path]) -> Any:  # TOML data
    drop: dict[str | int, list[Path]] = {}
    for path in paths:
        if path:
            drop.setdefault(path[0], []).append(path[1:])
    if isinstance(data, dict):
        return {k: _without(v, drop.get(k, ())) for k, v in data.items() if () not in drop.get(k, ())}
    if isinstance(data, list):
        return [_without(v, drop.get(i, ())) for i, v in enumerate(data)]
    return data


def _explain(details: list[ErrorDetails], data: dict[str, Any]) -> list[Fault]:
    """One message per place: the alternatives of a union would otherwise each complain."""
    grouped: dict[Path, list[ErrorDetails]] = {}
    for detail in details:
        path = _existing(detail["loc"], data)
        if detail["type"] == "missing" and detail["loc"][-1] not in path[-1:]:
            path = (*path, detail["loc"][-1])
        grouped.setdefault(path, []).append(detail)
    inner = {path[:n] for path in grouped for n in range(len(path))}
    return [(path, _message(path, several)) for path, several in grouped.items() if path not in inner]


def _existing(loc: Path, data: Any) -> Path:  # TOML data
    """The part of a pydantic location that exists in the file (unions add steps of their own)."""
    path: Path = ()
    for step in loc:
        if isinstance(data, dict) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        path = (*path, step)
    return path


def _message(path: Path, details: list[ErrorDetails]) -> str:
    first, field = details[0], _keys(_kind(path[:-1])).get(str(path[-1])) if path else None
    hint = f" ({field.description})" if field is not None and field.description else ""
    if first["type"] == "missing":
        return f"kunci ini belum ada; tambahkan{hint}"
    if first["type"] == "extra_forbidden":
        return f"kunci ini tidak dikenal{_nearest(path)}"
    written = f"{_quoted(first['input'])} tidak dapat dipakai"
    return f"{written}: {'; atau '.join(dict.fromkeys(_wanted(d) for d in details))}{hint}"


def _wanted(detail: ErrorDetails) -> str:
    """What should stand there, from pydantic's error type."""
    kind, context = detail["type"], detail.get("ctx", {})
    written = str(detail["input"])
    day, why = read_date(written) or date(2026, 11, 22), no_such_day(written)
    words = {
        "string_type": 'tulis teks dalam tanda kutip "…"',
        "int_type": "tulis bilangan bulat",
        "decimal_type": "tulis angka tanpa tanda kutip",
        "is_instance_of": "tulis angka tanpa tanda kutip",
        "bool_type": "tulis true atau false",
        "list_type": "tulis daftar [ … ]",
        "dict_type": "tulis tabel { … }",
        "model_type": "tulis tabel { … }",
        "date_type": (f"{why}; " if why else "") + f"tulis tanggal tanpa tanda kutip, misalnya {day}",
        "date_from_datetime_inexact": "tulis tanggal tanpa jam",
        "string_too_short": "jangan dikosongkan",
        "too_short": f"isi sedikitnya {context.get('min_length', 1)}",
        "decimal_max_digits": "paling banyak 18 angka",
        "decimal_max_places": "paling banyak 9 desimal",
        "decimal_whole_digits": "angka terlalu besar",
        "string_pattern_mismatch": "pakai huruf kecil, angka dan garis bawah, diawali huruf",
        "finite_number": "tulis bilangan yang terhingga",
    }
    if kind == "literal_error":
        return f"pilihannya {str(context.get('expected', '')).replace(' or ', ' atau ')}"
    bounds = {"ge": "paling kecil", "gt": "harus lebih dari", "le": "paling besar", "lt": "kurang dari"}
    if (sign := next(iter(bounds.keys() & context), None)) is not None:
        return f"{bounds[sign]} {context[sign]}"
    return words.get(kind, "isi tidak sesuai")


def _quoted(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)  # close to how TOML writes it
    return text if len(text) <= 40 else f"{text[:37]}…"  # noqa: PLR2004  (a line of a message)


def _nearest(path: Path) -> str:
    from rapidfuzz import process

    known = list(_keys(_kind(path[:-1])))
    best = process.extractOne(str(path[-1]), known, score_cutoff=60)
    return f'; maksud Anda "{best[0]}"?' if best else f"; yang dikenal di sini: {', '.join(known)}"


def _keys(kind: Any) -> dict[str, FieldInfo]:  # a type expression
    """The keys of a table; none of anything else."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {str(field.alias): field for field in kind.model_fields.values()}


def _shape(names: tuple[str, ...]) -> Shape:
    """Whether the language has a list of tables or one table under these names."""
    path: Path = ()
    for name in names:
        kind = _kind(path := (*path, name))
        if several := get_origin(kind) is list:
            kind = _kind(path := (*path, 0))
    if not _keys(kind) and get_origin(kind) is not dict:
        return "unknown"
    return "list" if several else "table"


def _kind(path: Path) -> Any:  # a type expression
    """What the model has at a path; None where it has nothing."""
    kind: Any = Rules
    for step in path:
        keys, inner = _keys(kind), get_args(kind)
        if keys and isinstance(step, str):
            kind = _bare(keys[step].annotation if step in keys else None)
        else:  # into a list or a table of tables
            kind = _bare(inner[-1] if inner else None)
    return kind


def _bare(kind: Any) -> Any:  # a type expression
    """Without Annotated and without ``| None``."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        inner = [a for a in get_args(kind) if a is not type(None)]
        kind = next((a for a in inner if _keys(a)), inner[0])
    return kind
