"""The page in a real browser, offline: sorting, filters, rows behind, keyboard, paper, no script, and nothing leaves it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from rettid.rates.drill import Cell
from rettid.ratetables import RateTables
from tests.report.paged import EMOJI, QUOTED, ROWS, SCRIPT, audited, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

CHROMIUM = shutil.which("chromium")
PDFTOTEXT = shutil.which("pdftotext")

pytestmark = pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="Chromium er ikke installeret")

_WATCH = "document.addEventListener('securitypolicyviolation', (e) => (window.brudt ??= []).push(e.violatedDirective));"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("side") / "rapport.html"
    path.write_bytes(whole(rows=True).encode())
    return path.as_uri()


@pytest.fixture
def show(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens the page; when the test is over it has asked for nothing but itself, broken no policy and raised nothing."""
    asked: list[str] = []
    wrong: list[str] = []
    pages: list[Page] = []

    def opened(**how: Any) -> Page:
        context = browser.new_context(offline=True, **how)
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        if page.evaluate("() => true"):
            wrong.extend(page.evaluate("() => window.brudt ?? []"))
        page.context.close()
    assert {each.split("#")[0] for each in asked} <= {address}
    assert not wrong


def _table(page: Page, caption: str) -> Locator:
    return page.locator("main table", has=page.locator("caption", has_text=caption))


def _column(table: Locator, at: int = 0) -> list[str]:
    """What is shown in a column, from the top."""
    return table.locator(f"tbody tr:not([hidden]) > :nth-child({at + 1})").all_inner_texts()


def _sorted_as(table: Locator) -> list[str | None]:
    return [each.get_attribute("aria-sort") for each in table.locator("thead th").all()]


NAMES = [name for name, *_ in ROWS]


@pytest.mark.parametrize(
    ("heading", "order"),
    [
        ("Gruppe", ["Team 2", "Team 10", "Ærø", "Ørsted", "Åkjær", "Aase"]),
        ("Længste brud", ["Ærø", "Team 2", "Aase", "Team 10", "Åkjær", "Ørsted"]),
        ("Sidst", ["Aase", "Åkjær", "Team 10", "Ærø", "Team 2", "Ørsted"]),
    ],
)
def test_names_numbers_and_days_are_sorted_as_danes_do(
    show: Callable[..., Page], heading: str, order: list[str]
) -> None:
    """What is equal keeps its order, who has nothing comes last whichever way, and the sum stays at the bottom."""
    table = _table(show(), "Grupperne")
    button = table.get_by_role("button", name=heading)
    button.click()
    assert _column(table) == [*order, "I alt"]
    assert _sorted_as(table).count("ascending") == 1
    button.click()
    backwards = {"Længste brud": ["Åkjær", "Team 10", "Team 2", "Aase", "Ærø", "Ørsted"]}
    known = [name for name in order if name != "Ørsted"]
    expected = backwards.get(heading) or ([*known[::-1], "Ørsted"] if heading == "Sidst" else order[::-1])
    assert _column(table) == [*expected, "I alt"]
    button.click()
    assert _column(table) == NAMES
    assert _sorted_as(table) == [None] * 4


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_heading_is_sorted_by_from_the_keyboard_and_keeps_the_focus(show: Callable[..., Page], key: str) -> None:
    page = show()
    table = _table(page, "Grupperne")
    button = table.get_by_role("button", name="Længste brud")
    button.focus()
    page.keyboard.press(key)
    assert _column(table)[0] == "Ærø"
    assert _sorted_as(table) == [None, None, "ascending", None]
    expect(button).to_be_focused()
    expect(page.locator("body > [role=status]")).to_have_text("Sorteret efter Længste brud, stigende.")


def test_nobody_is_ranked_by_a_share(show: Callable[..., Page]) -> None:
    for heading in show().locator("thead th", has_text="til tiden").all():
        assert heading.get_by_role("button").count() == 0


def test_caseworkers_stay_under_their_team(show: Callable[..., Page]) -> None:
    table = _table(show(), "Samtaler efter team og sagsbehandler")
    before = _column(table)
    team = before.index("Team Å")
    table.get_by_role("button", name="Gruppe").dblclick()
    after = _column(table)
    assert after.index("Team Å") < after.index("Team A")
    assert set(after[after.index("Team A") + 1 :][: team - 1]) == set(before[1:team]) == {SCRIPT, QUOTED}
    assert after[-1] == "I alt"


