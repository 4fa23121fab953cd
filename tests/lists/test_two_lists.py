"""Two lists from exports 14 days apart, with notes typed in between: issue 5's first "Done when", row by row.

The list is worked in by LibreOffice, as a person does (open, type, choose, sort, take out, put in, move, save), and by
openpyxl. What became of each row is held up against the funds themselves, without `memory`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid.lists import layout
from rettid.lists.lines import NOBODY
from rettid.lists.memory import LEFT, NEW, SOLVED, STILL, WORSE
from rettid.lists.model import Lists
from rettid.lists.readback import read_before
from rettid.tables import COMING, LATE, MISSING, TIMELY
from tests.lists import office
from tests.lists.filled import FIRST, KEY_COLUMN, SECOND, Desk, koege
from tests.lists.writer import written

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.lists.memory import Before

NOTING, SORTED, CUT, GIVEN = "Jakob Riis", "Trine Aagaard", "Søren Høj", "Birgit Falk"
"""Four caseworkers: notes on every row; sorted by citizen; a row taken out, a row put in; a row that another gave."""

COLUMNS = layout.worker_columns(())
AT = {column.key: number for number, column in enumerate(COLUMNS, 1)}
NAME = "rettid-liste-2018-08-13.xlsx"
OWN = "Tavlemøde: husk de unge 😀"


@functools.cache
def first() -> Lists:
    return Lists(koege(FIRST))


def ids(worker: str) -> list[str]:
    return first().of(worker)["fund_id"].to_list()


def note_on(fund_id: str) -> str:
    return f"Aftale om {fund_id}\n  - ring = ja; 50 % {'Ø' * (int(fund_id[:2], 16) % 7)}"


def handling_on(fund_id: str) -> str | None:
    return layout.HANDLINGS[int(fund_id[2], 16) % 6] if int(fund_id[3], 16) % 3 == 0 else None


def in_office(folder: Path) -> Path:
    """A person in LibreOffice. The file is saved with a password too."""
    (folder / "fra.xlsx").write_bytes(written(first()))
    steps: list[tuple[object, ...]] = [("open", folder / "fra.xlsx")]
    for worker in (NOTING, SORTED):
        for row, fund in enumerate(ids(worker), 5):
            steps.append(("text", worker, row, AT["note"], note_on(fund)))
            if handling_on(fund):
                steps.append(("type", worker, row, AT["handling"], handling_on(fund)))
    steps += [
        ("sort", SORTED, 5, 4 + len(ids(SORTED)), KEY_COLUMN, AT["borger"]),
        ("move", NOTING, 6, GIVEN, 5),
        ("rename", NOTING, "Jakob (orlov)"),
        ("hide", SORTED, 7),
        ("filter", SORTED, 4, 4 + len(ids(SORTED)), KEY_COLUMN, AT["bolden"], "os"),
        ("delete", CUT, 5),
        ("insert", CUT, 8),
        ("text", CUT, 8, 2, OWN),
        ("comment", CUT, 5, AT["frist"], "Er det rigtigt?"),
        ("save", folder / NAME),
        ("open", folder / NAME),
        ("save", folder / "laast.xlsx", "hemmeligt"),
    ]
    office.work(folder, *steps)
    return folder / NAME


def in_openpyxl(folder: Path) -> Path:
    """The same by a program."""
    from openpyxl.comments import Comment  # noqa: PLC0415

    desk = Desk(written(first()))
    for worker in (NOTING, SORTED):
        for row, fund in enumerate(ids(worker), 5):
            desk.type(row, note_on(fund), ark=worker)
            desk.type(row, handling_on(fund), "Handling", worker)
    rows = [desk.values(SORTED, row) for row in range(5, 5 + len(ids(SORTED)))]
    for row, values in enumerate(sorted(rows, key=lambda each: str(each[AT["borger"] - 1]), reverse=True), 5):
        desk.put(SORTED, row, values)
    moved = desk.values(NOTING, 6)
    desk[GIVEN].insert_rows(5)
    desk.put(GIVEN, 5, moved)
    desk[NOTING].delete_rows(6)
    desk[NOTING].title = "Jakob (orlov)"
    desk[SORTED].row_dimensions[7].hidden = True
    desk[CUT].delete_rows(5)
    desk[CUT].insert_rows(8)
    desk[CUT].cell(8, 2, OWN)
    desk[CUT].cell(5, AT["frist"]).comment = Comment("Er det rigtigt?", "Søren")
    return desk.save(folder, NAME)


@pytest.fixture(
    params=[
        pytest.param(
            in_office, marks=pytest.mark.skipif(office.PROGRAM is None, reason="LibreOffice er ikke på maskinen")
        ),
        in_openpyxl,
    ],
    ids=["LibreOffice", "openpyxl"],
    scope="module",
)
def worked_in(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first list, filled in."""
    return request.param(tmp_path_factory.mktemp("lister"))


