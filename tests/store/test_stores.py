"""The folder and PostgreSQL: the same calls, the same history; whole or not at all; nothing about a citizen."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import psycopg
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from rettid import rates
from rettid.errors import StoreError
from rettid.store import open_store, postgres
from rettid.store.frames import CASELOADS, FACTS, FUNDS, ORDER, RATES, RUNS, SCHEMAS, Record, fitted
from rettid.store.record import pseudonyms, record
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, _sample_rows, ask, cases_of, export
from tests.depth import as_many, tries
from tests.store import server
from tests.store.runs import KEY, made, run_of, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rettid.store import Store

DAYS = ("2018-07-30", "2018-08-13", "2018-08-27")
NEW_SCHEMA = itertools.count(1)

# All that needs the server stands in this module: run by several workers, only one of them starts it.


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with server.running() as found:
        yield found


def schema_in(port: int) -> str:
    """The address of a new, empty history on the server."""
    name = f"proeve_{next(NEW_SCHEMA)}"
    with psycopg.connect(server.url(port)) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return server.url(port, name)


@pytest.fixture(params=["mappe", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new, empty history of each kind lies."""
    return str(tmp_path / "historik") if request.param == "mappe" else schema_in(request.getfixturevalue("port"))


@pytest.fixture
def store(place: str) -> Store:
    return open_store(place)


@pytest.fixture
def both(port: int, tmp_path: Path) -> tuple[Store, Store]:
    return open_store(tmp_path / "historik"), open_store(schema_in(port))


def everything(store: Store) -> dict[str, pl.DataFrame]:
    """All that a store answers."""
    runs = store.runs()
    return {
        "koersler": runs,
        "fund": store.funds(runs["koersel"].to_list()),
        "andele": store.rates(),
        "sagsstammer": store.caseloads(),
    }


def alike(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> None:
    for name, frame in one.items():
        assert_frame_equal(frame, other[name], check_exact=True)


# --- The same history ------------------------------------------------------------------------------------------


def test_both_stores_give_the_same_history(both: tuple[Store, Store]) -> None:
    records = [run_of(FASIT, day) for day in DAYS]
    records += [run_of(FASIT, "2018-08-27", team="Ungeteamet"), run_of(FASIT, "2018-08-27", "2018-08-01")]
    records += [run_of(MOMENTUM, "2026-10-31"), run_of(WORKBASE, "2018-12-31"), run_of(FASIT, DAYS[0])]
    alike(everything(both[0]), everything(both[1]))
    for each in records:
        assert len({store.save(each) for store in both}) == 1
    alike(everything(both[0]), everything(both[1]))
    assert [store.delete_before(date(2018, 8, 13)) for store in both] == [1, 1]
    left = everything(both[0])
    alike(left, everything(both[1]))
    assert left["koersler"]["pr"].to_list() == [
        date.fromisoformat(day) for day in (DAYS[1], *[DAYS[2]] * 3, "2018-12-31", "2026-10-31")
    ]
    assert left["koersler"]["loebenr"].to_list() == [2, 3, 4, 5, 7, 6]
    assert left["fund"].height == sum(each.fund.height for each in records[1:-1])


def test_what_was_stored_comes_back(store: Store) -> None:
    stored = run_of(FASIT, DAYS[1])
    store.save(stored)
    for name, frame in everything(store).items():
        kept = frame.drop("loebenr", "aftryk") if name == "koersler" else frame.drop("koersel")
        assert_frame_equal(kept, stored.facts if name == "koersler" else stored.parts[name], check_exact=True)
    some = store.funds([stored.id, "findes ikke"], ["moedt", "status", "aaben"])
    assert_frame_equal(some.drop("koersel"), stored.fund.select("moedt", "status", "aaben"), check_exact=True)
    assert store.funds([]).is_empty()
    assert store.funds(["findes ikke"]).schema == {"koersel": pl.String(), **FUNDS}


def test_rates_counted_again_from_what_is_stored_are_those_that_were_stored(store: Store) -> None:
    summary, stored = summary_of(FASIT, DAYS[2]), run_of(FASIT, DAYS[2])
    store.save(stored)
    funds = store.funds([stored.id])
    for maal, rate in (("R1", rates.r1), ("RP", rates.persons)):
        again = rate(funds, summary.span, summary.pr).cast({pl.Categorical: pl.String}).sort("haendelse")
        kept = store.rates().filter(pl.col("maal") == maal, pl.col("niveau") == "alle").sort("haendelse")
        assert (
            again.select("rettidige", "forfaldne", "borgere").rows()
            == kept.select("taeller", "naevner", "borgere").rows()
        )
        shares = kept.select("andel", "lav", "hoej")
        assert_frame_equal(again.select(shares.columns), shares, abs_tol=1e-6)
        assert_frame_equal(shares, shares.with_columns(pl.all().round(6)), check_exact=True)
    teams = store.rates().filter(pl.col("niveau") == "team", pl.col("maal") == "R1")
    whole = store.rates().filter(pl.col("niveau") == "alle", pl.col("maal") == "R1")
    assert teams.select(pl.col("taeller", "naevner").sum()).row(0) == whole.select(
        pl.col("taeller", "naevner").sum()
    ).row(0)


def texts() -> st.SearchStrategy[str | None]:
    anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)
    return (
        st.none() | anything | st.sampled_from([",", '"', "\r", "\n", "\\N", "\\.", "''", "NULL", " ", "=1+1", "Æ🙂"])
    )


