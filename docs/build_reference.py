"""Write the generated pages: ``aturan.md`` (its reference), ``temuan.md``, ``preset/``, the schema of ``hasil.json``.

Run as ``python docs/build_reference.py`` after a change of the rules' model or of the catalogue of findings;
``tests/test_docs.py`` fails until that is done. ``reference()`` and ``findings_page()`` return the texts.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from asnrekrut.begin.presets import presets
from asnrekrut.core.rules_in_words import describe
from asnrekrut.findings import catalogue, with_gaps
from asnrekrut.outputs.json_format import Part, SavedResult
from asnrekrut.rules.kinds import schema_of
from asnrekrut.rules.model import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.begin.presets import Preset

    Schema = dict[str, Any]

DOCS = Path(__file__).resolve().parent
SCHEMA = DOCS.parent / "asnrekrut" / "data" / "hasil.schema.json"
START, END = "<!-- awal acuan -->", "<!-- akhir acuan -->"
INLINE = ("Step", "Outcome", "Range")  # small tables that always stand as a value: { desimal = 2, cara = "ke bawah" }
SHOWN = 2  # keys of a small table that stand for it
CODE = "KODE"  # stands in a path for a key that the committee chooses


def reference() -> str:
    """Every table and key of the rules file, from the model."""
    schema = schema_of(Rules)
    tables = schema["$defs"]
    parts = [_table("", "Berkas seluruhnya", schema, tables)]
    parts += [_table(path, _brackets(path, kind), tables[name], tables) for path, kind, name in _walk(schema, tables)]
    parts += [_table("", f"Bentuk `{_inline(tables[name])}`", tables[name], tables) for name in INLINE]
    return "\n".join(parts)


def _walk(owner: Schema, tables: Schema, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every table below this one, in the order of the file: its path, how it is written, its definition."""
    for key, field in owner["properties"].items():
        kind, name = _inner(field)
        if name is None or name in INLINE:
            continue
        below = ".".join(part for part in (path, key, CODE if kind == "named" else "") if part)
        yield below, kind, name
        yield from _walk(tables[name], tables, below)


def _inner(field: Schema) -> tuple[str, str | None]:
    """Whether a key holds a table, several, or named ones, and which; None for a plain value."""
    for shape in field.get("anyOf", [field]):
        several = next(iter(shape.get("patternProperties", {}).values()), {})
        for kind, holder in (("one", shape), ("list", shape.get("items", {})), ("named", several)):
            if "$ref" in holder:
                return kind, holder["$ref"].rpartition("/")[2]
    return "value", None


def _brackets(path: str, kind: str) -> str:
    return f"`[[{path}]]`" if kind == "list" else f"`[{path}]`"


def _inline(table: Schema) -> str:
    keys = [f"{key} = …" for key in table["properties"]]
    return "{ " + ", ".join(keys if len(keys) <= SHOWN else [*keys[:SHOWN], "…"]) + " }"