def test_rows_are_found_by_words_and_by_group_and_it_is_said_how_many(show: Callable[..., Page]) -> None:
    page = show()
    table = _table(page, "Svarene")
    tools = page.get_by_role("group", name="Vis rækker i: Svarene")
    said = tools.get_by_role("status")
    expect(said).to_have_text("Viser alle 14 rækker.")
    tools.get_by_label("Svar").select_option("Nej")
    assert _column(table) == ["Nr. 1", "Nr. 4", "Nr. 7", "Nr. 10", "Nr. 13"]
    tools.get_by_label("Søg").fill("ORD 1")
    assert _column(table) == ["Nr. 1", "Nr. 10", "Nr. 13"]
    expect(said).to_have_text("Viser 3 af 14 rækker.")
    table.get_by_role("button", name="Navn").dblclick()
    assert _column(table) == ["Nr. 13", "Nr. 10", "Nr. 1"]
    tools.get_by_role("button", name="Vis alle").click()
    assert len(_column(table)) == 14
    expect(tools.get_by_label("Søg")).to_be_focused()


def _funds(page: Page) -> list[str]:
    return page.locator("dialog tbody tr td:last-child").all_inner_texts()


_TEAMS, _AGES = "Samtaler efter team og sagsbehandler", "Samtaler efter aldersgruppe"
_CELLS: list[tuple[str, str, dict[str, str | None]]] = [
    (_TEAMS, "Team A", {"team": "Team A"}),
    (_TEAMS, QUOTED, {"team": "Team A", "sagsbehandler": QUOTED}),
    (_TEAMS, EMOJI, {"team": "Team Å", "sagsbehandler": EMOJI}),
    (_TEAMS, "uden ansvarlig", {"team": None, "sagsbehandler": None}),
    (_AGES, "30-49", {"aldersgruppe": "30-49"}),
    (_AGES, "under 30", {"aldersgruppe": "under 30"}),
    (_AGES, "I alt", {}),
]


@pytest.mark.parametrize("tal", ["R1", "R2"])
def test_the_rows_behind_a_number_are_exactly_those_it_counts(show: Callable[..., Page], tal: str) -> None:
    page = show()
    kind = {"art": "lov", "ejer": "jobcenter", "haendelse": "samtale"}
    opened = 0
    for caption, row, cell in _CELLS:
        behind = RateTables(audited()).behind(Cell(tal, None, {**kind, **cell}))
        line = _table(page, caption).locator("tr", has=page.get_by_role("rowheader", name=row, exact=True))
        button = line.locator(f'button[data-liste="{tal}"]')
        if behind.is_empty():
            assert button.count() == 0
            continue
        button.click()
        assert sorted(_funds(page)) == sorted(behind["fund_id"])
        page.keyboard.press("Escape")
        opened += 1
    assert opened >= 5


def test_a_krav_opens_its_own_rows(show: Callable[..., Page]) -> None:
    page = show()
    button = (
        _table(page, "Første tilbud efter krav").or_(_table(page, "Samtaler efter krav")).locator("button.bag").first
    )
    krav = button.get_attribute("data-krav")
    assert krav is not None
    rows = RateTables(audited()).behind(Cell("R1", None, {"krav": krav}))
    button.click()
    assert sorted(_funds(page)) == sorted(rows["fund_id"])


