"""The machine formats: the columns of `spec.md` § 4, the same funds in each, whole files, and where they came from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid import __version__, output
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, ask, asked, balanced, cases_of, export, refused

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]

COLUMNS = re.split(
    r", ",
    "fund_id, forloeb_id, borger_id, maalgruppe, aldersgruppe, a_kasse, team, sagsbehandler, ejer, pakke, pakke_version, art, krav, nr, "
    "haendelse, hjemmel, aabner, forfald, frist, moedt, planlagt, status, dage, aaben, slutdato, pausedage, mangler_felt, bemaerkning",
)
"""As the specification lists them."""

DATES = ("aabner", "forfald", "frist", "moedt", "planlagt", "slutdato")
FORMS = ("json", "csv", "parquet")
DAY = ("--pr", "2018-12-31")
FORMULAS = ("=HYPERLINK(1)", "+45", "-1", "@SUM(A1)", "\t=1")

posix = pytest.mark.skipif(sys.platform == "win32", reason="rettigheder som på POSIX")


def tables() -> dict[str, list[Row]]:
    """Thirty cases of every kind, with text that a spreadsheet would run, Danish letters, commas and quotes."""
    random.seed(3)
    found: dict[str, list[Row]] = {"forloeb": [], "samtaler": [], "tilbud": [], "fravaer": [], "ansvar": []}
    for number in range(30):
        case = f"F{number:02}" if number else "-7"
        start = date.fromordinal(date(2018, 1, 1).toordinal() + 9 * number)
        found["forloeb"].append(
            {
                "forloeb_id": case,
                "borger_id": f"B{number // 2}",
                "navn": f"Borger Nummer{number}",
                "foedselsdato": f"19{60 + number}-03-01",
                "maalgruppe": "6.1",
                "startdato": "" if number == 5 else start,
                "slutdato": "2018-11-30" if number % 7 == 3 else "",
                "a_kasse": ["3F", "Kristelig, Øst", 'Den "røde"', *FORMULAS][number % 8],
                "team": ["Nord", "Syd", ""][number % 3],
                "sagsbehandler": [*FORMULAS, "Åse", ""][number % 7],
            }
        )
        for month in range(random.randrange(8)):
            day = date.fromordinal(start.toordinal() + 25 * month + random.randrange(20))
            kind = random.choice(["jobsamtale", "faelles_jobsamtale", "cv_samtale"])
            found["samtaler"].append(
                {
                    "forloeb_id": case,
                    "dato": day,
                    "samtaletype": kind,
                    "status": random.choice(["afholdt", "afholdt", "planlagt", "udeblevet"]),
                    "samtaleform": "personligt",
                    "afholdt_af": "jobcenter",
                    "registreret": day,
                }
            )
        if number % 2:
            begun = date.fromordinal(start.toordinal() + 150 + number)
            found["tilbud"].append(
                {"forloeb_id": case, "tilbudstype": "virksomhedspraktik", "status": "igang", "startdato": begun}
            )
        if number % 3 == 0:
            found["fravaer"].append(
                {
                    "forloeb_id": case,
                    "art": "fravaer",
                    "fravaerstype": "arbejde",
                    "startdato": date.fromordinal(start.toordinal() + 40),
                    "slutdato": date.fromordinal(start.toordinal() + 60),
                }
            )
        found["ansvar"].append(
            {"forloeb_id": case, "sagsbehandler": "Ida", "team": "Nord", "fra": start, "til": "2018-09-30"}
        )
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The export of `tables`."""
    return export(tmp_path / "udtræk", tables())


def written(path: Path, form: str, *arguments: object) -> bytes:
    answer = ask("audit", *arguments, "--format", form, "--out", path)
    assert answer.code == 0, answer.message
    return path.read_bytes()


def from_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


# --- The columns, and the same funds in each -------------------------------------------------------------------


