"""The municipalities' own words about what is to come, each with its acceptance example, asked as they would ask it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from rettid.forecast.ledger import Due
from rettid.forecast.outlook import Outlook
from rettid.screen.forecast import when
from tests.asking import begun, citizen, held, on
from tests.test_inventory_rates import INTERVIEWS, OFFER, Jobcentre

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration folder that does not exist yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


def _plain(screen: str) -> str:
    return " ".join(screen.split())


def test_k04_karrierepas_in_week_8_to_12(tmp_path: Path) -> None:
    """K-04, Køge: start Mon 2018-07-02: week 12 = 09-24, 13 weeks = 10-01; an 8-day slip breaches at N=12, not at N=10."""
    cases: list[tuple[Row, list[Row]]] = [(citizen(f"F{number:02}"), []) for number in range(12)]
    here = Jobcentre(tmp_path, cases, OFFER, "2018-12-31")
    asked = ("--startuge", "8..12", "--tilbud", "KarrierePAS", "--periode", "2018-07-02..2018-12-31")
    screen = _plain(here.screen("whatif", *asked))
    assert "KarrierePAS begynder i uge 8–12" in screen
    assert "mandag 02-07-2018: uge 8 27-08-2018" in screen
    assert "uge 12 24-09-2018; 8 dage efter uge 12 er 02-10-2018" in screen
    assert "13 uger 01-10-2018, 3 måneder 02-10-2018" in screen
    rows = here.rows("whatif", *asked)
    kept = [(row["navn"], row["rettidige"], row["forsinket_rettidige"]) for row in rows]
    assert kept == [
        ("historikken", 0, None),
        *[(f"uge {week}", 12, 12) for week in range(8, 12)],
        ("uge 12", 12, 0),
    ]
    assert [round(row["nye_pr_uge"], 2) for row in rows[1:]] == [round(12 * 7 / 183, 2)] * 5
    assert [row["deltageruger"] for row in rows[1:]] == [12 * 8] * 5


def test_h06_seven_to_ten_more_hours_a_week(tmp_path: Path) -> None:
    """H-06, Hillerød: 45 minutes each → 9,3–13,3 interviews a week; the week the backlog reaches 0 at both ends."""
    cases: list[tuple[Row, list[Row]]] = [(citizen(f"F{number:02}"), []) for number in range(40)]
    here = Jobcentre(tmp_path, cases, INTERVIEWS, "2018-08-06")
    rows = here.rows("whatif", "--timer", "7..10", "--periode", "2018-08-03..2018-08-06")
    assert [round(row["flere_pr_uge"], 1) for row in rows[1:]] == [9.3, 13.3]
    assert [row["pukkel_vaek_om"] for row in rows[1:]] == [None, None]  # a period of less than a week has no weeks
    later = Jobcentre(_folder(tmp_path), cases, INTERVIEWS, "2018-08-31")
    screen = _plain(later.screen("whatif", "--timer", "7..10", "--periode", "2018-08-04..2018-08-31"))
    assert "7–10 timer mere om ugen til samtaler à 45 minutter" in screen
    # Forty are overdue every week from 3 August on: 40 / 9 1/3 is more than four weeks, 40 / 13 1/3 is three.
    assert "7 timer: puklen bliver ikke 0 i perioden; fra 31-08-2018 og frem: 5. uge (fra 28-09-2018)." in screen
    assert (
        "10 timer: puklen er 0 i historikken første gang i 3. uge (fra 18-08-2018); fra 31-08-2018 og frem: 3. uge (fra 14-09-2018)."
        in screen
    )


def _folder(folder: Path) -> Path:
    (folder / "senere").mkdir()
    return folder / "senere"


def test_h15_the_offer_agreed_on_at_interview_2_and_not_3(tmp_path: Path) -> None:
    """H-15, Hillerød: offer agreed at interview 2 instead of 3 → change in % on time, starts per week."""
    days = ("2018-07-20", "2018-08-20", "2018-09-20")
    cases = [(citizen(f"F{n:02}"), [*map(held, days), begun("2018-10-05")]) for n in range(10)]
    here = Jobcentre(tmp_path, cases, OFFER, "2018-12-31")
    before, after = here.rows("whatif", "--aftalt-ved", "2", "--periode", "2018H2")
    assert (before["rettidige"], after["rettidige"], after["forfaldne"]) == (0, 10, 10)
    assert (after["flyttet"], after["dage_frem"]) == (10, 31)
    assert before["pr_uge"] == after["pr_uge"]
    assert "+100,0" in here.screen("whatif", "--aftalt-ved", "2", "--periode", "2018H2")


def test_f07_from_20_to_70_places(tmp_path: Path) -> None:
    """F-07, Faaborg-Midtfyn: mean stay 8 weeks: 20 → 2,5 starts a week, 70 → 8,75; the ceiling steps on 07-01."""
    start = on("2018-06-18")
    cases: list[tuple[Row, list[Row]]] = [
        (citizen(f"F{number:03}", startdato=start - 60 * DAY), []) for number in range(60)
    ]
    here = Jobcentre(tmp_path, cases, OFFER, "2018-06-20")
    rows = here.rows("whatif", "--pladser", "20..70", "--ophold", "8 uger")
    assert [row["mulige_pr_uge"] for row in rows[1:]] == [2.5, 8.75]
    catalogue = tmp_path / "vifte.csv"
    catalogue.write_text("navn;pladser;fra\nJobkonsulent;20;\nJobkonsulent fra juli;50;01-07-2018\n", encoding="utf-8")
    asked = ("--tilbudsvifte", str(catalogue), "--ophold", "8 uger", "--uger", "6")
    screen = _plain(here.screen("capacity", *asked))
    assert "Mulige starter pr. uge fra 18-06-2018: 2,5. Mulige starter pr. uge fra 02-07-2018: 8,75." in screen
    weeks = [row for row in here.rows("capacity", *asked) if row["haendelse"] == "tilbud"]
    assert sum(row["forfalder"] for row in weeks) == 60  # 13 weeks are over in week 29
    assert [row["ledige"] for row in weeks] == [2, 3, 8, 9, 9, 9]
    assert sum(row["mangler"] for row in weeks) == 60 - 31  # due in week 29, the fifth
    assert "Der mangler 29, fra uge 29" in screen


def test_k10_the_promise_beside_the_forecast() -> None:
    """K-10, Køge: "Promised 2019-02-08, forecast March (Jan–May)"; the letter of 8 August 2018 plus six months."""
    months = [date(2019, month, 1) for month in range(1, 8)]
    runs = [_reaching(first) for first in (1, 1, 2, 3, 3, 3, 4, 4, 5, 5)]
    told = Outlook(runs, {}, months, 80)
    assert when(told) == "marts 2019 (80 %: januar 2019 til maj 2019)"
    assert told.reached_by(on("2019-02-08")) == 0.2  # in January, the only month that is over then


def _reaching(first: int) -> dict[date, Due]:
    """A run whose R1 over three months reaches the target in this month of 2019: nothing else falls due before."""
    return {date(2019, month, 1): Due(10, 10) if month >= first else Due(0, 0) for month in range(1, 10)}


def test_r04_exits_with_the_open_cases_counted_as_long_as_they_were_followed(tmp_path: Path) -> None:
    """R-04, Rudersdal: »1744 borgere i forløb« … »1.160 borgere afsluttet indenfor 6 måneder svarende til 74 %« … »89 %«.

    1160 of 1744 is 66,5 %. With 168 who came so late that nobody knows yet, the curve gives 73,6 and 89,2 %: the shares that the
    letter states, of the 1 576 who were followed (its own denominators fit 1 571 to 1 578).
    """
    first, pr = on("2017-01-02"), on("2018-06-30")
    kinds = [
        (1160, first, first + 50 * DAY),
        (246, first, first + 300 * DAY),
        (170, first, None),
        (168, pr - 30 * DAY, None),
    ]
    cases: list[tuple[Row, list[Row]]] = [
        (citizen(f"F{kind}{number:04}", startdato=start, slutdato=end), [])
        for kind, (many, start, end) in enumerate(kinds)
        for number in range(many)
    ]
    screen = Jobcentre(tmp_path, cases, OFFER, str(pr)).screen("exits")
    rows = re.findall(r"(\d+ måneder) +([\d,]+) % \([\d,–]+\) +([\d.]+ af [\d.]+) +(\d+)", screen)
    assert rows == [
        ("6 måneder", "73,6", "1.160 af 1.744", "168"),
        ("12 måneder", "89,2", "1.406 af 1.744", "168"),
    ]
    assert "Gennemsnittet for dem, der er afsluttet, vises ikke" in screen