VALUES: dict[Any, st.SearchStrategy[Any]] = {
    pl.String: texts(),
    pl.Categorical: texts(),
    pl.Date: st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    pl.Boolean: st.none() | st.booleans(),
    pl.Int32: st.none() | st.integers(-(2**31), 2**31 - 1),
    pl.Int64: st.none() | st.integers(-(2**63), 2**63 - 1),
    pl.Float64: st.none() | st.floats(allow_nan=False, allow_infinity=False),
}


def rows(name: str) -> st.SearchStrategy[pl.DataFrame]:
    schema = FACTS if name == "koersler" else SCHEMAS[name]
    row = st.fixed_dictionaries({column: VALUES[type(dtype)] for column, dtype in schema.items()})
    key = (
        (lambda each: each["fund_id"])
        if name == "fund"
        else (lambda each: tuple(each[column] for column in ORDER[name]))
    )
    if name == "koersler":
        return row.map(lambda each: pl.DataFrame([each], schema=schema))
    some = st.lists(row, max_size=5, unique_by=key)
    return some.map(lambda each: fitted(pl.DataFrame(each, schema=schema, orient="row"), name))


@st.composite
def any_run(draw: st.DrawFn) -> Record:
    """A run with anything at all in every column."""
    fixed = {
        "koersel": draw(st.integers(0, 2**60).map("{:016x}".format)),
        "pr": draw(st.dates(date(2000, 1, 1), date(2099, 1, 1))),
    }
    facts = draw(rows("koersler")).with_columns(pl.lit(value).alias(name) for name, value in fixed.items())
    return Record(facts, *(draw(rows(name)) for name in SCHEMAS))


