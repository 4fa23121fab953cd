"""How a test asks for lists: a small export with two caseworkers, and what lies in the folder afterwards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rettid.lists.readback import read_before
from tests.asking import caseload, citizen, export, held, page
from tests.cli.asking import Answer, ask
from tests.lists.filled import Desk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EARLIER, DAY, LATER = "2018-08-13", "2018-08-27", "2018-09-10"
ANE, BO = "Ane Bæk", "Bo Lund"
LIST, BEFORE = f"rettid-liste-{DAY}.xlsx", f"rettid-liste-{EARLIER}.xlsx"

_COMING_AND_GOING = {"rettid.log", ".rettid.lock", ".rettid.koersel.json", ".laas"}


def udtraek(folder: Path, workers: Sequence[str] = (ANE, BO), citizens: Sequence[str] = (), **more: object) -> Path:
    """An export of eight cases; those of the first caseworker are in the team Nord, the others in Syd. One is seen on 15 August."""
    cases = [
        (
            citizen(
                f"F{number}",
                navn=dict(enumerate(citizens)).get(number, f"Borger {number}sen"),
                team="Syd" if number % len(workers) else "Nord",
                sagsbehandler=workers[number % len(workers)],
                startdato=date(2018, 6, 4 + number),
                tilmeldingsdato=date(2018, 6, 4 + number),
            )
            | more,
            [held("2018-07-02"), *[held("2018-08-15")] * (number == 0)],
        )
        for number in range(8)
    ]
    return export(folder, caseload(*cases))


def lists(export: Path, out: Path, *more: object, pr: str = DAY) -> Answer:
    """`rettid lists` with a key of the test's own, beside the export."""
    return ask(*command(export, out, *more, pr=pr))


def command(export: Path, out: Path, *more: object, pr: str = DAY) -> list[object]:
    """The arguments of `lists`; one page of rules is enough here."""
    key = export.with_name("noegle")
    key.write_text("prøvens nøgle\n", encoding="utf-8")
    return ["lists", export, "--pr", pr, "--out", out, "--noegle", key, "--regler", page("dagpenge-2017"), *more]


def made(export: Path, out: Path, *more: object, pr: str = DAY) -> Answer:
    """The same, which must go well."""
    answer = lists(export, out, *more, pr=pr)
    assert answer.code == 0, answer.message
    assert "NB" in answer.message or not answer.message
    return answer


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in the folder by its name, but for the log and the locks."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _COMING_AND_GOING)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def names(folder: Path) -> set[str]:
    """What lies in the folder, hidden files too."""
    return {path.name for path in folder.iterdir()}


def workbooks(folder: Path) -> dict[str, bytes]:
    """Those of them that are lists or their manifests."""
    return {name: data for name, data in tree(folder).items() if name.startswith("rettid-liste-")}


def write_note(path: Path, text: str | None, row: int = 5, ark: str = ANE) -> None:
    """Type a note into the list, as a person does in a spreadsheet."""
    desk = Desk(path.read_bytes())
    desk.type(row, text, ark=ark)
    desk.book.save(path)


def notes(path: Path) -> list[str]:
    """The notes in the list, in the order of their rows."""
    return read_before(path).rows.drop_nulls("note")["note"].to_list()
