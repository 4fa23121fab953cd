"""The page for paper: everything on it once, nothing in it that runs or is fetched, and good for a screen reader."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from rettid.lists import parts
from rettid.lists.layout import NINE, ORPHANS
from rettid.lists.page import page
from tests.asking import held, on
from tests.lists.made import FIRST, by_name, fortnight, lists_of, person, typed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from rettid.lists.model import Lists

NUMBER = "610180-1234"


def read(lists: Lists) -> HtmlElement:
    return html.document_fromstring(page(lists))


def sections(tree: HtmlElement) -> dict[str, HtmlElement]:
    return {each.findtext("h2"): each for each in tree.iter("section")}


def cells(section: HtmlElement) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in section.iterfind(".//tbody/tr")]


def headings(section: HtmlElement) -> list[str]:
    return [cell.text_content() for cell in section.iterfind(".//thead/tr[last()]/th")]


def test_each_caseworker_has_a_section_with_her_lines_in_their_order() -> None:
    lists = fortnight()
    found = sections(read(lists))
    assert list(found)[:3] == [ORPHANS, "Bo Lund", "Ida Holm"]
    for worker in (None, "Bo Lund", "Ida Holm"):
        at = headings(found[worker or ORPHANS]).index("Borger")
        assert [row[at] for row in cells(found[worker or ORPHANS])] == lists.of(worker)["borger"].to_list()


def test_the_nine_columns_and_what_was_typed() -> None:
    section = sections(read(fortnight()))["Ida Holm"]
    shown = headings(section)
    assert [heading for heading in shown if heading in {column.heading for column in NINE}] == [c.heading for c in NINE]
    row = dict(zip(shown, cells(section)[0], strict=True))
    assert row == {
        "Siden sidst": "fortsat",
        "Seneste ansvarlige dag": "15-05-2018",
        "Frist (lov)": "29-05-2018",
        "Dage tilbage/over": "▲ 90 over",
        "Krav og nr.": "Mindst én jobsamtale i hvert interval på 4 uger",
        "Borger": "4713 · N.E.",
        "Alder": "under 30",
        "Næste aftale": "–",
        "Bolden er hos": "os",
        "Handling": "Indkaldt",
        "Note": "ringet op\n(13-08-2018)",
    }


def test_a_column_that_was_asked_for_is_there() -> None:
    lists = lists_of((person(11), []), columns=("hjemmel",))
    section = sections(read(lists))["Ida Holm"]
    assert "Paragraf" in headings(section)
    assert {row[headings(section).index("Paragraf")] for row in cells(section)} == set(lists.lines["hjemmel"])


def test_the_overview_says_what_has_happened_and_adds_up() -> None:
    tree = read(fortnight())
    text = tree.text_content()
    assert "Siden listen 13-08-2018: 8 nye · 40 fortsat · 5 forværret · 3 løst · 7 fjernet." in text
    assert "1 åben sag har ingen ansvarlig." in text
    (table,) = tree.xpath("//table[contains(@class, 'tal-tabel')]")
    rows = [[cell.text_content() for cell in row] for row in table.iterfind("tbody/tr")]
    single = [row for row in rows if row[0] in {"Bo Lund", "Ida Holm", "uden ansvarlig"}]
    total = [sum(map(int, column)) for column in zip(*(row[1:] for row in single), strict=True)]
    assert [int(cell) for cell in rows[-1][1:]] == total
    assert rows[-1][0] == "I alt"
    assert total[4] == fortnight().lines.height


def test_solved_and_left_rows_stand_with_their_reason_and_note() -> None:
    found = sections(read(fortnight()))
    solved, left = found["Løst siden sidst"], found["Fjernet fra listen"]
    assert {row[1] for row in cells(solved)} == {"4711 · N.E."}
    assert {"Mødt til tiden", "Mødt 17 dage for sent"} == {row[5] for row in cells(solved)}
    assert {row[0] for row in cells(left)} == {"Bo Lund"}
    assert all(row[-1].startswith("ringet op") for row in cells(left))


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    text = page(fortnight())
    tree = html.document_fromstring(text)
    (style,) = tree.xpath("//style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not tree.xpath("//script | //img | //link | //iframe | //form | //@style | //@*[starts-with(name(), 'on')]")
    assert not re.search(r"url\(|@import|https?:", text)


def test_it_can_be_read_aloud_and_walked_through() -> None:
    tree = read(fortnight())
    assert tree.get("lang") == "da"
    for table in tree.iter("table"):
        assert (table.findtext("caption") or "").strip()
        assert all(cell.get("scope") in {"col", "row"} for cell in table.iter("th"))
        assert all(len(row.findall("th")) == 1 for row in table.iterfind("tbody/tr"))
    links = tree.xpath("//a/@href")
    assert len(links) > 5
    assert {link.removeprefix("#") for link in links} == set(tree.xpath("//section/@id"))
    assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))
    assert not tree.xpath("//@tabindex"), "the order of the page is the order of the keyboard"
    marks = set(tree.xpath("//span[@role='img']/@aria-label"))
    assert marks == {"overskredet", "handl nu", "kommende"}


def test_someone_who_has_no_cases_now_is_counted_and_links_nowhere() -> None:
    row = person(11, startdato=on("2018-05-01"))
    had = {
        "forloeb_id": "4711",
        "sagsbehandler": "Kaj Ås",
        "team": "Team A",
        "fra": row["startdato"],
        "til": on("2018-08-20"),
    }
    tree = read(lists_of((row, []), ansvar=[had]))
    assert tree.xpath("//th[text()='Kaj Ås']")
    assert not tree.xpath("//a[text()='Kaj Ås']")
    assert {link.removeprefix("#") for link in tree.xpath("//a/@href")} == set(tree.xpath("//section/@id"))


@pytest.mark.parametrize(
    "worker",
    ["<script>alert(1)</script>", 'O\'Neill/Ærø [x] & "co"', "=HYPERLINK(1)", "uden-frist", "Løst siden sidst"],
)
def test_names_are_text(worker: str) -> None:
    tree = read(lists_of((person(11, worker), []), (person(12), [])))
    assert worker in sections(tree)
    assert not tree.xpath("//script")
    assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))


def test_a_note_is_shown_as_it_was_typed() -> None:
    cases = [(person(11), [])]
    note = "<b>fed</b> & »citat« 😀\r\nny linje\x00\u202e " + "x" * 32_700
    lists = lists_of(*cases, before=typed(lists_of(*cases, pr=FIRST), note=note))
    (row, *_) = cells(sections(read(lists))["Ida Holm"])
    shown = row[-1].removesuffix("\n(13-08-2018)")
    assert shown == "<b>fed</b> & »citat« 😀\nny linje " + "x" * 32_700


def test_an_appointment_after_the_deadline_is_marked() -> None:
    booked = held("2018-10-20") | {"status": "planlagt"}
    rows = cells(sections(read(lists_of((person(11), [booked]))))["Ida Holm"])
    assert "20-10-2018! for sent" in {row[7] for row in rows}


def test_without_being_asked_it_shows_neither_names_nor_numbers() -> None:
    cases = [(person(11), [])]
    lists = lists_of(*cases, before=typed(lists_of(*cases, pr=FIRST), note=f"cpr {NUMBER} ringet"))
    text = page(lists)
    assert "Navn11" not in text
    assert NUMBER not in text
    assert "cpr (vises ikke) ringet" in text
    asked = read(by_name(lists, {"4711": "610280-9999"})).text_content()
    assert "4711 · Navn11 Efternavn · 610280-9999" in asked
    assert f"cpr {NUMBER} ringet" in asked


def test_a_caseworker_s_own_page_has_nothing_of_the_others() -> None:
    text = page(parts.by_caseworker(fortnight())["ida-holm"])
    assert "Lister pr. 27-08-2018 · Ida Holm" in text
    assert not re.search("Bo Lund|Team B|472[12]|4731", text)


def test_the_same_lists_give_the_same_page() -> None:
    cases = [(person(11), [held("2018-07-05")]), (person(12, "Bo Lund"), [])]
    assert page(lists_of(*cases)) == page(lists_of(*cases))


def test_each_caseworker_is_on_paper_of_her_own() -> None:
    style = "".join(read(fortnight()).xpath("//style/text()"))
    on_paper = style[style.index("@media print") :]
    assert "section { break-before: page;" in on_paper
    assert "section.tom { break-before: auto;" in on_paper
    assert "A4 landscape" in style