def _table(path: str, title: str, table: Schema, tables: Schema) -> str:
    """One section: its heading, what it is, its keys."""
    rows = [
        f"| `{key}` | {_cell(_content(field, path, key, tables))} | {_absent(field, key in table.get('required', ()))} "
        f"| {_cell(field['description'])} |"
        for key, field in table["properties"].items()
    ]
    head = [f"### {title}", "", table.get("description", "").replace("``", "`"), ""]
    return "\n".join([*head, "| Kunci | Isi | Bila tidak ditulis | Penjelasan |", "|---|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _content(field: Schema, path: str, key: str, tables: Schema) -> str:
    kind, name = _inner(field)
    if name is not None and name not in INLINE:
        below = f"{path}.{key}" if path else key
        return {
            "one": f"tabel `[{below}]`",
            "list": f"tabel `[[{below}]]`, boleh beberapa",
            "named": f"tabel `[{below}.{CODE}]`, boleh beberapa",
        }[kind]
    return _joined(dict.fromkeys(_words(field, tables)))


def _joined(words: dict[str, None]) -> str:
    *most, last = words
    return f"{', '.join(most)} atau {last}" if most else last


def _words(field: Schema, tables: Schema) -> Iterator[str]:
    """What may stand there, as alternatives."""
    for shape in field.get("anyOf", [field]):
        yield from _alternatives(shape, tables)


def _alternatives(shape: Schema, tables: Schema) -> Iterator[str]:
    if "$ref" in shape:
        yield f"`{_inline(tables[shape['$ref'].rpartition('/')[2]])}`"
        return
    if "enum" in shape:
        yield from (f'`"{word}"`' if isinstance(word, str) else f"`{word}`" for word in shape["enum"])
        return
    match shape["type"]:
        case "string":
            yield "kode" if "pattern" in shape else "tanggal" if shape.get("format") == "date" else "teks"
        case "integer" | "number":
            yield _number(shape)
        case "boolean":
            yield "`true`"
            yield "`false`"
        case "array":
            yield f"daftar {_joined(dict.fromkeys(_words(shape['items'], tables)))}"
        case "object":
            inner = next(iter(shape.get("patternProperties", {}).values()), shape.get("additionalProperties"))
            yield f"tabel `nama = isi` dengan isi {_joined(dict.fromkeys(_words(inner, tables)))}"


def _number(shape: Schema) -> str:
    """``bilangan bulat 0 sampai 9``, ``angka > 0``."""
    word = "bilangan bulat" if shape["type"] == "integer" else "angka"
    low, top = shape.get("minimum"), shape.get("maximum")
    if "exclusiveMinimum" in shape:
        return f"{word} > {shape['exclusiveMinimum']:g}"
    if low is not None and top is not None:
        return f"{word} {low} sampai {top}"
    return word if low is None else f"{word} ≥ {low}"


def _absent(field: Schema, required: bool) -> str:
    """What holds where the key is not written."""
    if required:
        return "**wajib**"
    default = field.get("default")
    if default is None:
        return "–"
    if isinstance(default, dict):
        return f"`{{ {', '.join(f'{k} = {_toml(v)}' for k, v in default.items())} }}`"
    return f"`{default if field.get('type') == 'number' else _toml(default)}`"


def _toml(value: object) -> str:
    """A value as the rules file writes it."""
    return json.dumps(value, ensure_ascii=False)


def findings_page() -> str:
    """The page of all findings, from the catalogue."""
    entries = catalogue().values()
    rows = "\n".join(f"| [{e.code}](#{_anchor(e.code, e.title)}) | {e.title} | {e.severity.title} |" for e in entries)
    sections = "\n".join(
        f"## {e.code} {e.title}\n\n{e.meaning}\n\n"
        f"- **Golongan**: {e.severity.title.lower()}.\n"
        f"- **Pesan**: {with_gaps(e.message)}\n"
        f"- **Contoh**: {e.example}\n"
        f"- **Yang dilakukan**: {e.advice}\n"
        for e in entries
    )
    return f"{_FINDINGS_HEAD}\n{rows}\n\n{sections}"


_FINDINGS_HEAD = """\
# Temuan

<!-- Halaman ini ditulis oleh docs/build_reference.py dari asnrekrut/data/temuan.toml; jangan diubah dengan tangan. -->

Temuan ialah keraguan atas masukan, aturan, atau catatan yang sudah dikukuhkan. Setiap temuan mempunyai kode, pesan, dan
saran, serta tempatnya bila ada: berkas, lembar, atau sel. Huruf pertama kodenya menyatakan akibatnya:

- **E** harus dibetulkan: selama masih ada, formasi yang bersangkutan, atau semua formasi, belum diputus pada tahap itu;
  yang tidak bergantung padanya tetap diputus dan ditulis, dan kode keluarnya 1. Keputusan seri, penggantian, dan
  pengangkatan yang tidak dapat dijalankan (E504, E609, E621) tidak menahan apa pun. Pada lembar nilai sendiri yang
  hasilnya ditentukan oleh daftar penetapan, temuan itu hanya perlu dipastikan;
- **P** perlu dipastikan: hasil tetap ditulis, dan temuan itu tidak mengubah kode keluar. Lembar Ringkasan mencantumkan
  jumlahnya menurut kode, kecuali P1 dan P2 yang belum diterima, yang hanya menyangkut susunan dan penulisan tabel;
- **I** untuk diketahui saja.

Kata di antara ‹ dan › diganti program dengan isi yang sebenarnya. Penjelasan yang sama dicetak oleh `asnrekrut code`,
misalnya `asnrekrut code E202`.

| Kode | Temuan | Golongan |
|---|---|---|"""


def _anchor(code: str, title: str) -> str:
    """The heading's anchor, as the usual Markdown viewers make it."""
    return re.sub(r"[^\w\- ]", "", f"{code} {title}".lower()).replace(" ", "-")


def with_reference(page: str) -> str:
    """A page with the text between its two markers made anew."""
    before, rest = page.split(START)
    return f"{before}{START}\n\n{reference()}\n{END}{rest.split(END)[1]}"


def preset_pages() -> dict[str, str]:
    """The page of every preset, which reads its rules aloud; and the page that lists them."""
    known = presets()
    pages = {f"{name}.md": _preset_page(one) for name, one in known.items()}
    rows = "\n".join(
        f"| [`{name}`]({name}.md) | {one.title} | {'; '.join(one.basis) or 'keputusan panitia sendiri'} |"
        for name, one in known.items()
    )
    return {**pages, "README.md": f"{_PRESETS_HEAD}\n{rows}\n"}


_PRESETS_HEAD = """\
# Preset

<!-- Ditulis oleh docs/build_reference.py dari asnrekrut/data/preset/; jangan diubah dengan tangan. -->

Preset ialah berkas aturan siap pakai bagi seleksi yang lazim, dengan dasar hukum di samping setiap aturannya.
`asnrekrut init FOLDER --preset NAMA` menyalinnya ke folder baru. Bandingkan isinya dengan keputusan yang mengatur
seleksi Anda. Yang bertanda BELUM DIPASTIKAN harus diisi dari naskahnya: selama masih tertulis demikian, hasil formasi
yang terkena ditahan.

| Preset | Seleksi | Dasar |
|---|---|---|"""


def _preset_page(one: Preset) -> str:
    """One preset, read aloud."""
    lines = [f"# {one.title}", "", f"`asnrekrut init FOLDER --preset {one.name}`", "", one.about, ""]
    for what, how in describe(one.rules)[:-1]:
        lines += [f"- **{what}**: {how}"] if how else ["", f"## {what}", ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def result_schema() -> str:
    """The JSON Schema of ``hasil.json``, each key with its meaning."""
    schema = msgspec.json.schema(SavedResult)
    for part in (*Part.__subclasses__(), SavedResult):
        for key in part.keys.values():
            if key.meaning and part.__name__ in schema["$defs"]:
                schema["$defs"][part.__name__]["properties"][key.name]["description"] = key.meaning
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write all pages, and the schema of ``hasil.json`` that is shipped."""
    rules_page = DOCS / "aturan.md"
    text = with_reference(rules_page.read_text(encoding="utf-8"))
    rules_page.write_text(text, encoding="utf-8", newline="\n")
    (DOCS / "temuan.md").write_text(findings_page(), encoding="utf-8", newline="\n")
    (DOCS / "preset").mkdir(exist_ok=True)
    for name, page in preset_pages().items():
        (DOCS / "preset" / name).write_text(page, encoding="utf-8", newline="\n")
    SCHEMA.write_text(result_schema(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