@given(stored=any_run())
@tries(10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_run_comes_back_from_a_folder_as_it_was(tmp_path: Path, stored: Record) -> None:
    comes_back(open_store(tmp_path), stored)


@given(stored=any_run())
@tries(4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_run_comes_back_from_a_database_as_it_was(port: int, stored: Record) -> None:
    comes_back(open_store(server.url(port)), stored)


def comes_back(store: Store, stored: Record) -> None:
    store.delete_before(date.max)
    assert store.save(stored)
    found = everything(store)
    assert_frame_equal(found["koersler"], stored.run(1), check_exact=True)
    for name, frame in stored.parts.items():
        assert_frame_equal(found[name].drop("koersel"), frame, check_exact=True)


# --- Saved once, whole, by several at once ---------------------------------------------------------------------


def test_the_same_run_saved_twice_is_one(place: str, tmp_path: Path) -> None:
    store = open_store(place)
    assert store.save(run_of(FASIT, DAYS[0]))
    assert store.save(run_of(FASIT, DAYS[1]))
    before, names = everything(store), sorted(path.name for path in tmp_path.rglob("*.parquet"))
    again = record(summary_of(FASIT, DAYS[0]), KEY)
    assert not store.save(again)
    assert not open_store(place).save(again)
    alike(before, everything(open_store(place)))
    assert sorted(path.name for path in tmp_path.rglob("*.parquet")) == names


def test_a_run_that_says_something_else_replaces_its_old_self_as_the_latest(store: Store) -> None:
    first, other, mended = made(7), made(8), made(7, aabne_sager=13)
    assert [store.save(each) for each in (first, other, mended)] == [True, True, True]
    runs = store.runs()
    assert runs.select("loebenr", "koersel", "aabne_sager").rows() == [(2, other.id, 12), (3, first.id, 13)]
    assert store.funds([first.id]).height == 30


def test_a_writer_killed_between_the_new_file_and_the_old_one_leaves_two_and_the_newest_counts(tmp_path: Path) -> None:
    first, mended = made(7), made(7, aabne_sager=13)
    open_store(tmp_path).save(first)
    (old,) = tmp_path.glob("*.parquet")
    content = old.read_bytes()
    for again, new in ((mended, False), (first, True)):
        open_store(tmp_path).save(mended)
        assert len(list(tmp_path.glob("*.parquet"))) == 1
        old.write_bytes(content)
        assert open_store(tmp_path).runs()["aabne_sager"].to_list() == [13]
        assert open_store(tmp_path).funds([first.id]).height == 30
        assert open_store(tmp_path).save(again) is new
        assert open_store(tmp_path).runs().select("aabne_sager").equals(again.facts.select("aabne_sager"))
        assert len(list(tmp_path.glob("*.parquet"))) == 1


def test_the_id_tells_of_input_day_packs_team_and_not_of_the_clock() -> None:
    ids = [
        run_of(*asked).id
        for asked in ((FASIT, DAYS[0]), (FASIT, DAYS[1]), (FASIT, DAYS[1], DAYS[0]), (WORKBASE, DAYS[1]))
    ]
    ids.append(run_of(FASIT, DAYS[1], team="Ungeteamet").id)
    assert len(set(ids)) == len(ids)
    assert record(summary_of(FASIT, DAYS[0]), b"en anden noegle").id == ids[0]


def saving(place: str, first: int, number: int, shared: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.store.saver", place, str(first), str(number), str(shared)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_two_processes_that_save_at_once_both_come_through(place: str) -> None:
    savers = [saving(place, first, 8, 999) for first in (100, 200)]
    for each in savers:
        assert each.stdout
        assert each.stdout.readline() == b"klar\n"
    ends = [each.communicate(b"\n", timeout=60) for each in savers]
    assert [(each.returncode, end[1]) for each, end in zip(savers, ends, strict=True)] == [(0, b"")] * 2
    found = everything(open_store(place))
    numbers = [*(first + each for first in (100, 200) for each in range(8)), 999]
    assert sorted(found["koersler"]["koersel"]) == [f"{number:016x}" for number in numbers]
    assert sorted(found["koersler"]["loebenr"]) == list(range(1, 18))
    assert found["fund"].group_by("koersel").len()["len"].unique().to_list() == [30]


@pytest.mark.random
def test_a_writer_killed_at_any_time_leaves_whole_runs_and_the_next_one_goes_on(place: str) -> None:
    draw, store = random.Random(1), open_store(place)
    for attempt in range(as_many(2)):
        killed, said = saving(place, 1000 * attempt, 60, 999), draw.randint(1, 4)
        assert killed.stdout
        assert killed.stdin
        assert killed.stdout.readline() == b"klar\n"
        killed.stdin.write(b"\n")
        killed.stdin.flush()
        assert [killed.stdout.readline() for _ in range(said)] == [b"gemt\n"] * said
        with pytest.raises(subprocess.TimeoutExpired):
            killed.wait(draw.uniform(0, 0.03))
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        found = everything(store)
        assert store.faults() == []
        assert set(found["fund"].group_by("koersel").len()["len"]) == {30}
        assert found["koersler"].height == found["fund"]["koersel"].n_unique() == found["andele"]["koersel"].n_unique()
        assert found["koersler"].filter(pl.col("koersel") != f"{999:016x}").height >= said
        store.delete_before(date.max)
        assert store.save(made(5))
        store.delete_before(date.max)


# --- Too old ---------------------------------------------------------------------------------------------------


def test_runs_of_an_earlier_day_go_with_all_that_was_theirs(store: Store) -> None:
    assert store.delete_before(date(2030, 1, 1)) == 0
    first = date(2018, 1, 1)
    for each in range(4):
        store.save(made(each, first + timedelta(14 * each)))
    assert store.delete_before(first + timedelta(14)) == 1
    assert store.delete_before(first + timedelta(15)) == 1
    for frame in everything(store).values():
        assert set(frame["koersel"]) == {f"{each:016x}" for each in (2, 3)}


# --- Nothing about a citizen -----------------------------------------------------------------------------------


def personal(sample: str) -> set[str]:
    """Names, case numbers and CPR numbers of a sample, as its files have them."""
    rows = [row for _, row in _sample_rows(sample)]
    numbers = {str(value) for row in rows for name, value in row.items() if name and "cpr" in name.lower() and value}
    cases = cases_of(sample)
    own = {row["sagsbehandler"] for row in cases}
    found = numbers | {str(row[name]) for row in cases for name in ("navn", "sag")} - own
    found |= {number.replace("-", "") for number in numbers}
    return {each for each in found if len(each) > 5}


@pytest.mark.parametrize(("sample", "day"), [(FASIT, DAYS[2]), (WORKBASE, "2018-12-31"), (MOMENTUM, "2026-10-31")])
def test_no_name_case_number_or_cpr_number_is_stored(place: str, sample: str, day: str) -> None:
    store, stored = open_store(place), run_of(sample, day)
    store.save(stored)
    secret = personal(sample)
    assert len(secret) > 100
    found = everything(store)
    values = {str(value) for frame in found.values() for column in frame.cast(pl.String) for value in column.unique()}
    assert not values & secret
    everything_said = "\n".join(sorted(values))
    assert not [each for each in secret if each in everything_said]


def test_no_name_case_number_or_cpr_number_is_in_the_bytes_of_a_file(tmp_path: Path) -> None:
    store = open_store(tmp_path / "historik")
    for sample, day in ((FASIT, DAYS[2]), (WORKBASE, "2018-12-31"), (MOMENTUM, "2026-10-31")):
        store.save(run_of(sample, day))
    secret = [each.encode() for sample in (FASIT, WORKBASE, MOMENTUM) for each in personal(sample)]
    for path in (tmp_path / "historik").glob("*.parquet"):
        plain = tmp_path / "plain"
        kept = {name: text for name, text in pl.read_parquet_metadata(path).items() if name != "ARROW:schema"}
        pl.read_parquet(path).write_parquet(plain, compression="uncompressed", use_pyarrow=False, metadata=kept)
        for content in (path.read_bytes(), plain.read_bytes()):
            assert not [each for each in secret if each in content]
        assert b"Claus Enevoldsen" in plain.read_bytes() or b"Rune Bisgaard" in plain.read_bytes(), "dækker søgningen?"


def test_a_citizen_that_the_export_knows_by_name_is_keyed_too(tmp_path: Path) -> None:
    case = {
        "forloeb_id": "Sag 17",
        "borger_id": "Ib Krogh",
        "navn": "Ib Krogh",
        "foedselsdato": "1980-01-01",
        "maalgruppe": "6.1",
    }
    case |= {"startdato": "2018-05-01", "sagsbehandler": "Åse"}
    export(
        tmp_path / "ind",
        {"forloeb": [case], "samtaler": [{"forloeb_id": "Sag 17", "dato": "2018-05-08", "status": "afholdt"}]},
    )
    stored = run_of(str(tmp_path / "ind"), DAYS[0])
    store = open_store(tmp_path / "historik")
    store.save(stored)
    assert stored.fund.height > 2
    said = "\n".join(frame.write_csv() for frame in everything(store).values())
    assert "Åse" in said
    assert not [each for each in ("Sag 17", "Krogh", "1980-01-01") if each in said]
    assert stored.fund["borger_id"].n_unique() == stored.fund["forloeb_id"].n_unique() == 1
    assert stored.fund["borger_id"][0] != stored.fund["forloeb_id"][0]


def test_forloeb_and_citizens_are_keyed_and_one_id_gives_one_pseudonym() -> None:
    funds, stored = summary_of(FASIT, DAYS[2]).funds, run_of(FASIT, DAYS[2]).fund
    both = funds.select("fund_id", sag="forloeb_id", borger="borger_id").join(stored, on="fund_id", validate="1:1")
    assert both.height == funds.height
    for own, kept in (("sag", "forloeb_id"), ("borger", "borger_id")):
        pairs = both.select(own, kept).unique()
        assert pairs[own].n_unique() == pairs[kept].n_unique() == pairs.height
        assert not set(pairs[own]) & set(pairs[kept])
    ids = pl.Series(["15.00.00-A26-1-16", None, "æ", "15.00.00-A26-1-16"])
    keyed = pseudonyms(ids, "forløb", KEY)
    assert keyed[0] == keyed[3] != keyed[2]
    assert keyed[1] is None
    assert keyed[0] != pseudonyms(ids, "borger", KEY)[0] != pseudonyms(ids, "borger", b"en anden")[0]


# --- What can go wrong -----------------------------------------------------------------------------------------


def test_a_damaged_file_is_named_and_left_out_and_the_rest_is_there(tmp_path: Path) -> None:
    home = tmp_path / "historik"
    for each in range(3):
        open_store(home).save(made(each, date(2018, 1, 1 + each)))
    first, second, third = sorted(home.glob("*.parquet"))
    content = second.read_bytes()
    ways = [b"", content[:-1], content[: len(content) // 2], content + b"\0", b"PAR1" * 9]
    ways += [
        content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]
        for place in range(0, len(content), len(content) // 20)
    ]
    for damaged in ways:
        second.write_bytes(damaged)
        store = open_store(home)
        assert store.runs()["koersel"].to_list() == [made(0).id, made(2).id]
        (fault,) = store.faults()
        assert str(second) in fault
        assert "beskadiget" in fault
        assert set(store.funds([made(each).id for each in range(3)])["koersel"]) == {made(0).id, made(2).id}
    assert open_store(home).save(made(9, date(2018, 2, 1)))
    second.write_bytes(content)
    assert open_store(home).runs()["loebenr"].to_list() == [1, 2, 3, 4]
    second.write_bytes(b"")
    assert open_store(home).delete_before(date(2018, 1, 3)) == 2
    assert not first.exists()
    assert not second.exists()
    assert third.exists()


def test_a_damaged_run_is_mended_by_saving_it_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save(made(1))
    (path,) = tmp_path.glob("*.parquet")
    path.write_bytes(b"ikke mere")
    assert open_store(tmp_path).save(made(1))
    assert open_store(tmp_path).faults() == []
    assert open_store(tmp_path).funds([made(1).id]).height == 30


def test_a_file_damaged_between_two_questions_is_named(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save(made(1))
    assert store.runs().height == 1
    (path,) = tmp_path.glob("*.parquet")
    path.write_bytes(b"ikke mere")
    with pytest.raises(StoreError, match=path.name):
        store.funds([made(1).id])


def test_other_files_are_no_runs_and_what_a_killed_writer_left_is_cleared_away(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save(made(1))
    (path,) = tmp_path.glob("*.parquet")
    left = tmp_path / f".{path.name}.x1y2z3"
    left.write_bytes(path.read_bytes()[:500])
    (tmp_path / "noget.txt").write_text("andet")
    (tmp_path / "andet.parquet").write_bytes(path.read_bytes())
    assert open_store(tmp_path).runs().height == 1
    assert open_store(tmp_path).faults() == [
        f"{tmp_path / 'andet.parquet'}: filen er ikke en kørsel fra rettid og er sprunget over."
    ]
    store.save(made(2))
    assert not left.exists()
    assert (tmp_path / "andet.parquet").exists()


def test_a_run_of_a_later_rettid_is_not_guessed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr("rettid.store.folder.FORMAT", "2")
        open_store(tmp_path).save(made(1))
    assert open_store(tmp_path).runs().is_empty()
    assert "nyere rettid" in open_store(tmp_path).faults()[0]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "fil"
    file.write_text("ikke en mappe")
    for home in (file, file / "historik"):
        with pytest.raises(StoreError, match="historikken kan ikke skrives"):
            open_store(home).save(made(1))
    with pytest.raises(StoreError, match="historikken kan ikke læses"):
        open_store(file).runs()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="kræver /dev/full")  # noqa: PTH110
def test_a_full_disk_leaves_the_history_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path)
    store.save(made(1))
    before = {path: path.read_bytes() for path in tmp_path.glob("*.parquet")}
    real = type(tmp_path).open

    def full(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        return real(type(path)("/dev/full") if mode == "w+b" else path, mode, *rest, **more)

    with monkeypatch.context() as disk:
        disk.setattr(type(tmp_path), "open", full)
        with pytest.raises(StoreError, match="disken er fuld"):
            store.save(made(2))
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".parquet"} == before
    assert sorted(path.name for path in tmp_path.iterdir() if "laas" not in path.name) == [path.name for path in before]
    assert store.save(made(2))


def test_a_writer_waits_no_longer_than_it_says(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rettid.store.folder._WAIT_SECONDS", 0.05)
    monkeypatch.setitem(postgres._SETTINGS, "lock_timeout", "50ms")
    place = schema_in(port)
    with FileLock(tmp_path / ".laas"), psycopg.connect(place) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [postgres._LOCK])
        for store in (open_store(tmp_path), open_store(place)):
            with pytest.raises(StoreError, match="er i brug af en anden kørsel"):
                store.save(made(1))
    assert open_store(tmp_path).save(made(1))
    assert open_store(place).save(made(1))


def test_the_database_is_only_made_by_those_who_save_and_may_belong_to_another(port: int) -> None:
    place = schema_in(port)
    with psycopg.connect(place) as connection:
        count = (
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'rettid%' AND relnamespace = current_schema::regnamespace"
        )
        assert open_store(place).runs().is_empty()
        assert connection.execute(count).fetchone() == (0,)
        open_store(place).save(made(1))
        connection.execute("DROP ROLE IF EXISTS laeser")
        connection.execute("CREATE ROLE laeser LOGIN PASSWORD 'laeser'")
        schema = connection.execute("SELECT current_schema").fetchone()[0]  # type: ignore[index]
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO laeser")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO laeser")
    reader = open_store(place.replace(f"rettid:{server.QUOTED}", "laeser:laeser"))
    assert reader.funds([made(1).id]).height == 30
    with pytest.raises(StoreError, match="må ikke det, der skal til"):
        reader.save(made(2))
    with pytest.raises(StoreError, match="må ikke det, der skal til"):
        reader.delete_before(date.max)


def test_tables_of_another_make_are_said(port: int) -> None:
    place = schema_in(port)
    with psycopg.connect(place) as connection:
        connection.execute("CREATE TABLE rettid_koersler (loebenr bigint)")
    with pytest.raises(StoreError, match="tabellerne er ikke dem"):
        open_store(place).runs()


def test_no_message_holds_a_password_nor_what_the_server_said(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    good = server.url(port, "tomt")
    places = {
        good.replace(server.QUOTED, "hemmelig"): "adgangskoden passer ikke",
        good.replace(f":{server.QUOTED}", ""): "adgangskoden passer ikke",
        good.replace("/postgres?", "/findes_ikke?"): "findes ikke",
        good.replace("127.0.0.1", "127.0.0.1:hemmelig@x"): "adressen",
        "postgresql://rettid:hemmelig@127.0.0.1:1/x": "svarer ikke",
        "postgresql://rettid:hem@melig@127.0.0.1:1/x": "postgresql://…: adressen kan ikke læses",
        "postgresql://rettid:hem/melig@127.0.0.1:1/x": "adressen kan ikke læses",
        "postgres://rettid@127.0.0.1:1/x?password=hemmelig&findesikke=1": "adressen kan ikke læses",
        "mysql://rettid:hemmelig@x/y": "postgresql://bruger@server/database",
        "postgresql+psycopg://rettid:hemmelig@x/y": "postgresql://bruger@server/database",
    }
    for place, words in places.items():
        answer = ask("history", "--sted", place)
        assert answer.code == 2, place
        assert words in answer.message, answer.message
        assert not [
            part for part in ("melig", server.QUOTED, server.PASSWORD, "FATAL", "rettid:") if part in answer.message
        ]
        assert answer.message.count("\n") == 1
    monkeypatch.setenv("PGPASSWORD", server.PASSWORD)
    assert ask("history", "--sted", good.replace(f":{server.QUOTED}", "")).code == 0


def test_without_psycopg_the_way_to_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "rettid.store.postgres")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    answer = ask("history", "--sted", "postgresql://rettid:hemmelig@127.0.0.1/x")
    assert answer.code == 2
    assert 'pip install "rettid[postgres]"' in answer.message
    assert "hemmelig" not in answer.message


def test_without_a_server_the_tests_are_skipped_here_and_fail_where_it_must_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(server, "DEBIAN", server.DEBIAN / "findes-ikke")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="initdb"):
        server.programs()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="initdb"):
        server.programs()


def test_the_screen_is_the_same_from_both(port: int, tmp_path: Path) -> None:
    places = [str(tmp_path), schema_in(port)]
    answers = []
    for place in places:
        for day in DAYS:
            open_store(place).save(run_of(FASIT, day))
        answers.append(
            [ask("history", "--sted", place, *more).out for more in ((), ("--siden", DAYS[1]), ("--format", "csv"))]
        )
    assert answers[0] == answers[1]
    assert b"13-08-2018" in answers[0][1]


def test_the_schemas_know_their_order() -> None:
    assert list(SCHEMAS) == list(ORDER)
    assert set(RATES) >= set(ORDER["andele"])
    assert set(CASELOADS) >= set(ORDER["sagsstammer"])
    assert set(RUNS) > set(FACTS)
