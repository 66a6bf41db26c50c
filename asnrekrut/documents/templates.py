"""What the office adds to its papers, looked at before it is used: Word templates under ``naskah/``, and a logo.

A template holds tags: ``{{ nomor }}`` for a text, ``{{p bagian.hasil.isi }}`` for a part that takes whole paragraphs,
``{%p if … %}`` and ``{%p for … %}`` around paragraphs, ``{%tr for … %}`` around the rows of a table. Every tag that
would fail, or would silently lose something, is reported with its paragraph.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from asnrekrut.documents.docx_files import LISTS, TEXTS, UNKNOWN, environment, settled
from asnrekrut.documents.kinds import KINDS, Kind
from asnrekrut.errors import OutputError, reason
from asnrekrut.readers.archive import Archive
from asnrekrut.readers.content import Refusal
from asnrekrut.storage import content_of, permissions, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asnrekrut.rules.profile import Profile

FOLDER, EXAMPLE = "naskah", "profil.toml"
LARGEST, LARGEST_LOGO = 20 * 2**20, 4 * 2**20  # bytes
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_UNCHANGED = b"asnrekrut"
TEXT, BLOCK, LOOP = "text", "block", {"index": "text", "first": "text", "last": "text", "length": "text"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(
    r"\{%(p|tr|tc|r)?-?\s*+((?:[^{}%\s-]|-(?!%\})|\s++(?!-?%\}))*+)\s*+-?%\}"
    r"|\{\{(p|r)?\s((?:[^{}\s]|\s++(?!\}\}))*+)\s*+\}\}|\{#[^{}]*#\}"
)
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_FOR = re.compile(r"for\s+(\w+)\s+in\s+(.+)")
_NEAR = 60  # per cent of likeness from which another name is suggested


def template_of(folder: Path, kind: Kind, profile: Profile, landscape: bool) -> bytes:
    """The office's template of a kind, else the program's own.

    One that was written and never changed is the program's, as today's profile has it: whatever paper and letterhead
    stood in the profile when it was written.

    Raises:
        OutputError: the office's template is faulty; every fault is named.
    """
    path = folder / FOLDER / f"{kind.code}.docx"
    if not has_own(folder, kind):
        return _own(folder, kind, profile, landscape)
    try:
        raw = content_of(path, LARGEST)
    except OSError as error:
        raise OutputError(f"{FOLDER}/{path.name} tidak dapat dibaca ({reason(error)})") from error
    if found := list(faults(raw, kind)):
        lines = "\n".join(f"  {FOLDER}/{path.name}: {fault}" for fault in found)
        raise OutputError(f"templat tidak dapat dipakai; betulkan, atau hapus agar dipakai templat bawaan:\n{lines}")
    return raw


def has_own(folder: Path, kind: Kind) -> bool:
    """Whether the office has a template of its own: one that the program did not write, or that was saved since."""
    path = folder / FOLDER / f"{kind.code}.docx"
    try:
        with zipfile.ZipFile(io.BytesIO(content_of(path, LARGEST))) as archive:
            return archive.comment != _UNCHANGED
    except (OSError, zipfile.BadZipFile):
        return os.path.lexists(path)  # (a link that leads nowhere is no absent template)


def _unchanged(raw: bytes) -> bytes:
    """A template that says that nobody has changed it: whatever saves it again leaves the comment out."""
    marked = io.BytesIO(raw)
    with zipfile.ZipFile(marked, "a") as archive:
        archive.comment = _UNCHANGED
    return marked.getvalue()


def _own(folder: Path, kind: Kind, profile: Profile, landscape: bool) -> bytes:
    """The program's own template, on the office's paper and in its fonts."""
    from asnrekrut.documents.skeleton import skeleton

    head = profile.letterhead
    logo = None if head is None or head.logo is None else logo_bytes(folder, head.logo)
    return settled(skeleton(kind, profile, landscape, logo))


def logo_bytes(folder: Path, name: str) -> bytes:
    """The picture of the letterhead, a PNG or JPEG of the selection folder, looked at before it is used.

    Raises:
        OutputError: it is missing, outside the folder, too large, or another kind of file.
    """
    path = folder / name
    if not os.path.isfile(path):  # noqa: PTH113  (False too for a name too long for any)
        raise OutputError(f"lambang {name} tidak ada; simpan gambarnya di situ, atau hapus kunci lambang dari kop")
    if not path.resolve().is_relative_to(folder.resolve()):  # (no circle of links: it is a file)
        raise OutputError(f"lambang {name} berada di luar folder seleksi")
    raw = b""
    with suppress(OSError):
        raw = content_of(path, LARGEST_LOGO)
    if not raw.startswith((PNG, JPEG)):
        raise OutputError(f"lambang {name} bukan gambar PNG atau JPEG sampai 4 MB")
    if not _whole(raw):
        raise OutputError(f"lambang {name} rusak atau terpotong; simpan ulang gambarnya sebagai PNG atau JPEG")
    return raw


def _whole(raw: bytes) -> bool:
    """Whether the picture can be read to its end by whoever sets it."""
    from docx.image import exceptions as torn
    from docx.image.image import Image

    broken = torn.InvalidImageStreamError, torn.UnexpectedEndOfFileError, torn.UnrecognizedImageError

    try:
        picture = Image.from_blob(raw)
    except (*broken, LookupError, ValueError, struct.error):
        return False
    end = b"IEND" in raw[-12:] if raw.startswith(PNG) else b"\xff\xd9" in raw
    return end and min(picture.px_width, picture.px_height, picture.horz_dpi, picture.vert_dpi) > 0


def write_word_templates(folder: Path, profile: Profile) -> tuple[list[str], list[str]]:
    """Write the templates that are not there yet; what the office has is left alone.

    Returns:
        What was written and what was there, below the selection folder.
    """
    written, there, allowed = [], [], permissions(folder)
    for kind in KINDS.values():
        if kind.form != "word":
            continue
        path = folder / FOLDER / f"{kind.code}.docx"
        if path.exists():
            there.append(f"{FOLDER}/{path.name}")
            continue
        write_whole(path, _unchanged(_own(folder, kind, profile, landscape=False)), allowed)
        written.append(f"{FOLDER}/{path.name}")
    if not (folder / FOLDER / EXAMPLE).exists():
        write_whole(folder / FOLDER / EXAMPLE, (files("asnrekrut") / "data" / EXAMPLE).read_bytes(), allowed)
        written.append(f"{FOLDER}/{EXAMPLE}")
    return written, there


def schema(kind: Kind) -> dict[str, Any]:
    """What a template of this kind may name."""
    parts = {key: {"judul": TEXT, "isi": BLOCK} for key in kind.sections}
    return {
        **dict.fromkeys(("konsep", "kaki", *TEXTS), TEXT),
        **{name: [TEXT] for name in LISTS},
        **dict.fromkeys(("rujukan", "semua_bagian", "tanda_tangan", "daftar_terlampir"), BLOCK),
        "bagian": parts,
        "isian": dict.fromkeys(kind.fields, TEXT),
    }


def faults(raw: bytes, kind: Kind) -> Iterator[str]:
    """Everything that keeps a template from being filled in, with its place."""
    from docx import Document

    try:
        Archive(raw)
        document = Document(io.BytesIO(raw))
    except Refusal as refused:
        yield f"tidak dibaca: {refused}"
        return
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        yield "bukan dokumen Word (.docx) yang utuh"
        return
    known = schema(kind)
    yield from _Checker(known).part(document.element.body, "alinea")
    for section in document.sections:
        first = [section.first_page_header] if section.different_first_page_header_footer else []
        for header in (*first, section.header):
            checker = _Checker(known)
            yield from checker.part(header._element, "kepala halaman, alinea")  # noqa: SLF001
            if "konsep" not in checker.named:
                yield "kepala halaman: bidang {{ konsep }} harus ada, sebab menandai naskah yang belum disahkan"
        for footer in (section.first_page_footer, section.footer):
            yield from _Checker(known).part(footer._element, "kaki halaman, alinea")  # noqa: SLF001


class _Opened(Struct):
    """A tag that is still to be closed."""

    word: str
    form: str
    container: Any
    tag: str
    names: dict[str, Any] = field(default_factory=dict)


class _Checker:
    """One part of a template, paragraph by paragraph.

    Attributes:
        named: the fields that occur in it.
    """

    def __init__(self, known: dict[str, Any]) -> None:
        self.known, self.named = known, set[str]()
        self._open: list[_Opened] = []
        self._told: list[str] = []
        self._environment = environment()

    def part(self, root: Any, where: str) -> Iterator[str]:  # an lxml element
        """What is wrong in all paragraphs, and what is left open at the end."""
        for number, one in enumerate(root.iter(f"{W}p"), 1):
            text = _words(one)
            self._paragraph(text, one)
            yield from (f'{where} {number} ("{text.strip()[:50]}"): {fault}' for fault in self._told)
            self._told.clear()
            while self._open and self._open[-1].form == "" and self._open[-1].container is one:
                word = self._open.pop().word
                yield f'{where} {number}: "{word}" tidak ditutup dalam alineanya; tulis dengan {{%p … %}}'
        yield from (f'{where}: "{left.tag}" tidak ditutup' for left in self._open)

    def _paragraph(self, text: str, one: Any) -> None:
        for tag in _TAG.finditer(text):
            form, statement, block, expression = tag.groups()
            if form in {"p", "tr"} or block == "p":
                self._alone(form or "p", tag.group(), text, one)
            if statement is not None:
                self._statement(form or "", statement, one, tag.group())
            elif expression is not None:
                self._printed(expression, block == "p")
        if _LOOSE.search(_TAG.sub("", text)):
            self._told.append("kurung tag tidak lengkap; tulis {{ nama }} atau {%p … %}")

    def _alone(self, form: str, tag: str, text: str, one: Any) -> None:
        """A tag that takes its whole paragraph or row away must stand alone in it."""
        if form == "p" and text.strip() != tag:
            self._told.append(f"{tag} harus berdiri sendiri dalam alineanya, sebab tulisan lain di situ akan hilang")
        if form == "tr":
            row = _above(one, "tr")
            if row is None or _words(row).strip() != tag:
                words = "harus berdiri sendiri dalam satu baris tabel, sebab isi lain baris itu akan hilang"
                self._told.append(f"{tag} {words}")

    def _statement(self, form: str, statement: str, one: Any, tag: str) -> None:
        word, _, rest = statement.partition(" ")
        inside = {"": one, "r": one, "tr": _above(one, "tbl"), "tc": _above(one, "tr")}.get(form, one.getparent())
        if word in {"for", "if"}:
            self._opening(_Opened(word, form, inside, tag), statement, rest)
        elif word in {"endfor", "endif", "elif", "else"}:
            self._closing(word, form, inside, rest)
        else:
            self._told.append(f'"{word}" tidak dikenal; yang ada: for, if, elif, else, endif, endfor')

    def _opening(self, opened: _Opened, statement: str, rest: str) -> None:
        if opened.word == "if":
            self._kind(rest)
        elif (found := _FOR.fullmatch(statement)) is None:
            self._told.append("tulis {%p for baris in … %}")
        else:
            kind = self._kind(found[2])
            if kind is not None and not isinstance(kind, list):
                self._told.append(f'"{found[2]}" bukan daftar')
            opened.names = {found[1]: kind[0] if isinstance(kind, list) else TEXT, "loop": LOOP}
        self._open.append(opened)

    def _closing(self, word: str, form: str, container: Any, rest: str) -> None:
        if word == "elif":
            self._kind(rest)
        wanted = {"endfor": {"for"}, "endif": {"if"}}.get(word, {"if", "for"})
        if not self._open or self._open[-1].word not in wanted:
            self._told.append(f'"{word}" tanpa pembukanya')
            return
        before = self._open[-1]
        if before.form != form or before.container is not container:
            self._told.append(f'"{word}" tidak sebentuk dengan pembukanya ({before.tag}), atau berada di tempat lain')
        if word.startswith("end"):
            self._open.pop()

    def _printed(self, expression: str, as_block: bool) -> None:
        kind = self._kind(expression)
        if kind == BLOCK and not as_block:
            self._told.append(f"tulis {{{{p {expression} }}}}, sebab isinya berupa alinea dan tabel")
        if kind == TEXT and as_block:
            self._told.append(f"tulis {{{{ {expression} }}}}, sebab isinya teks")

    def _kind(self, expression: str) -> Any:
        """What an expression gives; None where that cannot be told."""
        from jinja2 import TemplateSyntaxError, nodes

        try:
            tree = self._environment.parse(f"{{{{ {expression} }}}}")
            self._environment.compile(f"{{{{ {expression} }}}}")  # filters are looked for only here
        except TemplateSyntaxError as error:
            missing = re.search(r"No filter named '(\w+)'", str(error))
            other = f'"{expression}": {UNKNOWN}' if error.message == UNKNOWN else f'"{expression}" tidak dapat dibaca'
            self._told.append(f'tidak ada saringan "{missing[1]}"' if missing else other)
            return None
        chains = list(tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)))
        inner = {id(getattr(node, "node", None)) for node in chains}
        kinds = [self._path(node) for node in chains if id(node) not in inner]
        return kinds[0] if kinds and re.fullmatch(r"[\w.]+", expression) else None

    def _path(self, node: Any) -> Any:  # a node of Jinja's syntax tree
        """What a chain of names leads to."""
        from jinja2 import nodes

        names: list[str] = []
        while isinstance(node, nodes.Getattr):
            names.insert(0, node.attr)
            node = node.node
        if not isinstance(node, nodes.Name):
            self._told.append("hanya nama dengan titik yang diperkenankan")
            return None
        here: Any = {**self.known, **{name: kind for opened in self._open for name, kind in opened.names.items()}}
        for name in (node.name, *names):
            if not isinstance(here, dict) or name not in here:
                self._told.append(f'"{name}" tidak dikenal{_suggested(name, here)}')
                return None
            here = here[name]
        self.named.add(node.name)
        return here


def _words(element: Any) -> str:
    """All texts in a part of a document."""
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _above(element: Any, what: str) -> Any:
    """The table, or the row, in which something stands; None where it stands in none."""
    return next((one for one in element.iterancestors() if one.tag == f"{W}{what}"), None)


def _suggested(name: str, here: Any) -> str:
    from rapidfuzz import process

    if not isinstance(here, dict):
        return ""
    best = process.extractOne(name, list(here), score_cutoff=_NEAR)
    return f'; maksud Anda "{best[0]}"?' if best else f"; yang ada: {', '.join(here)}"