def test_into_the_rows_and_back_by_keyboard_alone(show: Callable[..., Page]) -> None:
    page = show()
    button = _table(page, "Samtaler efter team og sagsbehandler").locator("button.bag").first
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Rækkerne bag Team A: forpligtelser til tiden")
    expect(dialog.get_by_role("heading")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    dialog.get_by_label("Søg").fill("4711")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(button).to_be_focused()
    expect(page.locator("dialog table")).to_have_count(0)


def test_the_rows_can_be_sorted_and_the_dialog_closed_with_its_button(show: Callable[..., Page]) -> None:
    page = show()
    button = _table(page, "Samtaler efter aldersgruppe").locator("button.bag").last
    button.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Frist", exact=True).dblclick()
    days = dialog.locator("tbody tr :nth-child(5)").all_inner_texts()
    assert [day[6:] + day[3:5] + day[:2] for day in days] == sorted(
        (day[6:] + day[3:5] + day[:2] for day in days), reverse=True
    )
    dialog.get_by_role("button", name="Luk").click()
    expect(button).to_be_focused()


def test_the_keyboard_goes_through_the_page_in_its_order(show: Callable[..., Page]) -> None:
    page = show()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Spring til indholdet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(page.locator("nav a").first).to_be_focused()
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert seen == ["Grupperne", "Gruppe", "Længste brud", "Sidst", "Det hviler tallene på"]


def _paper(page: Page, path: Path) -> str:
    """The page as it is printed, in words."""
    assert PDFTOTEXT is not None
    page.pdf(path=path, prefer_css_page_size=True)
    done = subprocess.run([PDFTOTEXT, "-layout", path, "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


@pytest.mark.skipif(PDFTOTEXT is None and "CI" not in os.environ, reason="poppler er ikke installeret")
def test_paper_has_every_row_and_what_they_rest_on_and_no_buttons(show: Callable[..., Page], tmp_path: Path) -> None:
    page = show(color_scheme="dark")
    text = _paper(page, tmp_path / "side.pdf")
    for name in NAMES + [f"ord {number}" for number in range(1, 15)] + ["uge 22 til 34", "62,5 %", "Side 1 af"]:
        assert name in text
    for tool in ("Søg", "Vis alle", "Åbn alle", "Spring til", "Indhold", "↕"):
        assert tool not in text
    funds = audited().funds["fund_id"].to_list()
    assert not [fund for fund in funds if fund in text]
    assert page.locator("details[open]").count() == 0
    page.get_by_role("button", name="Åbn alle").click()
    opened = _paper(page, tmp_path / "rækker.pdf")
    behind = RateTables(audited()).behind(Cell("R1", None, {}))["fund_id"]
    assert not [fund for fund in behind if fund not in opened]
    page.get_by_label("Svar", exact=True).select_option("Nej")
    chosen = _paper(page, tmp_path / "udvalg.pdf")
    assert "Viser 5 af 14 rækker." in chosen
    assert "ord 3" not in chosen
    page.locator("button.bag").first.click()
    behind_one = _paper(page, tmp_path / "bag.pdf")
    assert "Rækkerne bag Team A" in behind_one
    assert "Grupperne" not in behind_one


@pytest.mark.skipif(PDFTOTEXT is None and "CI" not in os.environ, reason="poppler er ikke installeret")
def test_headings_come_on_every_page_of_a_long_table(show: Callable[..., Page], tmp_path: Path) -> None:
    page = show()
    page.locator("button.bag").first.click()
    page.evaluate(
        "() => { const b = document.querySelector('dialog tbody');"
        " for (let i = 0; i < 5; i += 1) b.append(...[...b.rows].map((row) => row.cloneNode(true))); }"
    )
    pages = _paper(page, tmp_path / "lang.pdf").rstrip("\f").split("\f")
    assert len(pages) > 2
    assert all("Opfyldt" in each and "Krav" in each for each in pages)


def test_on_paper_ink_is_dark_whatever_the_screen_is(show: Callable[..., Page]) -> None:
    page = show(color_scheme="dark")
    page.emulate_media(media="print")
    colours = "() => [document.body, document.querySelector('td')].map((each) => getComputedStyle(each).color)"
    assert page.evaluate(colours) == ["rgb(26, 26, 26)"] * 2


@pytest.mark.skipif(PDFTOTEXT is None and "CI" not in os.environ, reason="poppler er ikke installeret")
def test_without_script_everything_can_be_read_and_printed(show: Callable[..., Page], tmp_path: Path) -> None:
    page = show(java_script_enabled=False)
    assert page.locator("button, input, select, dialog").count() == 0
    assert _column(_table(page, "Grupperne")) == NAMES
    link = _table(page, "Samtaler efter team og sagsbehandler").locator("a.bag").first
    place = link.get_attribute("href")
    assert place is not None
    expect(page.locator(place)).to_be_visible()
    page.locator(".hos > summary").first.click()
    expect(page.locator(".hos tbody td").first).to_be_visible()
    text = _paper(page, tmp_path / "side.pdf")
    assert "uge 22 til 34" in text
    assert "62,5 %" in text


def test_the_policy_stops_what_is_not_the_pages_own(browser: Browser, address: str) -> None:
    context = browser.new_context(offline=True)
    context.add_init_script(_WATCH)
    page = context.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(address)
    for attempt in ("innerHTML = '<b>x</b>'", "setAttribute('onclick', 'window.fremmed = 1')"):
        with pytest.raises(Error, match="Trusted"):
            page.evaluate(f"() => {{ document.body.{attempt}; }}")
    page.evaluate("() => { const i = new Image(); i.src = 'https://example.org/x.png'; document.body.append(i); }")
    page.evaluate("() => fetch('https://example.org/').catch(() => 0)")
    page.wait_for_function("() => window.brudt.length >= 4")
    assert {"img-src", "connect-src"} <= set(page.evaluate("() => window.brudt"))
    assert asked == [address]
    context.close()


_CONTRAST = """() => {
  const part = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (node) => {
    for (let each = node; each; each = each.parentElement) {
      const found = colour(getComputedStyle(each).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const ratio = (node) => {
    const [ink, paper] = [colour(getComputedStyle(node).color), behind(node)].map(light);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  };
  const own = (node) => [...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
  return [...document.querySelectorAll('body *:not(svg *, script)')].filter(own)
    .map((node) => [ratio(node), node.tagName + '.' + node.className]).filter(([found]) => found < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_clear_of_its_ground(show: Callable[..., Page], scheme: str) -> None:
    page = show(color_scheme=scheme)
    page.locator("button.bag").first.click()
    assert page.evaluate(_CONTRAST) == []


def test_a_phone_shows_it_without_going_sideways(show: Callable[..., Page]) -> None:
    page = show(viewport={"width": 360, "height": 740})
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    button = _table(page, "Samtaler efter team og sagsbehandler").locator("button.bag").first
    button.click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
