"""The history in PostgreSQL: four tables that anybody with access can also ask in SQL.

`rettid_koersler` has a row per run, `rettid_fund`, `rettid_andele` and `rettid_sagsstammer` the rows of its parts, by
`loebenr`. The first save makes them. Each save is one transaction, and an advisory lock lets one writer in at a time.
Rows go in and out by COPY as CSV, in which Polars and PostgreSQL agree: nothing is a missing value, "" an empty text.

What psycopg or the server says is never passed on: it may quote the address, and with it a password.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.errors import StoreError
from rettid.store.address import is_plain, shown
from rettid.store.frames import ORDER, RUNS, SCHEMAS, of_runs

try:
    import psycopg
    from psycopg import sql
except ImportError as missing:
    raise StoreError(
        'Historikken ligger i PostgreSQL, og det kræver psycopg. Installér det med: pip install "rettid[postgres]"'
    ) from missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rettid.store.frames import Record
    from rettid.tables import Schema

_LOCK = 0x7265747469640001
"""The advisory lock of those who write: "rettid" and a number."""

_CONNECT_SECONDS = 10
_WAIT_SECONDS = 60
_SNAPSHOT, _LATEST = psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.READ_COMMITTED
_SETTINGS = {
    "datestyle": "ISO, YMD",
    "extra_float_digits": "1",
    "client_encoding": "UTF8",
    "lock_timeout": f"{_WAIT_SECONDS}s",
}

_TYPES: dict[Any, str] = {
    pl.String: "text",
    pl.Categorical: "text",
    pl.Date: "date",
    pl.Int32: "integer",
    pl.Int64: "bigint",
    pl.Boolean: "boolean",
    pl.Float64: "double precision",
}

_RUNS = "rettid_koersler"
_TABLES = {"fund": "rettid_fund", "andele": "rettid_andele", "sagsstammer": "rettid_sagsstammer"}


class PostgresStore:
    """A history in the database at `url`. See `store.Store` for what the methods do."""

    def __init__(self, url: str) -> None:
        self._url = url

    def save(self, record: Record) -> bool:
        """Store the run; False where it is stored already and says the same."""
        with self._connected() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            _make_tables(connection)
            if _value(connection, "SELECT aftryk FROM {} WHERE koersel = %s", record.id) == record.aftryk:
                return False
            number = 1 + (_value(connection, "SELECT max(loebenr) FROM {}") or 0)
            connection.execute(_q("DELETE FROM {} WHERE koersel = %s", _RUNS), [record.id])
            for table, rows in _rows(record, number).items():
                _copy_in(connection, table, rows)
        return True

    def runs(self) -> pl.DataFrame:
        """The runs, by day and order."""
        with self._connected(read_only=True) as connection:
            return _runs(connection)

    def funds(self, runs: Sequence[str], columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The funds of those runs."""
        return self._part("fund", list(columns or SCHEMAS["fund"]), list(runs))

    def rates(self) -> pl.DataFrame:
        """The rates of every run."""
        return self._part("andele", list(SCHEMAS["andele"]))

    def caseloads(self) -> pl.DataFrame:
        """The caseloads of every run."""
        return self._part("sagsstammer", list(SCHEMAS["sagsstammer"]))

    def delete_before(self, day: date) -> int:
        """Delete the runs that tell of an earlier day, and say how many."""
        with self._connected() as connection:
            if not _made(connection):
                return 0
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return connection.execute(_q("DELETE FROM {} WHERE pr < %s", _RUNS), [day]).rowcount

    def faults(self) -> list[str]:
        """Nothing: a database is read, or the call fails."""
        return []

    def _part(self, name: str, columns: list[str], only: list[str] | None = None) -> pl.DataFrame:
        with self._connected(read_only=True) as connection:
            known = _runs(connection).select("koersel", "loebenr")
            if only is not None:
                known = known.filter(pl.col("koersel").is_in(only))
            if known.is_empty():
                return of_runs([], name, columns)
            schema = {"loebenr": RUNS["loebenr"], **SCHEMAS[name]}
            sorted_by = [*columns, *(each for each in ORDER[name] if each not in columns)]
            rows = _copy_out(
                connection, _TABLES[name], {each: schema[each] for each in ("loebenr", *sorted_by)}, known["loebenr"]
            )
        runs = known.with_row_index("_sted").join(rows, on="loebenr")
        return runs.sort("_sted", *ORDER[name], nulls_last=False).select("koersel", *columns)

    @contextmanager
    def _connected(self, *, read_only: bool = False) -> Iterator[psycopg.Connection[Any]]:
        """A connection whose transaction is committed at the end, or rolled back where anything fails.

        Those who read see the tables as they were at one moment; those who write see what the writer before them left.
        """
        try:
            with psycopg.connect(self._url, **self._how()) as connection:
                connection.read_only = read_only
                connection.isolation_level = _SNAPSHOT if read_only else _LATEST
                for name, value in _SETTINGS.items():
                    connection.execute("SELECT set_config(%s, %s, true)", [name, value])
                yield connection
        except psycopg.Error as fault:
            raise StoreError(f"{shown(self._url)}: {_why(fault, self._url)}") from None

    def _how(self) -> dict[str, Any]:
        """How to connect, where the address doesn't say it itself."""
        given = psycopg.conninfo.conninfo_to_dict(self._url)
        return {} if "connect_timeout" in given else {"connect_timeout": _CONNECT_SECONDS}


def _value(connection: psycopg.Connection[Any], query: str, *values: object) -> Any:  # noqa: ANN401 - as the column is
    """The first value that the query finds among the runs; None where it finds none."""
    row = connection.execute(_q(query, _RUNS), values).fetchone()
    return row[0] if row else None


