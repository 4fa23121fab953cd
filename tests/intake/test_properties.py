"""Any sheet, however dirty: every row is used or set aside, and the order of rows says nothing."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from rettid.errors import IntakeError
from rettid.intake import read
from rettid.tables import SOURCE
from tests.depth import tries

from .conftest import balanced

if TYPE_CHECKING:
    from rettid.intake import Reading

ID = st.sampled_from(["F1", "F2", "F3", " F1 ", "", "I alt", "610180-1234", "6201801234", "0000000000", "forloeb_id"])
DAY = st.sampled_from(
    ["2018-01-01", "01-02-2018", "03.04.2018 kl. 9.30", "43101", "31-02-2018", "", "-", "31-12-9999", "dato"]
)
WORD = st.sampled_from(
    ["jobsamtale", "Fælles jobsamtale", "CV", "", "afholdt", "Booket", "hvad?", " ", "Hansen, Bo", 'x"y']
)
EVENT = st.lists(st.one_of(ID, DAY, WORD), min_size=3, max_size=5) | st.tuples(ID, DAY, WORD, WORD).map(list)
CASE = st.tuples(ID, DAY, WORD).map(list)


def write(folder: Path, name: str, rows: list[list[str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ';"\n') else cell

    text = "\n".join(";".join(map(quoted, row)) for row in rows)
    (folder / f"{name}.csv").write_text(text + "\n", encoding="utf-8")


def reading_of(cases: list[list[str]], events: list[list[str]], key: Path) -> Reading | None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, "forloeb", [["forloeb_id", "startdato", "team"], *cases])
        write(folder, "samtaler", [["forloeb_id", "dato", "samtaletype", "status"], *events])
        try:
            return read([folder], key_file=key)
        except IntakeError:
            return None


@tries(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(CASE, max_size=8), events=st.lists(EVENT, max_size=12))
def test_every_row_is_used_or_set_aside(tmp_path: Path, cases: list[list[str]], events: list[list[str]]) -> None:
    key = tmp_path / "noegle"
    key.write_text("noegle")
    reading = reading_of(cases, events, key)
    if reading is None:
        return
    assert balanced(reading)
    for sheet in reading.sheets:
        table = sheet.fil.removesuffix(".csv")
        assert reading.tables[table].collect().height == sheet.raekker_brugt
        given_rows = {"forloeb": cases, "samtaler": events}[table]
        last = max((number for number, row in enumerate(given_rows, start=1) if any(row)), default=0)
        assert sheet.raekker_laest == last
    assert set(reading.set_aside["aarsag"].drop_nulls()) == set(reading.set_aside["aarsag"])


@tries(10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    starts=st.lists(DAY, min_size=1, max_size=4),
    events=st.lists(st.tuples(ID, DAY, WORD, WORD).map(list), max_size=12),
    seed=st.integers(0, 100),
)
def test_shuffled_rows_give_the_same_tables(
    tmp_path: Path, starts: list[str], events: list[list[str]], seed: int
) -> None:
    key = tmp_path / "noegle"
    key.write_text("noegle")
    cases = [[f"F{number}", start, "A"] for number, start in enumerate(starts, start=1)]
    mixed_cases, mixed_events = (random.Random(seed).sample(rows, len(rows)) for rows in (cases, events))
    one, other = reading_of(cases, events, key), reading_of(mixed_cases, mixed_events, key)
    assert one is not None
    assert other is not None
    for name in ("forloeb", "samtaler"):
        assert as_set(one, name) == as_set(other, name)


def as_set(reading: Reading, name: str) -> list[tuple[object, ...]]:
    return reading.tables[name].select(pl.exclude(list(SOURCE))).collect().sort(pl.all()).rows()
