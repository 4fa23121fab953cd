"""The page as a file: what its policy allows, what it holds and does not hold, and that words stay words."""

from __future__ import annotations

import base64
import hashlib
import re

import polars as pl
import pytest
from lxml import html

from rettid.manifest import manifest
from rettid.rates.drill import Cell
from rettid.ratetables import RateTables
from rettid.report.model import Column, Table
from rettid.report.page import Explorer, page
from rettid.report.page.charts import tidied
from rettid.report.page.tables import block
from tests.report.paged import EMOJI, QUOTED, RESTS_ON, SCRIPT, audited, chart, report, whole

CASES = [f"47{number}" for number in (11, 12, 13, 14, 21, 22, 31)]


def _sources(text: str, tag: str) -> list[str]:
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in found]


def test_the_policy_lets_its_own_script_and_style_run_by_hash_and_nothing_load() -> None:
    text = whole(rows=True)
    policy = html.document_fromstring(text).xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    rules = dict(part.strip().split(" ", 1) for part in policy.strip("; ").split(";"))
    assert rules["default-src"] == "'none'"
    assert [rules["script-src"]] == _sources(text, "script")
    assert [rules["style-src"]] == _sources(text, "style")
    assert rules["require-trusted-types-for"] == "'script'"
    assert set(rules) - {"default-src", "script-src", "style-src"} == {
        "require-trusted-types-for", "trusted-types", "base-uri", "form-action"
    }  # fmt: skip


def test_nothing_on_it_points_out_of_it() -> None:
    tree = html.document_fromstring(whole(rows=True))
    assert not tree.xpath(
        "//link | //img | //iframe | //object | //form | //*[@style] | //@*[starts-with(name(), 'on')]"
    )
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in tree.xpath("//@href")} <= set(ids)


def test_names_are_text_and_never_markup() -> None:
    tree = html.document_fromstring(whole(rows=True))
    assert len(tree.xpath("//script")) == 1
    headings = [cell.text_content() for cell in tree.xpath("//tbody//th")]
    for name in (SCRIPT, QUOTED, EMOJI):
        assert name in headings
        assert name in tree.xpath("//table/@data-ansvarlig")


def test_every_word_of_a_report_is_text() -> None:
    frame = pl.DataFrame({"navn": [SCRIPT], "ord": [QUOTED]})
    table = Table("t", SCRIPT, (Column("navn", SCRIPT), Column("ord", EMOJI)), frame, RESTS_ON, SCRIPT)
    tree = html.fragment_fromstring("".join(block(table)))
    assert [each.text_content() for each in tree.xpath(".//h3 | .//caption | .//p")] == [SCRIPT] * 3
    assert [each.text_content() for each in tree.xpath(".//tr/*")] == [SCRIPT, EMOJI, SCRIPT, QUOTED]
    assert not tree.xpath(".//script")


def test_without_the_right_there_is_no_case_and_no_fund_in_the_file() -> None:
    without, with_rows = whole(rows=False), whole(rows=True)
    funds = audited().funds["fund_id"].to_list()
    assert not [fund for fund in funds if fund in without]
    assert not re.findall("|".join(rf"\b{case}\b" for case in CASES), without)
    assert any(fund in with_rows for fund in funds)
    assert "4711" in with_rows
    for secret in ("Navn11", "borger-4711"):
        assert secret not in with_rows


def test_each_row_behind_stands_once() -> None:
    tree = html.document_fromstring(whole(rows=True))
    rates = RateTables(audited())
    for tal in ("R1", "R2"):
        rows = tree.xpath(f"//table[@data-liste='{tal}']/tbody/tr[not(@class='sum')]")
        assert sorted(row[-1].text_content().strip() for row in rows) == sorted(
            rates.behind(Cell(tal, None, {}))["fund_id"]
        )


def test_small_cells_and_rows_go_to_nobody_outside_the_team() -> None:
    with pytest.raises(ValueError, match="team"):
        page(report("udvalg"), manifest(audited()), Explorer(audited()))
    outside = html.document_fromstring(page(report("udvalg"), manifest(audited())))
    assert not outside.xpath("//table[@data-liste] | //*[@class='bag']")


def test_tables_and_charts_can_be_heard() -> None:
    tree = html.document_fromstring(whole(rows=True))
    for table in tree.iter("table"):
        assert table.findtext("caption")
        assert all(cell.get("scope") == "col" for cell in table.xpath("./thead//th"))
        assert all(cell.get("scope") in ("row", "rowgroup") for cell in table.xpath("./tbody//th"))
    picture = tree.xpath("//figure//*[local-name()='svg']")[0]
    ids = [*picture.get("aria-labelledby").split(), *picture.get("aria-describedby").split()]
    told = [tree.get_element_by_id(each).text_content() for each in ids]
    assert (picture.get("role"), told) == ("img", [chart().titel, chart().alt])
    numbers = [cell.text_content() for cell in tree.xpath("//figure//table/tbody//*[self::th or self::td]")]
    assert numbers == ["jul 18", "50,0 %", "aug 18", "62,5 %"]


def test_what_numbers_rest_on_stands_under_each_table_and_chart() -> None:
    tree = html.document_fromstring(whole(rows=False))
    told = [[cell.text_content() for cell in each.iter("dd")] for each in tree.find_class("herkomst")]
    assert told == [[words for _, words in RESTS_ON.lines()]] * 3


def test_a_drawing_has_ids_of_its_own_and_its_styles_as_attributes() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"><clipPath id="clip0"/>'
        '<g clip-path="url(\'#clip0\')" style="fill: red; stroke:blue" aria-label="et mærke" d="M1.23456,2"/></svg>'
    )
    text = tidied(drawing, chart())
    assert 'id="tendens-0"' in text
    assert 'clip-path="url(#tendens-0)"' in text
    assert 'fill="red"' in text
    assert 'd="M1.23,2"' in text
    assert "style=" not in text
    assert "et mærke" not in text


def test_the_same_report_is_the_same_page() -> None:
    again = page(report(), manifest(audited()), Explorer(audited(), raekker=True))
    assert again == whole(rows=True)
