"""No hidden count can be found from whole reports, nor from several of them (inventory K-09): what the files print is attacked."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from rettid.disclosure import lines
from rettid.report import build, guard
from tests.cli.asking import FASIT, ask
from tests.disclosure.printed import HIDDEN, Unplaced, facts
from tests.report.disclosed import Reader, citizens, summary
from tests.report.test_promised import REGISTER

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.report.guard import Guarded

FIRST, SECOND = "2018-12-17", "2018-12-31"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of `rettid report` a fortnight apart, the second with the manifest of the first."""
    out = tmp_path_factory.mktemp("rapporter")
    order = ("report", FASIT, "--periode", "2018H2", "--slags", "ministerium,udvalg")
    first = ask(*order[:-1], "ministerium", "--pr", FIRST, "--format", "xlsx,html", "--out", out / "1")
    told = out / "1" / f"rettid-rapport-{FIRST}.manifest.json"
    second = ask(*order, "--pr", SECOND, "--format", "docx,xlsx,html", "--out", out / "2", "--forrige", told)
    assert (first.code, second.code) == (0, 0), first.message + second.message
    return out


@pytest.fixture(scope="module")
def reader(folder: Path) -> Reader:
    found = Reader()
    for path in sorted(folder.glob("*/*")):
        if path.suffix != ".json":
            found.reads(path.name, path.read_bytes())
    for day in (FIRST, SECOND):
        found.knows(summary(day))
    return found


def test_k09_no_hidden_count_is_found_from_two_reports_a_fortnight_apart(reader: Reader) -> None:
    """Everything that Word, Excel and the page print; each hidden count may be anything from nobody to five or more."""
    result = reader.attack()
    assert not result.found, "\n".join(map(str, result.found))
    assert result.printed > 100
    assert result.hidden > 100
    assert result.narrowest >= 5


def test_what_is_read_back_is_what_there_is(reader: Reader) -> None:
    """The attack is of the true numbers, and none of them is of few citizens."""
    assert not reader.wrong()
    assert not reader.of_few()
    assert sum(fact.kind == HIDDEN for fact in set(reader.found)) > 20


def test_every_file_prints_and_hides(folder: Path) -> None:
    for path in folder.glob("2/*.*"):
        if path.suffix != ".json":
            found = facts(path.name, path.read_bytes())
            assert {fact.kind == HIDDEN for fact in found} == {True, False}, path.name


@pytest.mark.parametrize(
    "more",
    [
        "<p>3 borgere venter endnu.</p>",
        "<p>Samtaler: 7 frister blev glemt.</p>",
        "<table><caption>Ny</caption><thead><tr><th>Sagsbehandler</th></tr></thead><tbody><tr><td>3</td></tr></tbody></table>",
        '<svg xmlns="http://www.w3.org/2000/svg"><text>3/7</text></svg>',
        '<figure aria-label="4 af 9"></figure>',
    ],
)
def test_a_number_that_the_attack_does_not_know_is_told_of(folder: Path, more: str) -> None:
    """What is new in a report is read by `printed`, or said to count nobody, before it is sent."""
    page = (folder / "2" / f"rettid-rapport-{SECOND}-udvalg.html").read_text(encoding="utf-8")
    with pytest.raises(Unplaced):
        facts("side.html", page.replace("</main>", f"{more}</main>").encode())


