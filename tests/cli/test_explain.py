"""`rettid explain`: what it is asked, and what it must never show."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.cli.asking import FASIT, MOMENTUM, ask, discreet, funds_of, presentable, refused

if TYPE_CHECKING:
    from pathlib import Path

YEAR_END = ("--pr", "2018-12-31")
CASE = "15.00.00-A26-209-18"


def test_a_fund_is_found_by_the_beginning_of_its_id() -> None:
    fund = next(
        row for row in funds_of(FASIT, *YEAR_END) if row["forloeb_id"] == CASE and row["krav"] == "foerste-tilbud"
    )
    answer = ask("explain", FASIT, fund["fund_id"][:8], *YEAR_END)
    assert answer.code == 0
    assert f"Fund {fund['fund_id']}" in answer.screen
    assert "Sidste dag til tiden er 01-05-2018." in answer.screen
    presentable(answer.screen)


def test_a_forloeb_has_every_fund_and_no_name() -> None:
    answer = ask("explain", FASIT, CASE, *YEAR_END)
    funds = [row for row in funds_of(FASIT, *YEAR_END) if row["forloeb_id"] == CASE]
    assert [row["fund_id"] for row in funds] == re.findall(r"Fund ([0-9a-f]{16})", answer.screen)
    presentable(answer.screen)


def test_a_citizen_has_every_forloeb() -> None:
    fund = next(row for row in funds_of(FASIT, *YEAR_END) if row["forloeb_id"] == CASE)
    assert f"Forløb {CASE} pr. 31-12-2018" in ask("explain", FASIT, fund["borger_id"], *YEAR_END).screen


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("575c0", ["for kort", "6 tegn"]),
        ("findes-ikke", ['"findes-ikke" findes ikke i udtrækket', "fund_id", "--lokal"]),
        ("ffffffffffff", ["findes ikke", "rettid audit FIL --format csv"]),
    ],
)
def test_what_is_not_there_is_answered_with_what_to_write(name: str, words: list[str]) -> None:
    refused(ask("explain", FASIT, name, *YEAR_END), *words)


def test_a_cpr_number_is_not_repeated() -> None:
    answer = ask("explain", FASIT, "711280-1234", *YEAR_END)
    refused(answer, "findes ikke")
    assert "1234" not in answer.message
    answer = ask("explain", "7112801234")
    assert "1234" not in answer.message


def test_a_file_alone_asks_what_to_explain() -> None:
    refused(ask("explain", FASIT), "hvad der skal forklares", "rettid explain")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dagpenge-2020/foerste-tilbudd", ["Mente du dagpenge-2020/foerste-tilbud?"]),
        ("dagpenge-2021/foerste-tilbud", ['Mente du "dagpenge-20']),
    ],
)
def test_a_krav_that_is_not_there_names_the_nearest(name: str, words: list[str]) -> None:
    refused(ask("explain", name), *words)


def test_a_krav_of_a_page_of_ones_own(tmp_path: Path) -> None:
    page = tmp_path / "egen.toml"
    page.write_text(
        'id = "egen"\ntitel = "Egen"\nart = "lokal"\nversion = "1"\nhjemmel = "aftale"\nkilde = "aftalen"\n'
        'efterproevet = "udledt"\nur = "kalender"\n[[krav]]\nid = "opkald"\ntitel = "Opkald"\nhaendelse = "samtale"\n'
        'typer = ["serviceopkald"]\nform = "senest"\nsenest = "14 dage"\n',
        encoding="utf-8",
    )
    answer = ask("explain", "egen/opkald", "--regler", page)
    assert answer.code == 0, answer.message
    assert "senest 14 dage efter" in answer.screen


class _Page(HTMLParser):
    """What a page holds: its elements and every attribute that could reach out."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.reaching: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.reaching += [
            (name, value) for name, value in attrs if name in ("src", "href", "style", "onclick", "action")
        ]


@pytest.mark.parametrize(
    "question", [(FASIT, CASE, *YEAR_END), (MOMENTUM, "257e2443-d9e9-5bbc-9d56-ee02989170c3", "--pr", "2026-10-31")]
)
def test_the_page_needs_nothing_else_and_names_nobody(question: tuple[str, ...], tmp_path: Path) -> None:
    place = tmp_path / "forklaring.html"
    answer = ask("explain", *question, "--html", place)
    assert answer.code == 0, answer.message
    text = place.read_text(encoding="utf-8")
    discreet(re.sub(r"SHA-256 [0-9a-f]{64}", "", text))
    page = _Page()
    page.feed(text)
    assert not page.reaching
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert '<html lang="da">' in text
    assert "default-src 'none'" in text
    assert text.count("<h1>") == 1
    assert page.tags.count("section") == len(re.findall(r"Fund [0-9a-f]{16}", text))


def test_the_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    refused(
        ask("explain", FASIT, CASE, *YEAR_END, "--html", tmp_path / "findes-ikke" / "side.html"), "kan ikke skrives"
    )
