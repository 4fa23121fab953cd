"""`rettid report --format html`: the page as the command writes it, and who gets the rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cli.asking import FASIT, ask

if TYPE_CHECKING:
    from pathlib import Path

_FUND = re.compile(r"<td>[0-9a-f]{16}\b")


def test_only_the_months_page_has_rows_and_only_when_they_are_asked_for(tmp_path: Path) -> None:
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
    for name, more, rows in (("uden", (), False), ("med", ("--med-raekker",), True)):
        answer = ask(*order, *more, "--out", tmp_path / name)
        assert answer.code == 0, answer.message
        month, committee = (
            (tmp_path / name / f"rettid-rapport-2018-12-31-{kind}.html").read_text("utf-8")
            for kind in ("maaned", "udvalg")
        )
        assert bool(_FUND.search(month)) is rows
        assert "15.00.00-A26-" not in committee
        assert len(month.encode()) < 1_000_000


def test_rows_are_refused_where_they_do_not_belong(tmp_path: Path) -> None:
    answer = ask("report", FASIT, "--med-raekker", "--format", "html", "--out", tmp_path / "ud")
    assert answer.code == 2
    assert "--slags maaned" in answer.message
    assert not (tmp_path / "ud").exists()