def test_without_the_hiding_of_others_the_attack_finds_the_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small cells alone are hidden: what is left of the total tells them."""
    monkeypatch.setattr(lines._Line, "safe", lambda *_: True)
    monkeypatch.setattr(guard, "gone_besides", lambda *_: set())
    reader = Reader()
    reader.gets(SECOND, of=random.Random(2).sample(citizens(), 200))
    found = reader.attack().found
    assert any(each.low == each.high == each.number for each in found), "one of them exactly"
    assert all(0 < each.number < 5 for each in found)


# --- Longer ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_without_the_guard_the_attack_finds_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_to_all(numbers: Any, *_: Any) -> Guarded:
        found = guard.guarded(numbers)
        return replace(found, numbers=numbers)

    monkeypatch.setattr(build, "guarded", open_to_all)
    reader = Reader()
    reader.gets(SECOND)
    assert len(reader.attack().found) > 10
    assert reader.of_few()


@pytest.mark.slow
def test_what_is_promised_and_forecast_counts_nobody(tmp_path: Path) -> None:
    """Initiatives, promises and forecasts have days, months and statuses, and no more counts than the reports without them."""
    register = tmp_path / "maal.toml"
    register.write_text(REGISTER, encoding="utf-8")
    order = (
        "report",
        FASIT,
        "--pr",
        SECOND,
        "--periode",
        "2018H2",
        "--slags",
        "ministerium,udvalg",
        "--format",
        "html",
    )
    assert ask(*order, "--out", tmp_path / "uden").code == 0
    answer = ask(*order, "--out", tmp_path / "med", "--prognose", "80", "--maal-fil", register)
    assert answer.code == 0, answer.message
    for path in (tmp_path / "med").glob("*.html"):
        assert "KarrierePAS i uge 10" in path.read_text(encoding="utf-8")
        plain = facts(path.name, (tmp_path / "uden" / path.name).read_bytes())
        assert facts(path.name, path.read_bytes()) == plain


@pytest.mark.slow
def test_without_the_report_before_the_attack_finds_who_has_come_since() -> None:
    reader = Reader()
    reader.gets(FIRST)
    reader.trykt = None
    reader.gets(SECOND)
    assert any(" less " in each.what and each.low == each.number for each in reader.attack().found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("orders", "switch"),
    [
        ([(SECOND, "2018H2", "Dagpengeteamet"), (SECOND, "2018H2", None)], "relatives"),
        ([(FIRST, None, None), (SECOND, None, None)], "relatives"),
        ([("2018-09-03", "2018H2", None), ("2018-10-15", "2018H2", None)], "had_quarters"),
    ],
    ids=["team", "perioder", "kvartaler"],
)
def test_each_guard_between_reports_is_needed(orders: list[Any], switch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was printed of others than the very same people counts: without that the attack finds what it found before."""
    everybody = [_got(orders, seed).attack().found for seed in (0, 2, 3)]
    assert everybody == [(), (), ()]
    monkeypatch.setattr(guard, switch, lambda *_: [])
    assert any(_got(orders, seed).attack().found for seed in (0, 2, 3))


def _got(orders: list[Any], seed: int) -> Reader:
    """The reports of some of the citizens: fewer give smaller cells."""
    rng, reader = random.Random(seed), Reader()
    some = rng.sample(citizens(), int(len(citizens()) * rng.choice([0.25, 0.5, 0.8, 1])))
    for pr, periode, team in orders:
        reader.gets(pr, periode, team, of=some)
    return reader


TEAMS = A, B, C = "Dagpengeteamet", "Ungeenheden", "Ungeteamet"

ORDERS = {
    "tre dage": [("2018-09-03", "2018H2", None), ("2018-10-15", "2018H2", None), ("2018-10-29", "2018H2", None)],
    "fire dage": [(day, "2018H2", None) for day in ("2018-11-12", "2018-11-26", "2018-12-10", "2018-12-24")],
    "perioden begynder": [(day, "2018H2", None) for day in ("2018-07-16", "2018-07-30", "2018-08-13")],
    "efter perioden": [("2019-01-14", "2018H2", None)],
    "teamet, så alle": [(SECOND, "2018H2", A), (SECOND, "2018H2", None)],
    "alle, så teamet": [(SECOND, "2018H2", None), (SECOND, "2018H2", B)],
    "to af tre team": [(SECOND, "2018H2", A), (SECOND, "2018H2", B), (SECOND, "2018H2", None)],
    "alle, så to team": [(SECOND, "2018H2", None), (SECOND, "2018H2", A), (SECOND, "2018H2", C)],
    "team og dage": [(FIRST, "2018H2", A), (FIRST, "2018H2", C), (SECOND, "2018H2", None), (SECOND, "2018H2", B)],
    "perioder i hinanden": [("2018-10-15", "2018K3", None), ("2018-11-12", "2018", None), ("2018-11-26", "2018K4", A)],
    "den tidligere dag til sidst": [(SECOND, "2018H2", None), (FIRST, "2018H2", None)],
    "13 uger": [(FIRST, None, None), (SECOND, None, None)],
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", ORDERS)
def test_no_hidden_count_is_found_from_reports_of_many_kinds(name: str, seed: int) -> None:
    reader = _got(ORDERS[name], seed + 10 * list(ORDERS).index(name))
    result = reader.attack()
    assert not result.found, "\n".join(map(str, result.found))
    assert not reader.wrong()
    assert not reader.of_few()
    assert result.hidden > 20
