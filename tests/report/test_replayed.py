"""The month's trend, judged over again (K-07): as known then beside as known now, the words of its signs, and its breaks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.report import shown
from rettid.report.build import Reports
from rettid.report.sources import Sources
from rettid.statistics.control import Break
from rettid.trend import THEN
from tests.cli.asking import FASIT, export
from tests.report import made_once

if TYPE_CHECKING:
    from rettid.report.model import Diagram, Report, Section
    from rettid.summary import Summary

DAY = dt.date(2018, 12, 31)
NEW_SYSTEM = Break(dt.date(2018, 8, 1), "nyt fagsystem")


def audited(folder: Path, kendt_pr: str | None = None, pr: dt.date = DAY, periode: str = "2018H2") -> Summary:
    question = Question([folder], pr.isoformat(), None, None, None, periode, None, kendt_pr)
    return judged(question, Opening(None, ask=False, setup=configured(None)))


def trend_of(report: Report) -> Section:
    return next(section for section in report.afsnit if section.id == "tendens")


def drawn(report: Report) -> Diagram:
    return next(each for each in report.diagrammer() if each.id == "tendens")


def test_k_07_then_stands_beside_now_with_the_sign_in_words() -> None:
    table = next(each for each in trend_of(made_once.report("maaned")).tabeller if each.id == "tendens-samtale")
    assert [column.titel for column in table.kolonner] == [
        "Måned", "Som kendt nu", "Som kendt da", "Grænser (pct.)", "Tegn",
    ]  # fmt: skip
    rows = {row[0]: row[1:] for row in shown.rows(table)}
    assert len(rows) == 12
    assert [cell.partition(" (")[0] for cell in rows["apr 18"][:2]] == ["65 af 78 = 83,3 %", "63 af 79 = 79,7 %"]
    assert rows["apr 18"][3] == "almindelig variation"
    assert "»som kendt da«" in str(table.herkomst)


def test_then_is_the_audit_of_the_day_after_by_what_was_registered() -> None:
    """April as `rettid audit --pr 2018-05-01 --kendt-pr 2018-04-30` counts it."""
    again = made_once.reports().replayed
    assert again is not None
    month = again.view("samtale", THEN).row(3, named=True)
    then = audited(Path(FASIT), "2018-04-30", dt.date(2018, 5, 1), "2018-04")
    duties = next(told for name, _, told, _ in then.answers if name.startswith("Samtale"))
    assert duties is not None
    assert (month["taeller"], month["naevner"]) == (duties["rettidige"], duties["forfaldne"])


def test_a_documented_break_begins_the_limits_anew_and_is_marked() -> None:
    report = made_once.reports(NEW_SYSTEM).report("maaned")
    words = " ".join(trend_of(report).ord)
    assert "Fra 2018-08 (nyt fagsystem)" in words
    points = drawn(report).data.filter(kind="Samtaler")
    assert points.filter(maaned="aug 18")["brud"].to_list() == ["nyt fagsystem"]
    assert points.filter(maaned="jul 18")["middel"].item() != points.filter(maaned="aug 18")["middel"].item()
    assert "Fra 2018-01: middel" in words
    assert "nyt fagsystem" not in " ".join(trend_of(made_once.report("maaned")).ord)


def test_what_was_known_then_does_not_leave_the_team() -> None:
    """A second count of the same months would tell of single citizens by subtraction."""
    for kind in ("ministerium", "udvalg"):
        report = made_once.report(kind)
        assert not {"da", "antal_da", "tegn"} & set(drawn(report).data.columns)
        assert not [table.id for table in report.tabeller() if table.id.startswith("tendens")]
        assert {"nedre", "oevre"} <= set(drawn(report).data.columns)


def test_without_registration_times_only_now_is_shown(tmp_path: Path) -> None:
    births = "1980-01-01"
    cases = [
        {"forloeb_id": f"F{n}", "borger_id": f"B{n}", "maalgruppe": "6.1", "ydelse": "dagpenge",
         "foedselsdato": births, "startdato": dt.date(2017 + (8 + n % 15) // 12, (8 + n % 15) % 12 + 1, 5)}
        for n in range(300)
    ]  # fmt: skip
    talks = [{"forloeb_id": "F0", "dato": dt.date(2018, 2, 1), "samtaletype": "jobsamtale", "status": "afholdt"}]
    folder = export(tmp_path / "udtraek", {"forloeb": cases, "samtaler": talks})
    section = trend_of(Reports(audited(Path(folder)), Sources()).report("maaned"))
    assert any("ingen registreringsdatoer" in words for words in section.ord)
    tables = [table for table in section.tabeller if table.id.startswith("tendens-")]
    assert tables
    assert all("Som kendt da" not in [column.titel for column in table.kolonner] for table in tables)