@pytest.fixture(scope="module")
def before(worked_in: Path) -> Before:
    return read_before(worked_in)


def typed(frame: pl.DataFrame) -> dict[str, tuple[str | None, str | None]]:
    """Handling and note of the rows that have any."""
    rows = frame.filter(pl.any_horizontal(pl.col("handling", "note").is_not_null()))
    return {fund: (handling, note) for fund, handling, note in rows.select("fund_id", "handling", "note").iter_rows()}


def expected_texts() -> dict[str, tuple[str | None, str | None]]:
    noted = {fund: (handling_on(fund), note_on(fund)) for worker in (NOTING, SORTED) for fund in ids(worker)}
    return noted | {ids(CUT)[1]: (None, "(kommentar: Er det rigtigt?)")}


def test_every_word_stands_at_its_duty(before: Before) -> None:
    assert typed(before.rows) == expected_texts()
    assert set(before.rows.filter(pl.col("noteret").is_not_null())["noteret"]) == {FIRST}
    assert before.rows["noteret"].is_not_null().sum() == len(expected_texts())
    assert before.own.rows() == [(CUT, ["", OWN])]
    assert before.deleted == {ids(CUT)[0]}
    assert before.edited.is_empty()


def became() -> dict[str, str]:
    """What became of each row of the first list, and what is new on the second, by the funds alone."""
    then = dict(first().lines.select("fund_id", "status").iter_rows())
    lines = dict(Lists(koege(SECOND)).lines.select("fund_id", "status").iter_rows())
    funds = dict(koege(SECOND).all_funds.select("fund_id", pl.col("status").cast(pl.String)).iter_rows())
    told = {}
    for fund, status in then.items():
        if fund in lines:
            told[fund] = WORSE if (status, lines[fund]) == (COMING, MISSING) else STILL
        else:
            told[fund] = SOLVED if funds.get(fund) in {TIMELY, LATE} else LEFT
        assert status != NOBODY or fund in lines, "prøven har ingen sag, der har fået en ansvarlig"
    return told | dict.fromkeys(lines.keys() - then.keys(), NEW)


def test_new_still_worse_solved_and_left_are_right_row_by_row(before: Before) -> None:
    since = Lists(koege(SECOND), before=before).since
    parts = (since.lines, since.solved, since.left)
    told = {fund: mark for part in parts for fund, mark in part.select("fund_id", "siden_sidst").iter_rows()}
    assert told == became()
    assert sum(part.height for part in parts) == len(told)
    assert since.pr == FIRST
    assert min(since.counts.values()) > 0, "prøven skal have af hver slags"
    assert {fund: texts for part in parts for fund, texts in typed(part).items()} == expected_texts()
    assert typed(since.solved), "en note på en løst række"
    assert typed(since.lines), "en note på en række, der fortsætter"


def test_the_second_list_carries_every_word_on(before: Before, tmp_path: Path) -> None:
    second = Lists(koege(SECOND), before=before)
    path = tmp_path / "rettid-liste-2018-08-27.xlsx"
    path.write_bytes(written(second))
    after = read_before(path)
    assert typed(after.rows) == expected_texts()
    assert set(after.rows["noteret"].drop_nulls()) == {FIRST}
    assert after.own.rows() == [(CUT, ["", OWN])]
    assert after.edited.is_empty()
    assert after.deleted == frozenset()


def test_what_libreoffice_has_encrypted_is_read(worked_in: Path, before: Before) -> None:
    locked = worked_in.with_name("laast.xlsx")
    if not locked.exists():
        pytest.skip("kun LibreOffice har gemt med adgangskode")
    assert typed(read_before(locked, password="hemmeligt").rows) == typed(before.rows)  # noqa: S106
