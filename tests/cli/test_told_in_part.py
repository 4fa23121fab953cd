"""An export with a row per case knows only the first and the last interview: what it can't tell is never shown as clean."""

from pathlib import Path

from tests.cli.asking import ask

CASES = """CPR-nr.;Navn;Ydelse;Målgruppe;Ledig fra;Sagsbeh.;Team;Første samtale;Seneste samtale;Næste samtale;Første tilbud
610180-1234;Bo Hø;Dagpenge;Dagpengemodtager;02-07-2018;mgaar;Job;20-07-2018;01-11-2018;;
620180-1234;Åse Ærø;Dagpenge;Dagpengemodtager;02-07-2018;mgaar;Job;20-10-2018;01-11-2018;;15-12-2018
"""


def test_rates_that_cannot_be_told_are_not_shown_as_all_in_time(tmp_path: Path) -> None:
    export = tmp_path / "sager.csv"
    export.write_text(CASES, encoding="utf-8")
    answer = ask("audit", export, "--pr", "2018-12-31", "--periode", "2018H2", "--fejl-under", "90")
    assert answer.code == 0
    rates, waiting = answer.screen.split("Hvem venter stadig?")
    assert rates.count("kan ikke afgøres: kun delvist i udtrækket") == 4
    assert "1 af 1" not in rates
    assert [line.split()[-7:] for line in waiting.splitlines()[2:4]] == [["?"] * 7] * 2
    assert "Uden det, der ikke kan afgøres: samtaler og tilbud." in answer.screen
    assert "Grænsen er ikke prøvet for samtaler: kun delvist i udtrækket." in answer.message


def test_the_check_gives_no_bounds_for_what_cannot_be_told(tmp_path: Path) -> None:
    export = tmp_path / "sager.csv"
    export.write_text(CASES, encoding="utf-8")
    answer = ask("check", export, "--pr", "2018-12-31", "--periode", "2018H2")
    assert "Samtaler kan ikke afgøres: kun delvist i udtrækket." in answer.screen
    assert "Tilbud kan ikke afgøres: kun delvist i udtrækket." in answer.screen
    assert "Som registreret" not in answer.screen
