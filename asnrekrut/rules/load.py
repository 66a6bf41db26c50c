"""Read ``seleksi.toml``; report everything wrong with it at once, with its line and what to write instead."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from asnrekrut.errors import RuleProblem, RulesError
from asnrekrut.rules.model import Rules
from asnrekrut.rules.validate import problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    Path = tuple[str | int, ...]
    from collections.abc import Iterator


RULES_FILE = "seleksi.toml"


def load_rules(raw: bytes, file: str = RULES_FILE) -> Rules:
    """Turn the bytes of a rules file into rules that can be carried out.

    Raises:
        RulesError: with every problem found.
    """
    data, text = _parse(raw, file)
    rules, faults = _validated(data)
    if rules is not None:
        faults += problems(rules)
    if not faults:
        assert rules is not None  # noqa: S101  (no fault means a model)
        return rules
    lines = lines_of(text)
    found = {RuleProblem(line_of(path, lines), f"{_dotted(path)}{message}") for path, message in faults}
    raise RulesError(file, sorted(found, key=lambda p: (p.line or 0, p.message)))


def _parse(raw: bytes, file: str) -> tuple[dict[str, Any], str]:
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise RulesError(
            file, [RuleProblem(line, "bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8")]
        ) from None
    try:
        return tomllib.loads(text, parse_float=Decimal), text
    except tomllib.TOMLDecodeError as error:
        raise RulesError(file, [_syntax(str(error), text)]) from None
    except (ValueError, ArithmeticError):
        problem = RuleProblem(_too_big(text), "angka ini terlalu panjang; periksa penulisannya")
        raise RulesError(file, [problem]) from None
    except RecursionError:
        raise RulesError(file, [RuleProblem(None, "susunan terlalu dalam; sederhanakan")]) from None


def _too_big(text: str) -> int | None:
    """The line of a number beyond what Python converts."""
    prefix = ""
    for number, line in enumerate(text.split("\n"), 1):
        prefix += line + "\n"
        try:
            tomllib.loads(prefix, parse_float=Decimal)
        except tomllib.TOMLDecodeError:
            continue
        except (ValueError, ArithmeticError):
            return number
    return None


_SYNTAX = (
    ("overwrite a value", "kunci atau tabel ini sudah ditulis sebelumnya; hapus salah satu"),
    ("declare", "tabel ini sudah ditulis sebelumnya; hapus salah satu"),
    ("after a key", 'setelah kunci harus ada tanda "="'),
    (
        "Invalid value",
        'isi tidak dapat dibaca; teks harus diapit tanda kutip "…", desimal ditulis dengan titik',
    ),
    ("Unclosed array", 'daftar belum ditutup dengan "]"'),
    ("Unterminated", "teks belum ditutup dengan tanda kutip"),
    ("Illegal character", "teks belum ditutup dengan tanda kutip, atau ada karakter terlarang"),
    ("Expected newline", "ada tulisan berlebih di belakang isi; satu baris satu kunci"),
    ("inline table", 'tabel dalam satu baris belum ditutup dengan "}" atau kekurangan koma'),
)


def _syntax(error: str, text: str) -> RuleProblem:
    place = re.search(r"at line (\d+)", error)
    line = int(place.group(1)) if place else text.count("\n") + 1
    why = next((words for sign, words in _SYNTAX if sign in error), "penulisan TOML tidak sah")
    lines = text.split("\n")
    written = lines[line - 1].strip() if line <= len(lines) else ""
    if re.search(r"=\s*[+-]?\d+,\d", written):
        why = "dalam berkas aturan desimal ditulis dengan titik, misalnya 33.3"
    if re.search(r"=\s*\d{1,4}[-/.]\d{1,2}[-/.]\d", written):
        why = "tanggal ditulis tahun-bulan-hari, misalnya 2026-12-31"
    return RuleProblem(line, f"{why}: {written}" if written else why)


def _validated(data: dict[str, Any]) -> tuple[Rules | None, list[tuple[Path, str]]]:
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
    drop = [p for p in paths if p]
    if isinstance(data, dict):
        gone = {p[0] for p in drop if len(p) == 1}
        return {k: _without(v, [p[1:] for p in drop if p[0] == k]) for k, v in data.items() if k not in gone}
    if isinstance(data, list):
        return [_without(v, [p[1:] for p in drop if p[0] == i]) for i, v in enumerate(data)]
    return data


def _explain(details: list[ErrorDetails], data: dict[str, Any]) -> list[tuple[Path, str]]:
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
    first = details[0]
    field = _field(path)
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
    words = {
        "string_type": 'tulis teks dalam tanda kutip "…"',
        "int_type": "tulis bilangan bulat",
        "decimal_type": "tulis angka tanpa tanda kutip",
        "is_instance_of": "tulis angka tanpa tanda kutip",
        "bool_type": "tulis true atau false",
        "list_type": "tulis daftar [ … ]",
        "dict_type": "tulis tabel { … }",
        "model_type": "tulis tabel { … }",
        "date_type": "tulis tanggal tanpa tanda kutip, misalnya 2026-11-22",
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
    for sign, phrase in (
        ("ge", "paling kecil"),
        ("gt", "harus lebih dari"),
        ("le", "paling besar"),
        ("lt", "kurang dari"),
    ):
        if kind in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"} and sign in context:
            return f"{phrase} {context[sign]}"
    return words.get(kind, "isi tidak sesuai")


def _quoted(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)  # close to how TOML writes it
    return text if len(text) <= 40 else f"{text[:37]}…"  # noqa: PLR2004  (a line of a message)


def _dotted(path: Path) -> str:
    """``tahap[2].komponen[1].bobot: ``, counted from one as a reader does."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return f"{text}: " if text else ""


