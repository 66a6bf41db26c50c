"""The public page in a real browser: search, sort, print, without scripts, and what axe finds.

It fails where Chromium is missing: a page that nobody opened is not tested.
"""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from asnrekrut.publication.notice import PublicNotice
from asnrekrut.publication.page import page
from asnrekrut.publication.view import PublicFormation, PublicLetter, PublicPerson, PublicResults, PublicStage
from tests.selections import Draft, announce, command, copy_sample
from tests.test_page import HOSTILE, NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PHONE, TELEPHONE, DESK = {"width": 320, "height": 640}, {"width": 390, "height": 844}, {"width": 1280, "height": 900}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 24  # CSS pixels of a target: WCAG 2.2, 2.5.8


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium on this machine; the page was not looked at")
    flags = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a selection that has only begun."""
    draft = Draft().as_text()
    draft.rules += NOTICE
    return reported(draft.write(tmp_path_factory.mktemp("before") / "s"))


@pytest.fixture(scope="session")
def after(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a sample of which everything is announced."""
    folder = copy_sample("kasemen", tmp_path_factory.mktemp("after"))
    announce(folder, "tes", "simulasi", "akhir")
    return reported(folder)


@pytest.fixture(scope="session")
def partly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a selection of which one formation is announced; its names are hostile."""
    draft = Draft().as_text()
    draft.rules += NOTICE
    for row, name in zip(draft.rows("data/pelamar.csv")[1:], HOSTILE, strict=True):
        row[2] = name
    draft.rows("data/formasi.csv")[1][1] = "Pranata" * 12  # no blank at which a line could end
    folder = draft.write(tmp_path_factory.mktemp("partly") / "s")
    for words in (
        ("rank", folder, "--sampai", "tes"),
        ("confirm", folder, "tes", "--ba", "BA 1", "--tanggal", "2026-03-01", "--formasi", "A-1"),
        ("announce", folder, "tes", "--nomor", "P 1", "--tanggal", "2026-03-02"),
    ):
        assert command(*words).code == 0
    return reported(folder)


def reported(folder: Path) -> Path:
    outcome = command("report", folder, "--dokumen", "halaman")
    assert outcome.code == 0, outcome.err
    return folder / "hasil" / "publik" / "index.html"


def opened(browser: Browser, path: Path, size: dict[str, int] = DESK, **options: Any) -> Page:
    """The page, of which any message, error, dialog or request but its own is a failure."""
    shown = browser.new_context(viewport=size, **options).new_page()  # type: ignore[arg-type]
    shown.on("console", lambda message: pytest.fail(f"console: {message.text}"))
    shown.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
    shown.on("dialog", lambda dialog: pytest.fail(f"dialog: {dialog.message}"))
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(path.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    return shown


def answer(shown: Page, number: str) -> str:
    """What searching says, by keyboard alone."""
    shown.locator("#nomor").focus()
    shown.keyboard.press("Control+A")
    shown.keyboard.type(number)
    shown.keyboard.press("Enter")
    return shown.locator("#jawaban").inner_text()


@pytest.mark.parametrize("which", ["before", "after", "partly"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["320", "1280"])
def test_axe_finds_nothing(browser: Browser, request: pytest.FixtureRequest, which: str, size: dict[str, int]) -> None:
    shown = opened(browser, request.getfixturevalue(which), size)
    if which != "before":
        assert "ditemukan" in answer(shown, "99-0016" if which == "after" else "26-0002")
    found = Axe().run(shown, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("which", ["before", "after", "partly"])
@pytest.mark.parametrize("size", [PHONE, TELEPHONE], ids=["320", "390"])
def test_nothing_scrolls_sideways_but_tables(
    browser: Browser, request: pytest.FixtureRequest, which: str, size: dict[str, int]
) -> None:
    shown = opened(browser, request.getfixturevalue(which), size)
    assert shown.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [PHONE, TELEPHONE], ids=["320", "390"])
def test_the_code_is_seen_beside_the_name_without_scrolling(
    browser: Browser, after: Path, size: dict[str, int]
) -> None:
    shown = opened(browser, after, size)
    tables = shown.locator("table.hasil")
    for k in range(tables.count()):
        heads = tables.nth(k).locator("thead th")
        boxes = [heads.filter(has_text=re.compile(f"^{name}")).first.bounding_box() for name in ("Nomor", "Kode")]
        number, code = boxes
        assert number is not None
        assert code is not None
        assert number["x"] + number["width"] <= code["x"] < code["x"] + code["width"] <= size["width"]


def test_targets_are_large_enough(browser: Browser, after: Path) -> None:
    shown = opened(browser, after, PHONE)
    answer(shown, "99-0061")  # mistyped: buttons with similar numbers
    targets = shown.locator("button:visible, input:visible, nav a")
    assert targets.count() > 10
    for k in range(targets.count()):
        box = targets.nth(k).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST, targets.nth(k).inner_text()


def test_search(browser: Browser, after: Path) -> None:
    shown = opened(browser, after)
    found = answer(shown, " 99 0016 ")
    assert "Nomor 99-0016 ditemukan" in found
    for text in ("Hasil Akhir", "Contoh Melati", "86,300", "L: lulus", "Simulasi Tugas Kantor", "Tes Tertulis"):
        assert text in found
    assert "mungkin salah ketik" in answer(shown, "99-0061")
    shown.get_by_role("button", name="99-0016", exact=True).click()
    assert "Contoh Melati" in shown.locator("#jawaban").inner_text()
    assert "tidak terdaftar pada seleksi ini" in answer(shown, "24-777777")
    assert "Ketik nomor peserta" in answer(shown, " - ")


def test_not_yet_announced_and_hostile_names(browser: Browser, partly: Path) -> None:
    shown = opened(browser, partly)
    assert "terdaftar; hasil formasinya belum diumumkan" in answer(shown, "26-0004")
    assert HOSTILE[1] in answer(shown, "26-0002")
    assert "tidak terdaftar" in answer(shown, "<img src=x onerror=alert(1)>")
    assert shown.locator("img").count() == 0


def test_sort(browser: Browser, after: Path) -> None:
    shown = opened(browser, after)
    table = shown.locator("section[aria-labelledby=tahap-tes] table").first

    def column(k: int) -> list[str]:
        return table.locator(f"tbody tr > :nth-child({k})").all_inner_texts()

    heading = table.locator("th", has_text="Kemampuan Kerja")
    button = heading.get_by_role("button")
    assert button.get_attribute("aria-label") == "Urutkan menurut Kemampuan Kerja"
    button.focus()
    assert button.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    numbers = column(2)
    for direction, rising in (("ascending", True), ("descending", False)):
        shown.keyboard.press("Enter")
        assert heading.get_attribute("aria-sort") == direction
        marks = [int(text) for text in column(6) if text]
        assert all((a <= b) if rising else (a >= b) for a, b in pairwise(marks))
        blanks = [text == "" for text in column(6)]
        assert blanks == sorted(blanks)  # behind the marks either way
        assert sorted(column(2)) == sorted(numbers)


def test_print(browser: Browser, after: Path) -> None:
    shown = opened(browser, after)
    raw = shown.pdf(format="A4")
    assert len(re.findall(rb"/Type /Page\b", raw)) >= 4
    shown.emulate_media(media="print")
    for hidden in ("nav", "#cari", "#cetak", "th button"):
        assert not shown.locator(hidden).first.is_visible(), hidden
    assert shown.locator("table.hasil").count() == 9
    assert shown.locator("table.hasil tbody tr").last.is_visible()
    assert shown.locator("thead").first.evaluate("e => getComputedStyle(e).display") == "table-header-group"


def test_without_scripts(browser: Browser, after: Path) -> None:
    shown = opened(browser, after, java_script_enabled=False)
    assert "Ctrl+F" in shown.locator("noscript").inner_text()
    assert not shown.locator("#cari").is_visible()
    assert shown.locator("button:visible").count() == 0
    assert shown.get_by_text("Contoh Melati").first.is_visible()
    assert shown.locator("table.hasil tbody tr").count() > 48


def test_fifty_thousand_people_can_be_searched(browser: Browser, tmp_path: Path) -> None:
    people = tuple(
        PublicPerson(f"24-{k:06}", f"Contoh Nama {k}", str(k), (f"{k % 100},{k % 1000:03}",), "TL", "di luar kuota", "")
        for k in range(1, 50_001)
    )
    formations = tuple(PublicFormation(f"F-{k:02}", "Guru", "", "", "10", people[k::50]) for k in range(50))
    letter = (PublicLetter("P 1", "2026-03-01", "awal"),)
    meanings = (("TL", "di luar kuota"),)
    stage = PublicStage(
        "akhir", "Hasil Akhir", letter, ("Nilai Akhir",), ("", ""), "ya", "ya", meanings, "", "", "", formations
    )
    contact = (("Layanan", "Sekretariat"), ("Telepon", "0990-1"))
    notice = PublicNotice("Seleksi", "Dinas", "2026", ("SK",), "500", (), (), (), (), (), contact, "Nomor Peserta")
    path = tmp_path / "index.html"
    path.write_bytes(page(notice, PublicResults((stage,), ("24-900000",), ())))
    shown = opened(browser, path)
    assert "Contoh Nama 43210" in answer(shown, "24-043210")
    assert "belum diumumkan" in answer(shown, "24-900000")
    assert "mirip" in answer(shown, "24-04321")
