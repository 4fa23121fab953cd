"""The municipalities' own words about lists, each with its acceptance example, asked of `rettid lists` as cron would.

Issue 5's rows of the inventory. What a row asks of a room alone is held there too: K-02 in `test_needs`, B-04, F-01 and
F-17 in `test_responsible`, B-07 in `cover/`, R-11 on the pages and in `test_deviations`.
"""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, Any, ClassVar

import openpyxl
import pytest

from tests.asking import Row, begun, caseload, citizen, export, held, on
from tests.cli.asking import FASIT, ROOT, Answer, ask

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

EXAMPLE = ROOT / "tests" / "data" / "eksempelpakke.toml"
BO, IDA = {"sagsbehandler": "Bo Lund", "team": "Team A"}, {"sagsbehandler": "Ida Holm", "team": "Team B"}
HEADER = 4
SOMEBODY = (citizen("X", slutdato=on("2018-07-20"), **BO), [begun("2018-07-10")])
"""A closed case with an offer: an export that knows of offers."""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration folder that does not exist yet, and the checkout as folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))
    monkeypatch.chdir(ROOT)


def lists(source: object, out: Path, *options: object) -> Answer:
    """`rettid lists`, which must go well."""
    answer = ask("lists", source, "--out", out, *options)
    assert answer.code == 0, answer.message
    return answer