def _nearest(path: Path) -> str:
    from rapidfuzz import process

    section = _section(path[:-1])
    known = [str(f.alias) for f in section.model_fields.values()] if section is not None else []
    best = process.extractOne(str(path[-1]), known, score_cutoff=60)
    return f'; maksud Anda "{best[0]}"?' if best else f"; yang dikenal di sini: {', '.join(known)}"


def _field(path: Path) -> Any:  # pydantic's FieldInfo
    section = _section(path[:-1])
    return (
        next((f for f in section.model_fields.values() if f.alias == path[-1]), None) if section is not None else None
    )


def _section(path: Path) -> type[BaseModel] | None:
    """The model of the table at a path."""
    kind: Any = Rules
    for step in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(step, str):
            kind = next((f.annotation for f in kind.model_fields.values() if f.alias == step), None)
        else:  # into a list or a table of tables
            kind = get_args(kind)[-1] if get_args(kind) else None
        kind = _bare(kind)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _bare(kind: Any) -> Any:  # a type expression
    """Without Annotated and without ``| None``."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        inner = [a for a in get_args(kind) if a is not type(None)]
        models = [a for a in inner if isinstance(a, type) and issubclass(a, BaseModel)]
        kind = models[0] if models else inner[0]
    return kind


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _paths(inner, (*path, i))


def lines_of(text: str) -> dict[Path, int]:
    """The first line of the statement that brings each key path into being.

    Growing prefixes of the file are parsed; a path that appears with a prefix was written in its last statement.
    """
    found: dict[Path, int] = {(): 1}
    lines = [line + "\n" for line in text.split("\n")]  # TOML knows no other line end
    start, prefix = 0, ""
    for number, line in enumerate(lines):
        prefix += line
        if line.strip() == "" or line.lstrip().startswith("#"):
            start = number + 1 if start == number else start
            continue
        try:
            parsed = tomllib.loads(prefix)
        except tomllib.TOMLDecodeError:
            continue  # inside an array or a text over several lines
        for path in _paths(parsed):
            found.setdefault(path, start + 1)
        start = number + 1
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of a path, or of the nearest table around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]
