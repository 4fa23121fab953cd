"""`rettid report --format html`: the page as the command writes it, and who gets the rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cli.asking import FASIT, ask

if TYPE_CHECKING:
    from pathlib import Path

_FUND = re.compile(r"<td>[0-9a-f]{16}\b")


def test_the_rows_that_are_asked_for_stand_on_the_months_page_alone(tmp_path: Path) -> None:
    order = (
        "report",
        FASIT,
        "--pr",
        "2018-12-31",
        "--periode",
        "2018H2",
        "--format",
        "html",
        "--slags",
        "udvalg,maaned",
    )
    answer = ask(*order, "--med-raekker", "--out", tmp_path)
    assert answer.code == 0, answer.message
    month, committee = (
        (tmp_path / f"rettid-rapport-2018-12-31-{kind}.html").read_text("utf-8") for kind in ("maaned", "udvalg")
    )
    assert _FUND.search(month)
    assert not _FUND.search(committee)
    assert "15.00.00-A26-" not in committee
    assert len(month.encode()) < 1_000_000


def test_rows_are_refused_where_they_do_not_belong(tmp_path: Path) -> None:
    answer = ask("report", FASIT, "--med-raekker", "--format", "html", "--out", tmp_path / "ud")
    assert answer.code == 2
    assert "--slags maaned" in answer.message
    assert not (tmp_path / "ud").exists()
