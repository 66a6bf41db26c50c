"""``index.html``: one file for everybody, pictures included, from the plain texts of the public view and nothing else.

It needs no network and runs no script but its own, which only searches and sorts what stands there without it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from datetime import date
from importlib.resources import files
from statistics import median
from typing import TYPE_CHECKING

from asnrekrut.charts import ENOUGH, Picture, bars, classed, distribution, funnel, said
from asnrekrut.notation import joined, read_shown, show_count, show_date, show_rounded
from asnrekrut.publication.notice import NO_PERIOD, PublicNotice, short_message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2 import Template

    from asnrekrut.publication.view import PublicLetter, PublicResults, PublicStage

FILE, END = "index.html", "akhir"
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
        sections=_sections(notice, results),
        message=short_message(notice, results.stages),
        letter_words=_letter_words,
        whole_picture=list(_way_through(results.stages)),
        stage_pictures=lambda stage: list(_pictures(stage)),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704  (our own files)
        script=Markup(script),  # noqa: S704
    )
    return text.encode()


def _data(kind: str) -> str:
    return (files("asnrekrut") / "data" / f"halaman.{kind}").read_text(encoding="utf-8")


def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    ).from_string(_data("html"))


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded or sent, and nothing run but this style and this script."""
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    allowed = "style-src 'sha256-{}'; script-src 'sha256-{}'".format(*digests)
    return f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _last_day(results: PublicResults) -> str:
    """The day up to which the page speaks, ISO: that of the newest announcement; '' where there is none."""
    return max((letter.day for stage in results.stages for letter in stage.letters), default="")


def _letter_words(letter: PublicLetter) -> str:
    """``diumumkan 19 Maret 2027 dengan nomor 800/12/PANSEL/2027``."""
    words = f"{_KINDS[letter.kind]} {show_date(date.fromisoformat(letter.day))} dengan nomor {letter.number}"
    return f"{words[0].lower()}{words[1:]} (pertama kali bagi formasi {letter.first})" if letter.first else words


def _sections(notice: PublicNotice, results: PublicResults) -> list[tuple[str, str]]:
    """What the page has, for its contents."""
    after = [("hasil", "Hasil"), ("periksa", "Memeriksa sendiri")] if results.stages else []
    requirements = [("syarat", "Syarat")] if notice.requirements else []
    always = [("jadwal", "Jadwal"), ("aturan", "Aturan"), ("pengaduan", "Pengaduan dan kontak")]
    return [*after, ("lowongan", "Lowongan"), *requirements, *always]


def _way_through(stages: Sequence[PublicStage]) -> Iterator[Picture]:
    """How many took part in each stage that was announced, and how many are left.

    It is told of the formations whose newest stage was announced; a stage that is not announced for all of them tells
    nothing about the way.
    """
    every = [stage for stage in stages if stage.everyone]
    codes = {one.code for one in every[-1].formations} if every else set()
    whole = [stage for stage in every if codes <= {one.code for one in stage.formations}]
    if len(whole) < 2:  # noqa: PLR2004  (one bar is no way)
        return
    people = [[p for one in stage.formations if one.code in codes for p in one.people] for stage in whole]
    rows = [(stage.name, len(here)) for stage, here in zip(whole, people, strict=True) if stage.code != END]
    rows.append((whole[-1].inside or f"Lanjut sesudah {whole[-1].name}", sum(bool(p.passed) for p in people[-1])))
    others = any(one.code not in codes for stage in every for one in stage.formations)
    about = f" pada formasi {joined(sorted(codes))}" if others else ""
    yield funnel(Picture("gambar-tahap", f"Dari tahap ke tahap{about}", said(rows)), rows)


def _pictures(stage: PublicStage) -> Iterator[Picture]:
    """One stage's results by code, and the distribution of its last figure."""
    counts = Counter(person.code for person in stage.people)
    rows = [(f"{code}: {meaning}", counts[code]) for code, meaning in stage.meanings]
    title = f"{stage.name}: banyaknya orang menurut kode"
    yield bars(Picture(f"gambar-kode-{stage.code}", title, said(rows)), rows)
    heading, cut = stage.drawn
    if heading:
        at = stage.headings.index(heading)
        yield from _spread(stage, heading, cut, [person.scores[at] for person in stage.people])


def _spread(stage: PublicStage, heading: str, shown_cut: str, scores: Sequence[str]) -> Iterator[Picture]:
    values = [value for text in scores if (value := read_shown(text)) is not None]
    if len(values) < ENOUGH:
        return
    cut = read_shown(shown_cut)
    ordered = sorted(values)
    title = f"{stage.name}: sebaran {heading}"
    words = f"{show_count(len(values))} nilai, dari {show_rounded(ordered[0], 2)} sampai {show_rounded(ordered[-1], 2)}"
    words += f", median {show_rounded(median(ordered), 2)}" + (f", ambang batas {shown_cut}" if shown_cut else "")
    yield distribution(Picture(f"gambar-sebaran-{stage.code}", title, f"{words}."), classed(values, cut), heading)