def book(out: Path, pr: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(out / f"rettid-liste-{pr}.xlsx")


def rows(sheet: Worksheet, header: int = HEADER) -> list[Row]:
    """The rows of a sheet by their headings, until the first empty one."""
    names = [cell.value for cell in sheet[header]]
    found = []
    for values in sheet.iter_rows(min_row=header + 1, values_only=True):
        if not any(values):
            break
        found.append(dict(zip(names, values, strict=True)))
    return found


def table(sheet: Worksheet, first: str) -> list[tuple[Any, ...]]:
    """The row whose first cell is `first`, and those under it until the first empty one."""
    below = dropwhile(lambda row: row[0] != first, sheet.iter_rows(values_only=True))
    return list(takewhile(any, below))


def texts(sheet: Worksheet) -> list[str]:
    """Every text on the sheet."""
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


class TestMinister:
    @pytest.mark.parametrize(("pr", "days"), [("2018-11-10", 40), ("2019-10-01", 365)])
    def test_m05_overdue_stays_on_the_list_until_an_offer_starts(self, tmp_path: Path, pr: str, days: int) -> None:
        """M-05: citizen 40 days overdue, no offer: stays on every list until an offer starts; one that is only booked does not help."""
        waits = citizen("venter", **BO, foedselsdato=on("1995-01-01"))
        helped = citizen("begyndt", **BO, foedselsdato=on("1995-01-01"))
        booked = begun("2019-12-02", status="planlagt")
        source = export(tmp_path / "udtraek", caseload((waits, [booked]), (helped, [begun("2018-11-05")]), SOMEBODY))
        lists(source, tmp_path / "ud", "--pr", pr, "--regler", EXAMPLE)
        offers = [row for row in rows(book(tmp_path / "ud", pr)["Bo Lund"]) if row["Krav og nr."] == "Første tilbud"]
        assert [(row["Borger"].split(" ")[0], row["Dage tilbage/over"]) for row in offers] == [("venter", days)]


class TestKoege:
    def test_k01_two_lists_a_fortnight_apart(self, tmp_path: Path) -> None:
        """Runs of Mon 2018-08-13 and 08-27: list 2 marks each row new / still / solved with last time's comment."""
        out = tmp_path / "lister"
        lists(FASIT, out, "--pr", "2018-08-13")
        first = book(out, "2018-08-13")
        typed = {}
        for sheet in first.worksheets:
            if [cell.value for cell in sheet[HEADER]][-1:] == ["rettid-id"]:
                for number, row in enumerate(rows(sheet), HEADER + 1):
                    note = f"Note nr. {len(typed)}"
                    typed[row["rettid-id"]] = note
                    sheet.cell(number, [cell.value for cell in sheet[HEADER]].index("Note") + 1).value = note
        first.save(out / "rettid-liste-2018-08-13.xlsx")
        lists(FASIT, out, "--pr", "2018-08-27", "--format", "xlsx,csv")
        with (out / "rettid-liste-2018-08-27.csv").open(encoding="utf-8", newline="") as file:
            second = {row["fund_id"]: row for row in csv.DictReader(file)}
        assert len(typed) > 100
        assert set(typed) <= set(second), "hver række fra sidst er her, løst eller fjernet"
        for fund, row in second.items():
            assert row["siden_sidst"] == ("ny" if fund not in typed else row["siden_sidst"])
            assert row["note"] == typed.get(fund, "")
            assert row["noteret"] == ("2018-08-13" if fund in typed else "")
        assert {row["siden_sidst"] for row in second.values()} == {"ny", "fortsat", "forværret", "løst", "fjernet"}
        solved = [row for row in second.values() if row["siden_sidst"] == "løst"]
        assert all("2018-08-13" < row["moedt"] <= "2018-08-27" for row in solved)

    def test_k01_the_same_input_and_list_before_give_the_same_bytes(self, tmp_path: Path) -> None:
        """Same input twice → same bytes; and made again in its own folder, a list is the same."""
        for name in ("a", "b"):
            lists(FASIT, tmp_path / name, "--pr", "2018-08-13")
            lists(FASIT, tmp_path / name, "--pr", "2018-08-27")
        made = [
            {path.name: path.read_bytes() for path in (tmp_path / name).glob("rettid-liste-*")} for name in ("a", "b")
        ]
        assert made[0] == made[1]
        assert len(made[0]) == 4
        lists(FASIT, tmp_path / "a", "--pr", "2018-08-27")
        again = (tmp_path / "a" / "rettid-liste-2018-08-27.xlsx").read_bytes()
        assert again == made[0]["rettid-liste-2018-08-27.xlsx"]
        (tmp_path / "b" / "rettid-liste-2018-08-27.xlsx").unlink()
        lists(FASIT, tmp_path / "b", "--pr", "2018-08-13")
        first = (tmp_path / "b" / "rettid-liste-2018-08-13.xlsx").read_bytes()
        assert first == made[0]["rettid-liste-2018-08-13.xlsx"], "også en første liste, lavet om"

    def test_k02_places_too_few_from_week_39(self, tmp_path: Path) -> None:
        """34 under-30 deadlines in weeks 36–41, 20 free places → "14 short, from week 39"."""
        per_week = {
            "2018-09-03": 6,
            "2018-09-10": 6,
            "2018-09-17": 6,
            "2018-09-24": 6,
            "2018-10-01": 5,
            "2018-10-08": 5,
        }
        young = BO | {"foedselsdato": on("1995-01-01")}
        cases = [
            (citizen(f"{monday}-{number}", **young, startdato=on(monday) - timedelta(weeks=13)), [])
            for monday, count in per_week.items()
            for number in range(count)
        ]
        places = tmp_path / "vifte.csv"
        places.write_text("navn;aldersgruppe;pladser\nJobklub;under 30;20\n", encoding="utf-8")
        source = export(tmp_path / "udtraek", caseload(*cases, SOMEBODY))
        lists(source, tmp_path / "ud", "--pr", "2018-09-03", "--regler", EXAMPLE, "--tilbudsvifte", places)
        told = texts(book(tmp_path / "ud", "2018-09-03")["Overblik"])
        assert "6.1, under 30: 34 frister, 20 ledige pladser: 14 mangler fra uge 39." in told

    @pytest.mark.parametrize(("pr", "symbol"), [("2018-08-31", "○"), ("2018-09-03", "●")])
    def test_k03_act_now_from_the_last_responsible_day(self, tmp_path: Path, pr: str, symbol: str) -> None:
        """Deadline 2018-10-01, lead 4 weeks → "act now" from 2018-09-03; the weekly list looks two weeks ahead."""
        met = [held("2018-07-10", "serviceopkald"), held("2018-07-25"), held("2018-08-20")]
        source = export(tmp_path / "udtraek", caseload((citizen(**BO, foedselsdato=on("1995-01-01")), met), SOMEBODY))
        lists(source, tmp_path / "ud", "--pr", pr, "--regler", EXAMPLE, "--ugentlig")
        (offer,) = [row for row in rows(book(tmp_path / "ud", pr)["Bo Lund"]) if row["Krav og nr."] == "Første tilbud"]
        assert offer["Seneste ansvarlige dag"].date() == on("2018-09-03")
        assert offer["Frist (lov)"].date() == on("2018-10-01")
        assert offer["Dage tilbage/over"] == (on(pr) - on("2018-10-01")).days
        assert symbol in book(tmp_path / "ud", pr)["Bo Lund"].cell(HEADER + 1, 4).number_format


class TestBroendby:
    def test_b02_no_deadline_with_ours_and_another_one(self, tmp_path: Path) -> None:
        """No deadline, rettid computes 2018-08-27 → (a) with that date; system says 09-30 → "differs"."""
        met = [held("2018-07-10", "serviceopkald"), held("2018-07-25")]
        days = {"F1": None, "F2": on("2018-09-30"), "F3": on("2018-08-27")}
        cases = [
            (citizen(name, **BO, frist_system=day, rettighedsdato_system=on("2018-12-31")), met)
            for name, day in days.items()
        ]
        source = export(tmp_path / "udtraek", caseload(*cases, SOMEBODY))
        lists(source, tmp_path / "ud", "--pr", "2018-08-13", "--regler", EXAMPLE)
        found = rows(book(tmp_path / "ud", "2018-08-13")["Uden frist"])
        told = [
            (row["Borger"], row["Hvad"], str(row["Frist efter loven"])[:10], str(row["Systemets frist"])[:10])
            for row in found
        ]
        assert told == [("F1", "▲ uden frist", "2018-08-27", "None"), ("F2", "≠ afviger", "2018-08-27", "2018-09-30")]
        assert all(row["Paragraf"] for row in found)

    def test_b02_a_missing_interview_with_its_paragraph(self, tmp_path: Path) -> None:
        """»mangler en samtale indenfor intervallerne angivet i LBK nr. 1342 af 20. november 2016 § 16a, stk. 1«."""
        source = export(tmp_path / "udtraek", caseload((citizen(**BO), [held("2018-07-10", "serviceopkald")])))
        lists(source, tmp_path / "ud", "--pr", "2018-08-17")
        (missing, *_) = rows(book(tmp_path / "ud", "2018-08-17")["Mangler samtale"])
        assert (str(missing["Frist (lov)"])[:10], missing["Paragraf"][:19]) == ("2018-08-02", "LAB § 16 a, stk. 1 ")

    def test_b04_moved_twice_in_a_month(self, tmp_path: Path) -> None:
        """Case moved twice in a month → listed."""
        held_by = {
            "F1": [("Bo Lund", "2018-07-02"), ("Ida Holm", "2018-07-20"), ("Bo Lund", "2018-08-06")],
            "F2": [("Bo Lund", "2018-07-02"), ("Ida Holm", "2018-08-06")],
        }
        tables = caseload(*((citizen(name, **BO), []) for name in held_by))
        tables["ansvar"] = [
            {"forloeb_id": name, "sagsbehandler": who, "team": "Team A", "fra": on(day), "til": None}
            for name, owners in held_by.items()
            for who, day in owners
        ]
        lists(export(tmp_path / "udtraek", tables), tmp_path / "ud", "--pr", "2018-08-13", "--regler", EXAMPLE)
        found = rows(book(tmp_path / "ud", "2018-08-13")["Skift af ansvarlig"])
        assert [(row["Borger"], row["Fra"], row["Til"]) for row in found] == [
            ("F1", "Bo Lund", "Ida Holm"),
            ("F1", "Ida Holm", "Bo Lund"),
        ]


class TestFaaborgMidtfyn:
    def test_f01_three_open_cases_with_no_caseworker(self, tmp_path: Path) -> None:
        """3 open cases with no caseworker on 2018-06-12 → top of the team sheet."""
        start = {"startdato": on("2018-03-01"), "tilmeldingsdato": on("2018-03-01")}
        cases = [(citizen("A1", **start, **BO), []), *((citizen(f"U{n}", **start), []) for n in range(3))]
        source = export(tmp_path / "udtraek", caseload(*cases))
        answer = lists(source, tmp_path / "ud", "--pr", "2018-06-12", "--regler", EXAMPLE)
        assert "3 åbne sager har ingen ansvarlig" in answer.screen
        made = book(tmp_path / "ud", "2018-06-12")
        assert [row["Borger"] for row in rows(made["Uden ansvarlig"])[:3]] == ["U0", "U1", "U2"]
        caseworkers = table(made["Overblik"], "Sagsbehandler")
        assert caseworkers[1][:2] == ("Uden ansvarlig", 3)

    def test_f13_exit_codes_and_nothing_half_written(self, tmp_path: Path) -> None:
        """Exit 0 no findings over threshold, 1 over threshold, 2 bad input; nothing half-written."""
        asked = ("--pr", "2018-12-31", "--format", "csv")
        assert ask("lists", FASIT, "--out", tmp_path / "ud", *asked, "--fejl-under", "50").code == 0
        assert ask("lists", FASIT, "--out", tmp_path / "ud", *asked, "--fejl-under", "80").code == 1
        spoiled = tmp_path / "udtraek.csv"
        spoiled.write_text("Sag nr;Hvem\n1;Bo\n", encoding="utf-8")
        before = {path.name: path.read_bytes() for path in (tmp_path / "ud").glob("rettid-*.csv*")}
        assert ask("lists", spoiled, "--out", tmp_path / "ud", *asked).code == 2
        assert {path.name: path.read_bytes() for path in (tmp_path / "ud").glob("rettid-*.csv*")} == before
        manifest = json.loads(before["rettid-liste-2018-12-31.csv.manifest.json"])
        assert [each["navn"] for each in manifest["filer_ud"]] == ["rettid-liste-2018-12-31.csv"]

    def test_f14_caseworkers_add_up_to_teams_and_teams_to_the_whole(self, tmp_path: Path) -> None:
        """Moved case counted once; teams sum to total."""
        lists(FASIT, tmp_path, "--pr", "2018-12-31")
        head, *told = table(book(tmp_path, "2018-12-31")["Overblik"], "Sagsbehandler")
        figures = {
            row[0]: [cell if isinstance(cell, int) else 0 for cell in row[1 : len(head)]] for row in told if row[0]
        }
        teams = ["Dagpengeteamet", "Ungeteamet"]
        names = [row[0] for row in told]
        assert set(teams) <= set(names)
        per_team = {team: [] for team in teams}  # type: dict[str, list[list[int]]]
        whose = None
        for row in told:
            whose = row[0] if row[0] in teams else whose
            if whose and row[0] not in (*teams, "I alt"):
                per_team[whose].append([cell if isinstance(cell, int) else 0 for cell in row[1 : len(head)]])
        for team, people in per_team.items():
            assert [sum(column) for column in zip(*people, strict=True)] == figures[team], team
        whole = [
            sum(column) for column in zip(figures["Uden ansvarlig"], *(figures[team] for team in teams), strict=True)
        ]
        assert whole == figures["I alt"]

    def test_f17_each_open_case_once_with_what_it_lacks(self, tmp_path: Path) -> None:
        """Each open case once; "no deadline" must be 0 by 15 August."""
        days = {"F1": on("2018-08-27"), "F2": None, "F3": on("2018-08-27")}
        cases = [(citizen(name, **BO, frist_system=day), []) for name, day in days.items()]
        closed = (citizen("F4", **BO, slutdato=on("2018-08-01")), [])
        source = export(tmp_path / "udtraek", caseload(*cases, closed))
        lists(source, tmp_path / "ud", "--pr", "2018-08-15", "--regler", EXAMPLE)
        found = rows(book(tmp_path / "ud", "2018-08-15")["Alle sager"])
        assert [row["Borger"] for row in found] == ["F1", "F2", "F3"]
        lacking = {row["Borger"]: row["Mangler i fagsystemet"] for row in found}
        assert lacking == {"F1": None, "F2": "frist i fagsystemet", "F3": None}


class TestRudersdal:
    EXEMPTION: ClassVar[Row] = {"art": "fritagelse", "fravaerstype": "konkret_vurdering", "slutdato": None}

    def test_r11_in_2018_the_reason_stands_beside_the_breach(self, tmp_path: Path) -> None:
        """Same reason: 2018 → still late."""
        reason = self.EXEMPTION | {"startdato": on("2018-09-01"), "registreret": on("2018-09-03")}
        case = (citizen(**BO, foedselsdato=on("1995-01-01")), [reason])
        lists(export(tmp_path / "udtraek", caseload(case, SOMEBODY)), tmp_path / "ud", "--pr", "2018-10-31")
        (offer,) = [
            row for row in rows(book(tmp_path / "ud", "2018-10-31")["Bo Lund"]) if row["Krav og nr."] == "Første tilbud"
        ]
        assert offer["Dage tilbage/over"] > 0
        assert "konkret vurdering siden 01-09-2018" in offer["Registreret afvigelse"]

    def test_r11_in_2026_it_is_exempt_and_uses_one_of_the_25_per_cent(self, tmp_path: Path) -> None:
        """2026-08 recorded as exemption → exempt, and uses one of the 25 %."""
        start = {"startdato": on("2026-07-01"), "tilmeldingsdato": on("2026-07-01")}
        reason = self.EXEMPTION | {"startdato": on("2026-08-01"), "registreret": on("2026-08-03")}
        cases = [(citizen(f"F{n}", **BO, **start), [reason] if n == 0 else [begun("2026-09-01")]) for n in range(4)]
        lists(
            export(tmp_path / "udtraek", caseload(*cases)),
            tmp_path / "ud",
            "--pr",
            "2027-01-31",
            "--format",
            "xlsx,json",
        )
        told = json.loads((tmp_path / "ud" / "rettid-liste-2027-01-31.json").read_bytes())
        assert not [row for row in told if row["krav"] == "foerste-tilbud"]
        shares = json.loads((tmp_path / "ud" / "rettid-liste-2027-01-31.xlsx.manifest.json").read_bytes())["andele"]
        (share,) = [row for row in shares if row["krav"] == "andel-foerste-tilbud"]
        assert (share["opfyldt"], share["personer"], share["luft"]) == (3, 4, 0)
