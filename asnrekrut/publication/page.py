"""``index.html``: one file for everybody, from the plain texts of the public view and from nothing else.

It needs no network and runs no script but its own, which only searches and sorts what stands there without it.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from asnrekrut.notation import show_date
from asnrekrut.publication.notice import NO_PERIOD, PublicNotice, short_message
from asnrekrut.publication.pictures import pictures, way_through
from asnrekrut.publication.view import nobody

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Template
    from markupsafe import Markup

    from asnrekrut.publication.view import PublicLetter, PublicResults

FILE = "index.html"
_KINDS = {
    "awal": "Diumumkan",
    "pascasanggah": "diumumkan kembali sesudah masa sanggah",
    "ralat": "diralat",
    "pengganti": "diumumkan penggantinya",
    "pengangkatan": "diumumkan siapa yang diangkat",
}


def page(notice: PublicNotice, results: PublicResults) -> bytes:
    """The page; equal texts give equal bytes."""
    from markupsafe import Markup

    style, script, as_of = _data("css"), _data("js"), _last_day(results)
    text = _template().render(
        notice=notice,
        results=results,
        state=f"Data per {show_date(date.fromisoformat(as_of))}." if as_of else "Belum ada hasil yang diumumkan.",
        as_of=as_of,
        no_period=NO_PERIOD,
        nobody=nobody,
        sections=_sections(notice, results),
        message=short_message(notice, results.stages),
        letter_words=_letter_words,
        whole_picture=_drawn(way_through(results.stages)),
        stage_pictures=lambda stage: _drawn(pictures(stage)),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704  (our own files)
        script=Markup(script),  # noqa: S704
    )
    return text.encode()


def _drawn(found: Iterable[tuple[str, str]]) -> list[tuple[str, Markup]]:
    """Pictures as they are: their words were escaped when they were drawn."""
    from markupsafe import Markup

    return [(title, Markup(picture)) for title, picture in found]  # noqa: S704


def _data(kind: str) -> str:
    return (files("asnrekrut") / "data" / f"halaman.{kind}").read_text(encoding="utf-8")


def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    ).from_string(_data("html"))


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded or sent, and nothing run but this style and this script."""
    allowed = [("style-src", style), ("script-src", script)]
    hashes = "; ".join(f"{what} 'sha256-{_digest(text)}'" for what, text in allowed)
    return f"default-src 'none'; {hashes}; img-src data:; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _last_day(results: PublicResults) -> str:
    """The day up to which the page speaks, ISO: that of the newest announcement; '' where there is none."""
    return max((letter.day for stage in results.stages for letter in stage.letters), default="")


def _letter_words(letter: PublicLetter) -> str:
    """``diumumkan 19 Maret 2027 dengan nomor 800/12/PANSEL/2027``."""
    return f"{_KINDS[letter.kind]} {show_date(date.fromisoformat(letter.day))} dengan nomor {letter.number}"


def _sections(notice: PublicNotice, results: PublicResults) -> list[tuple[str, str]]:
    """What the page has, for its contents."""
    after = [("hasil", "Hasil"), ("periksa", "Memeriksa sendiri")] if results.stages else []
    demands = [("syarat", "Syarat")] if notice.requirements else []
    always = [("jadwal", "Jadwal"), ("aturan", "Aturan"), ("pengaduan", "Pengaduan dan kontak")]
    return [*after, ("lowongan", "Lowongan"), *demands, *always]