@pytest.mark.parametrize("question", [(FASIT, *DAY), (MOMENTUM, "--pr", "2026-10-31"), (WORKBASE,), None])
def test_three_formats_one_answer(small: Path, question: tuple[str, ...] | None) -> None:
    question = question or (str(small), *DAY)
    answers = {form: asked("audit", *question, "--format", form) for form in FORMS}
    assert {(answer.code, answer.err) for answer in answers.values()} == {(0, b"")}

    of_json = json.loads(answers["json"].out)
    of_parquet = pl.read_parquet(io.BytesIO(answers["parquet"].out))
    of_csv = from_csv(answers["csv"].out)
    assert list(of_json[0]) == list(of_csv[0]) == of_parquet.columns == COLUMNS
    assert all(list(row) == COLUMNS for row in of_json)

    def iso(row: Row) -> Row:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}

    assert [iso(row) for row in of_parquet.to_dicts()] == of_json

    def text(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
            return f"'{value}"
        return "" if value is None else str(value)

    assert [{name: text(value) for name, value in row.items()} for row in of_json] == of_csv


def test_the_types_of_the_columns(small: Path) -> None:
    schema = pl.read_parquet(io.BytesIO(ask("audit", small, *DAY, "--format", "parquet").out)).schema
    assert {schema[name] for name in DATES} == {pl.Date}
    assert {schema[name] for name in ("nr", "dage", "pausedage")} == {pl.Int32}
    assert schema["aaben"] == pl.Boolean
    rows = json.loads(ask("audit", small, *DAY, "--format", "json").out)
    assert {type(row["aaben"]) for row in rows} == {bool}
    assert {type(row["nr"]) for row in rows} == {int}


def test_the_order_and_the_keys(small: Path) -> None:
    """By (frist, forloeb_id, pakke, krav, nr), the undecided first; an id is a fund's own."""
    rows = json.loads(ask("audit", small, *DAY, "--format", "json").out)
    key = [[row[name] or "" for name in ("frist", "forloeb_id", "pakke", "krav")] + [row["nr"]] for row in rows]
    assert key == sorted(key)
    assert len({row["fund_id"] for row in rows}) == len(rows)
    assert len({row["status"] for row in rows}) >= 6


@pytest.mark.parametrize("question", [(FASIT, *DAY), (MOMENTUM, "--pr", "2026-10-31"), (WORKBASE,)])
def test_no_format_tells_who_a_citizen_is(question: tuple[str, ...]) -> None:
    """Neither CPR number nor name: the numbers and names of the sample itself are looked for."""
    numbers = [] if question[0] == MOMENTUM else [case["sag"] for case in cases_of(WORKBASE)]
    names = [case["navn"] for case in cases_of(question[0])]
    workers = {case["sagsbehandler"] for case in cases_of(question[0])}
    text = asked("audit", *question, "--format", "csv").screen
    assert not [name for name in names if name in text and name not in workers]
    digits = text.replace("-", "")
    assert not [number for number in numbers if number in text or number.replace("-", "") in digits]
    assert not re.search(r"(?<![0-9a-f-])\d{6}-\d{4}(?![0-9a-f-])", text)


# --- CSV -------------------------------------------------------------------------------------------------------


def test_csv_is_as_promised(small: Path) -> None:
    """UTF-8 without a mark, commas, LF, ISO dates, empty for missing."""
    data = ask("audit", small, *DAY, "--format", "csv").out
    assert data.startswith(b"fund_id,forloeb_id,")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    rows = from_csv(data)
    assert "Åse" in data.decode()
    assert {row["a_kasse"] for row in rows} >= {"Kristelig, Øst", 'Den "røde"'}
    for row in rows:
        assert all(re.fullmatch(r"(\d{4}-\d\d-\d\d)?", row[name]) for name in DATES)
        assert not {"null", "None", "NaN", "nan"} & set(row.values())
    (undecided,) = [row for row in rows if row["mangler_felt"] == "startdato"]
    assert [undecided[name] for name in ("pakke", "krav", "dage", *DATES)] == [""] * 9


def test_text_that_a_spreadsheet_would_run_is_neutralised(small: Path) -> None:
    rows = from_csv(ask("audit", small, *DAY, "--format", "csv").out)
    cells = [cell for row in rows for cell in row.values()]
    numbers = [row[name] for row in rows for name in ("dage", "nr", "pausedage")]
    assert [number for number in numbers if number.startswith("-")], "et negativt tal er et tal, ikke en tekst"
    running = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t")) and cell not in numbers]
    assert not running
    assert {"'" + formula for formula in FORMULAS[:4]} <= set(cells)
    assert "'-7" in {row["forloeb_id"] for row in rows}
    assert {row["forloeb_id"] for row in json.loads(ask("audit", small, *DAY, "--format", "json").out)} >= {"-7"}


# --- The same bytes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_twice_and_to_a_file_the_same_bytes(small: Path, tmp_path: Path, form: str) -> None:
    first = ask("audit", small, *DAY, "--format", form)
    assert first.out == written(tmp_path / f"svar.{form}", form, small, *DAY)
    assert ask("audit", small, *DAY, "--out", tmp_path / f"igen.{form}").code == 0
    assert first.out == (tmp_path / f"igen.{form}").read_bytes(), "formatet kan ses på filens navn"


def test_shuffled_rows_the_same_bytes(small: Path, tmp_path: Path) -> None:
    shuffled = tables()
    for rows in shuffled.values():
        random.Random(1).shuffle(rows)
    other = export(tmp_path / "blandet", shuffled)
    assert sorted(balanced(small)) == sorted(balanced(other))
    assert (small / "forloeb.csv").read_bytes() != (other / "forloeb.csv").read_bytes()
    for form in FORMS:
        assert ask("audit", small, *DAY, "--format", form).out == ask("audit", other, *DAY, "--format", form).out
    assert ask("audit", small, *DAY).out == ask("audit", other, *DAY).out


def test_nothing_of_the_small_export_is_lost(small: Path) -> None:
    given = sorted((len(rows), len(rows), 0) for rows in tables().values())
    assert sorted(balanced(small)) == given


# --- Files -----------------------------------------------------------------------------------------------------


def test_the_manifest_says_where_it_came_from(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "svar" / "funde.csv"
    out.parent.mkdir()
    more = ("--lokal", "broendby-2018", "--periode", "2018H2", "--kendt-pr", "2018-12-15")
    rows = from_csv(written(out, "csv", small, *DAY, *more))
    assert sorted(path.name for path in out.parent.iterdir()) == ["funde.csv", "funde.csv.manifest.json"]
    text = (out.parent / "funde.csv.manifest.json").read_bytes().decode()
    told = json.loads(text)
    assert (told["rettid"], told["pr"], told["kendt_pr"]) == (__version__, "2018-12-31", "2018-12-15")
    assert told["periode"] == ["2018-07-01", "2018-12-31"]
    assert told["profiler"] == ["kanonisk"]
    assert told["forpligtelser"] == len(rows)
    packs = {pack["id"]: (pack["version"], pack["art"]) for pack in told["pakker"]}
    assert packs["broendby-2018"] == ("2", "lokal")
    assert packs["dagpenge-2017"] == ("1", "lov")
    assert {(row["pakke"], row["pakke_version"]) for row in rows if row["pakke"]} <= {
        (name, version) for name, (version, _) in packs.items()
    }
    assert {file["navn"]: file["sha256"] for file in told["filer"]} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in small.iterdir()
    }
    for sheet in told["ark"]:
        assert sheet["raekker_laest"] == sheet["raekker_brugt"] + sheet["raekker_frasorteret"]
        assert sheet["raekker_laest"] == len(tables()[sheet["fil"].removesuffix(".csv")])
    assert not [row for row in tables()["forloeb"] if row["navn"] in text or f'"{row["forloeb_id"]}"' in text]
    assert not [row for row in rows if f'"{row["borger_id"]}"' in text or row["fund_id"] in text]


@pytest.mark.parametrize("sample", [FASIT, MOMENTUM, WORKBASE])
def test_the_manifest_of_a_sample_holds_no_citizen(sample: str, tmp_path: Path) -> None:
    written(tmp_path / "svar.parquet", "parquet", sample, *DAY)
    text = (tmp_path / "svar.parquet.manifest.json").read_text(encoding="utf-8")
    told = json.loads(text)
    listed = sum(aside for _, _, aside in balanced(sample))
    assert sum(sheet["raekker_frasorteret"] for sheet in told["ark"]) == listed
    for case in cases_of(sample):
        assert case["navn"] not in text
        assert str(case["sag"]) not in text
    assert str(ROOT) not in text
    assert str(tmp_path) not in text


@posix
def test_only_the_owner_may_read_what_was_written(small: Path, tmp_path: Path) -> None:
    (tmp_path / "svar.csv").write_text("gammel")
    (tmp_path / "svar.csv").chmod(0o666)
    written(tmp_path / "svar.csv", "csv", small, *DAY)
    for name in ("svar.csv", "svar.csv.manifest.json"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("form", FORMS)
def test_an_existing_file_is_replaced_whole(small: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"svar.{form}"
    out.write_bytes(b"gammel" * 1_000_000)
    assert written(out, form, small, *DAY) == ask("audit", small, *DAY, "--format", form).out
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def _half(fault: BaseException) -> Any:
    def write(_: pl.DataFrame, file: Any) -> None:
        file.write(b"det halve")
        file.flush()
        raise fault

    return write


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("fault", "code"), [(OSError(28, "Ingen plads"), 2), (ValueError("x"), 70)])
def test_a_write_that_fails_half_way_leaves_the_old_file(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: int
) -> None:
    folder = tmp_path / "svar"
    folder.mkdir()
    written(folder / "svar.csv", "csv", small, *DAY)
    before = _contents(folder)
    monkeypatch.setitem(output._WRITERS, "csv", _half(fault))
    answer = ask("audit", small, "--pr", "2018-06-30", "--out", folder / "svar.csv")
    assert answer.code == code
    assert answer.out == b""
    assert _contents(folder) == before
    if code == 2:
        refused(answer, "svar.csv", "kan ikke skrives")


def test_a_manifest_that_can_not_be_written_leaves_the_old_file(small: Path, tmp_path: Path) -> None:
    """New data beside an old manifest would be traced to the wrong export."""
    (tmp_path / "svar.csv").write_bytes(b"gammel")
    (tmp_path / "svar.csv.manifest.json").mkdir()
    answer = ask("audit", small, *DAY, "--out", tmp_path / "svar.csv")
    assert answer.code == 2
    assert (tmp_path / "svar.csv").read_bytes() == b"gammel"


def test_a_screen_is_no_file(small: Path, tmp_path: Path) -> None:
    """Nothing is left behind by an audit that was asked for no file."""
    before = sorted(tmp_path.rglob("*"))
    assert ask("audit", small, *DAY).code == 0
    assert ask("audit", small, *DAY, "--format", "json").code == 0
    assert sorted(tmp_path.rglob("*")) == before