def _q(query: str, *names: str) -> sql.Composed:
    """The query with names of tables and columns in its braces."""
    return sql.SQL(query).format(*(sql.Identifier(name) for name in names))


def _listed(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _made(connection: psycopg.Connection[Any]) -> bool:
    return connection.execute("SELECT to_regclass(%s)", [_RUNS]).fetchone() != (None,)


def _make_tables(connection: psycopg.Connection[Any]) -> None:
    """The tables, where they are not there. A database user that may not make tables can still use those of another."""
    if _made(connection):
        return
    own = [_column(name, dtype) for name, dtype in RUNS.items()]
    keys = sql.SQL("PRIMARY KEY (loebenr), UNIQUE (koersel)")
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(_RUNS), sql.SQL(", ").join([*own, keys])))
    for name, table in _TABLES.items():
        columns = [_column(column, dtype) for column, dtype in SCHEMAS[name].items()]
        of_run = _q("loebenr bigint NOT NULL REFERENCES {} ON DELETE CASCADE", _RUNS)
        connection.execute(
            sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(table), sql.SQL(", ").join([of_run, *columns]))
        )
        connection.execute(_q("CREATE INDEX ON {} (loebenr)", table))


def _column(name: str, dtype: pl.DataType) -> sql.Composed:
    return sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_TYPES[type(dtype)]))


def _rows(record: Record, number: int) -> dict[str, pl.DataFrame]:
    """The rows of each table that the run gives."""
    numbered = {
        _TABLES[name]: frame.select(pl.lit(number).alias("loebenr"), pl.all()) for name, frame in record.parts.items()
    }
    return {_RUNS: record.run(number), **numbered}


def _copy_in(connection: psycopg.Connection[Any], table: str, rows: pl.DataFrame) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(table), _listed(rows.columns))
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(rows.write_csv(include_header=False, quote_style="non_numeric"))


def _runs(connection: psycopg.Connection[Any]) -> pl.DataFrame:
    if not _made(connection):
        return pl.DataFrame(schema=RUNS)
    return _copy_out(connection, _RUNS, RUNS).sort("pr", "loebenr")


def _copy_out(
    connection: psycopg.Connection[Any], table: str, schema: Schema, numbers: pl.Series | None = None
) -> pl.DataFrame:
    """The columns of `schema` of the table's rows, of the runs of those numbers."""
    columns = sql.SQL(", ").join(map(_selected, schema, schema.values()))
    of = sql.SQL("" if numbers is None else " WHERE loebenr IN ({})").format(
        *([] if numbers is None else [sql.SQL(", ").join(map(sql.Literal, numbers))])
    )
    chosen = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table)) + of
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(chosen)) as copy:
        content = b"".join(copy)
    if not content:
        return pl.DataFrame(schema=schema)
    as_text = {name: pl.String() if dtype == pl.Categorical else dtype for name, dtype in schema.items()}
    return pl.read_csv(io.BytesIO(content), has_header=False, schema=as_text).cast(pl.Schema(schema))


def _selected(name: str, dtype: pl.DataType) -> sql.Composable:
    # PostgreSQL writes t and f in CSV, which Polars does not read.
    return _q("{}::text", name) if dtype == pl.Boolean else sql.Identifier(name)


_REASONS: dict[str, str] = {
    "28": "brugernavnet eller adgangskoden passer ikke. Ret dem, eller sæt adgangskoden i PGPASSWORD.",
    "3D": "databasen eller brugeren findes ikke. Bed den, der passer serveren, om at lave den.",
    "42501": "databasebrugeren må ikke det, der skal til. Bed den, der passer serveren, om adgang til at læse og skrive.",
    "42P01": "tabellerne er ikke dem, denne rettid bruger. Opdatér rettid, eller vælg en anden database.",
    "42703": "tabellerne er ikke dem, denne rettid bruger. Opdatér rettid, eller vælg en anden database.",
    "53100": "serverens disk er fuld, og intet er gemt. Bed den, der passer serveren, om plads.",
    "53300": "serveren har for mange forbindelser. Prøv igen om lidt.",
    "55P03": "historikken er i brug af en anden kørsel. Prøv igen, når den er færdig.",
    "25006": "databasen kan kun læses. Vælg en, der kan skrives i.",
    "22P05": "databasen kan ikke gemme alle bogstaver. Den skal laves med tegnsættet UTF8.",
}
"""Why the server refused, by the beginning of its code (PostgreSQL, appendix A)."""

_SAID = {
    "password": "28",
    "does not exist": "3D",
    "too many": "53300",
}
"""A refused connection has no code; these words tell which it was. They are looked for, never shown."""


def _why(fault: psycopg.Error, url: str) -> str:
    said = str(fault)
    code = fault.sqlstate or next((code for words, code in _SAID.items() if words in said), "")
    why = next((why for begins, why in _REASONS.items() if code.startswith(begins)), None)
    if why is not None:
        return why
    if code or not isinstance(fault, psycopg.OperationalError | psycopg.ProgrammingError):
        return f"databasen afviste (kode {code or 'ukendt'}), og intet er gemt. Giv koden til den, der passer serveren."
    if is_plain(url) and isinstance(fault, psycopg.OperationalError):
        return "databasen svarer ikke. Se efter, om serveren kører, og om adressen passer."
    return (
        "adressen kan ikke læses. Skriv den postgresql://bruger@server/database; særlige tegn i en adgangskode skrives "
        "med %, fx @ som %40 og / som %2F."
    )
