"""Documents as PDF, by typst: the same content gives the same bytes on every computer.

The fonts are those of the package, with those of the selection's own folder before them; fonts of the system are left
out, for they differ from one computer to the next.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from asnrekrut.charts import Picture
from asnrekrut.documents.document_parts import Document, Table
from asnrekrut.documents.kinds import KINDS
from asnrekrut.documents.tables import laid_out, sheet_of
from asnrekrut.documents.templates import PNG, logo_bytes
from asnrekrut.errors import OutputError
from asnrekrut.rules.profile import SHEETS, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from typst import PDFStandard

    from asnrekrut.documents.office import Office
    from asnrekrut.rules.profile import Letterhead

ARCHIVAL: PDFStandard = "a-2a"  # such a file must bear its date
ACCESSIBLE: PDFStandard = "ua-1"
SUBSTITUTES = {  # of the same metrics, shipped with the package
    "arial": "Liberation Sans", "helvetica": "Liberation Sans", "times new roman": "Liberation Serif",
    "bookman old style": "TeX Gyre Bonum",
}  # fmt: skip
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><image href="{}" width="100" height="100"/></svg>'
)
_FAMILY = re.compile(r'font-family="[^"]*"')  # a drawing names fonts that a PDF does not have
_LACKING = re.compile(r'the text [`"]{0,2}([^`"]{1,64})[`"]{0,2} could not be displayed')
_KEPT = 10  # compilations after which typst drops what was not used again
_HELD: list[int] = []  # bytes of the documents whose layout typst still keeps
MOST_HELD = 8 * 2**20  # above that it is made to forget, so that memory does not grow with the number of papers
LAST_RESORT = "Liberation Sans"
_PAGE = re.compile(rb"/Type ?/Page\b")


class SignError(OutputError):
    """No font has a sign that occurs in a document.

    Attributes:
        sign: the sign.
        rest: the file without the documents in which it occurs; None where none is left.
    """

    def __init__(self, message: str, sign: str, rest: bytes | None = None) -> None:
        super().__init__(message)
        self.sign, self.rest = sign, rest


def pdf(documents: Sequence[Document], office: Office) -> bytes:
    """One file with these documents one after the other, dated as the first; all but that one begin a page.

    Raises:
        SignError: no font has a sign that occurs; with the file of the documents that can be set.
        OutputError: typst cannot set it.
    """
    try:
        return _whole_file(documents, office)
    except SignError as error:
        lacking = [one for one in documents if error.sign in repr(one)]
        others = [one for one in documents if one not in lacking]
        if not lacking or not others:
            raise
        told, rest = f"{error}; tidak dimuat: {'; '.join(one.footer for one in lacking)}", None
        try:
            rest = pdf(others, office)
        except SignError as further:
            told, rest = f"{told}. {further}", further.rest
        raise SignError(told, error.sign, rest) from error


def _whole_file(documents: Sequence[Document], office: Office) -> bytes:
    first = documents[0]
    shape = _shape(first, office)
    as_data = _Plain(office.profile)
    for single in (True, False)[len(documents) == 1 :]:  # as a rule each is one page, which need not be counted
        data = {"dokumen": documents, "bentuk": {**shape, "single": single}}
        made = _set(first.kind, json.dumps(data, ensure_ascii=False, default=as_data), first.day)
        if not single or len(_PAGE.findall(made)) == len(documents):
            break
    return made


def _set(kind: str, data: str, day: date | None) -> bytes:
    """The file as typst sets it.

    Raises:
        OutputError: see ``pdf``.
    """
    import typst

    source = (files("asnrekrut") / "data" / "naskah.typ").read_bytes()
    standards = [ACCESSIBLE] if day is None else [ARCHIVAL, ACCESSIBLE]
    try:
        compiler = typst.Compiler(source, font_paths=_fonts(), sys_inputs={"data": data})
        made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards, timestamp=0)
    except typst.TypstError as error:
        raise _warned(kind, str(error.message), data) from error
    if warnings:
        raise _warned(kind, str(warnings[0].message), data)
    assert isinstance(made, bytes)  # noqa: S101  (one file, not one for each page)
    _HELD.append(len(made))
    if sum(_HELD) > MOST_HELD:
        _forget()
    return made


def _warned(kind: str, message: str, data: str) -> OutputError:
    """Why a document cannot be set; of a sign that no font has, also where it stands."""
    quoted = _LACKING.search(message)
    if quoted is None:
        return OutputError(f"{kind} tidak dapat disusun: {message}")
    sign, where = quoted[1], next(_around(json.loads(data), quoted[1]), "")
    why = f'tidak ada huruf untuk tanda "{sign}" dalam "{where}"; betulkan di lembar asalnya'
    return SignError(f"{kind} tidak dapat disusun: {why}", sign)


def _around(part: object, sign: str) -> Iterator[str]:
    """The texts with a sign in them, in a table with the whole row."""
    if isinstance(part, str):
        if sign in part:
            yield part
    elif isinstance(part, list) and all(isinstance(one, str) for one in part):
        if any(sign in one for one in part):
            yield " ".join(part)
    elif isinstance(part, (list, dict)):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _around(one, sign)


def _forget() -> None:
    """Let go of what typst keeps of former documents: it drops whatever ten compilations have not used."""
    import typst

    for _ in range(_KEPT + 1):
        typst.Compiler(b"", font_paths=_fonts()).compile(format="svg")
    _HELD.clear()


@cache
def _fonts() -> Any:  # typst.Fonts
    import typst

    with as_file(files("asnrekrut") / "data" / "huruf") as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def family(name: str) -> str:
    """The font that a PDF takes for this name."""
    known = {one.casefold(): one for one in _fonts().families()}
    return known.get(name.casefold()) or SUBSTITUTES.get(name.casefold()) or LAST_RESORT


def _shape(first: Document, office: Office) -> dict[str, Any]:
    kind, profile = KINDS[first.kind].face, office.profile
    paper, face = profile.paper, getattr(profile.faces, kind)
    width, height = SHEETS[paper.size][:: -1 if first.landscape else 1]
    return {
        **{side: getattr(paper, side) for side in ("top", "bottom", "left", "right")},
        "width": width,
        "height": height,
        "pages": paper.pages if kind != "lists" and not first.landscape else "Halaman 2 dari 5",
        "fonts": [family(face.family), LAST_RESORT],
        "size": face.size,
        "name": " ".join([*first.title, first.about]).strip() or dict(first.reference).get("Hal", first.kind),
        "author": office.committee,
        "electronic": profile.electronic is not None,
        "draft": first.mark or office.mark,
        "centred": kind == "decrees",
        "kop": _letterhead(office.folder, profile.letterhead) if kind == "letters" else None,
    }


def _letterhead(folder: Path, head: Letterhead | None) -> dict[str, Any] | None:
    """The letterhead, its logo as a drawing that holds the picture.

    Raises:
        OutputError: the logo is not there, or not a picture.
    """
    if head is None:
        return None
    lines = [asdict(line) for line in head.lines]
    return {**asdict(head), "lines": lines, "logo": head.logo and _drawing(logo_bytes(folder, head.logo))}


def _drawing(raw: bytes) -> str:
    kind = "png" if raw.startswith(PNG) else "jpeg"
    return _DRAWING.format(f"data:image/{kind};base64,{base64.b64encode(raw).decode()}")


class _Plain:
    """A document, and then its parts, as data under the name of what they are."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def __call__(self, part: Any) -> Any:
        if isinstance(part, date):
            return [part.year, part.month, part.day]
        content = asdict(part)
        if isinstance(part, Document):
            self.sheet = sheet_of(part, self.profile)
            content["footer"] = part.footer or self.profile.electronic or ""
        elif isinstance(part, Table):
            content |= asdict(laid_out(part, self.sheet))
        elif isinstance(part, Picture):
            content["svg"] = _FAMILY.sub(f'font-family="{LAST_RESORT}"', part.svg)
        return {"kind": type(part).__name__.lower(), **content}
