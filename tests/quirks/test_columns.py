"""Quirks of what stands in a column: dates, numbers, CPR numbers and codes (`formats.md` §§ 5.4–5.6, 10)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.errors import IntakeError
from rettid.intake import convert
from rettid.intake.dates import How, dates
from tests.depth import tries
from tests.quirks.conftest import CASE_ROWS, INTERVIEW_ROWS, Rows, checked, found, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rettid.intake import Reading

CPR_HEADER = ["cpr", "maalgruppe", "startdato"]


def days_of(reading: Reading, table: str, column: str) -> list[str | None]:
    return [day and f"{day:%d-%m-%Y}" for (day,) in rows_of(reading, table, column)]


def form_of(reading: Reading, column: str) -> str:
    return str(reading.columns.filter(kolonne=column)["form"][0])


def cases(*starts: str | None, name: str = "startdato") -> Rows:
    return [["forloeb_id", "borger_id", name], *([f"F{at}", f"B{at}", day] for at, day in enumerate(starts))]


def test_quirk_09_a_number_that_lost_its_zero_is_counted(workbook: Callable[..., Path]) -> None:
    # The year 2057: no one has these numbers yet.
    rows = [
        CPR_HEADER,
        [101575000, "6.1", date(2018, 7, 2)],
        [6101801234, "6.1", date(2018, 7, 3)],
        [12345678, "6.1", 43283],
    ]
    reading = checked(workbook({"forloeb": rows}))
    assert found(reading, "RT-K05") == ['Kolonnen "cpr": 1 CPR-nummer havde kun ni cifre.']
    assert reading.set_aside["kode"].to_list() == ["RT-R06"]
    same = checked(workbook({"forloeb": [CPR_HEADER, ["0101575000", "6.1", "02-07-2018"]]}))
    assert rows_of(same, "forloeb", "borger_id")[0] == rows_of(reading, "forloeb", "borger_id")[0]


@pytest.mark.parametrize(
    "text",
    ["6101801234.0", "6101801234,0", "'6101801234", '="6101801234"', "610180-1234", "610180–1234", "61.01.80 1234"],
)
def test_quirk_10_every_spelling_of_a_number_is_one_citizen(text: str, text_file: Callable[..., Path]) -> None:
    reading = checked(text_file([CPR_HEADER, [text, "6.1", "02-07-2018"], ["6101801234", "6.2", "02-08-2018"]]))
    assert len({row[0] for row in rows_of(reading, "forloeb", "borger_id")}) == 1
    assert reading.columns.filter(kolonne="cpr")["eksempler"].to_list() == ["######-####"]


def test_quirk_10_a_rounded_number_is_set_aside(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file([CPR_HEADER, ["6,1018E+09", "6.1", "02-07-2018"], ["6101801234", "6.1", "02-07-2018"]]))
    assert reading.set_aside.select("raekke", "kode").rows() == [(2, "RT-R06")]
    assert "afrundet af Excel" in reading.set_aside["aarsag"][0]


def test_quirk_11_numbers_of_every_kind(text_file: Callable[..., Path]) -> None:
    kinds = ["6101801234", "071204AAAA", "0000000000", "610180-XXXX", "911399-1234"]
    reading = checked(text_file([CPR_HEADER, *([text, "6.1", "02-07-2018"] for text in kinds)]))
    assert rows_of(reading, "forloeb", "kilde_raekke") == [(2,), (3,)]
    assert reading.set_aside.select("raekke", "kode").rows() == [(4, "RT-R06"), (5, "RT-R06"), (6, "RT-R06")]


def test_quirk_11_a_name_and_a_number_in_one_cell(text_file: Callable[..., Path]) -> None:
    rows = [
        CPR_HEADER,
        ["Jens Hansen (610180-1234)", "6.1", "02-07-2018"],
        ["Bo Bæk (620180-XXXX)", "6.1", "02-07-2018"],
    ]
    reading = checked(text_file(rows))
    assert rows_of(reading, "forloeb", "navn") == [("Jens Hansen",)]
    assert days_of(reading, "forloeb", "foedselsdato") == ["01-01-1980"]
    assert "maskeret" in reading.set_aside["aarsag"][0]


def test_quirk_12_day_numbers_of_excel_only_in_our_time(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(cases("45292", "45293,5", "99999", "02-01-2024")))
    assert days_of(reading, "forloeb", "startdato") == ["01-01-2024", "02-01-2024", None, "02-01-2024"]
    assert found(reading, "RT-K03") == ['Kolonnen "startdato": 1 værdi kan ikke læses og er tom: "99999".']
    assert form_of(reading, "startdato") == "Excel-dagstal; dato dd-mm-åååå"


def test_quirk_13_a_stamp_is_the_danish_day_and_a_robots_stamp_is_told(text_file: Callable[..., Path]) -> None:
    stamps = [
        "2026-09-03T22:00:00.000Z",
        "2026-12-03T23:00:00Z",
        "2026-12-03T22:00:00Z",
        "2026-06-03T00:00:00Z",
        "2026-06-03T08:15:00Z",
    ]
    reading = checked(text_file(cases(*stamps)))
    assert days_of(reading, "forloeb", "startdato") == [
        "04-09-2026",
        "04-12-2026",
        "03-12-2026",
        "03-06-2026",
        "03-06-2026",
    ]
    assert rows_of(reading, "forloeb", "graensestempel") == [(False,), (False,), (True,), (True,), (False,)]
    assert found(reading, "RT-K06") == [
        (
            'Kolonnen "startdato": 2 tidsstempler er 22:00, 23:00 eller 00:00 UTC uden at være midnat i Danmark: '
            'række 4: "2026-12-03T22:00:00Z" (læst som 03-12-2026) og række 5: "2026-06-03T00:00:00Z" (læst som 03-06-2026).'
        )
    ]
    assert form_of(reading, "startdato") == "tidsstempel UTC → dansk dag"


def test_quirk_13_a_robots_stamp_of_a_case_lists_interview(text_file: Callable[..., Path]) -> None:
    head = ["forloeb_id", "borger_id", "maalgruppe", "startdato", "foerste_samtale", "seneste_samtale"]
    rows = [
        ["F1", "B1", "6.1", "2026-08-03", "2026-09-03T00:00:00Z", "2026-10-02T22:00:00Z"],
        ["F2", "B2", "6.1", "2026-08-03", "2026-09-02T22:00:00Z", ""],
    ]
    reading = checked(text_file([head, *rows]))
    assert rows_of(reading, "samtaler", "forloeb_id", "graensestempel") == [("F1", True), ("F2", False), ("F1", True)]


def test_quirk_13_a_column_of_danish_midnights_is_plain(minimal: Callable[..., Path]) -> None:
    rows = [INTERVIEW_ROWS[0], ["F1", "2018-08-01T22:00:00Z", "jobsamtale", "afholdt"]]
    reading = checked(minimal(tables={"forloeb": CASE_ROWS, "samtaler": rows}))
    assert days_of(reading, "samtaler", "dato") == ["02-08-2018"]
    assert "graensestempel" not in reading.tables["samtaler"].collect_schema()
    assert "RT-K06" not in found(reading)


@pytest.mark.parametrize(
    "text",
    ["02.01.2024 kl. 10.30", "02-01-2024 10:30", "2.1.2024", "2/1/2024", "2. jan. 2024", "2 januar 2024", "02012024", "20240102",
     "tirsdag den 2. januar 2024", "2-jan-24", "02-01-24", "2024/01/02"],
)  # fmt: skip
def test_quirk_14_danish_ways_to_write_a_day(text: str, text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(cases(text, "31-12-2023")))
    assert days_of(reading, "forloeb", "startdato") == ["02-01-2024", "31-12-2023"]
    assert ("RT-K02" in found(reading)) == text.endswith("-24")


def test_quirk_15_slashes_that_prove_no_order_are_told(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(cases("03/04/2024", "05/06/2024", "07/07/2024")))
    assert days_of(reading, "forloeb", "startdato") == ["03-04-2024", "05-06-2024", "07-07-2024"]
    assert found(reading, "RT-K01") == [
        (
            'Kolonnen "startdato": Intet i kolonnen viser, om dagen står først. Læst som dag/måned/år: '
            'række 2: "03/04/2024" (læst som 03-04-2024) og række 3: "05/06/2024" (læst som 05-06-2024).'
        )
    ]


@pytest.mark.parametrize("proof", ["13/04/2024", "03-04-2024"])
def test_quirk_15_a_proven_order_and_danish_dashes_are_not_told(proof: str, text_file: Callable[..., Path]) -> None:
    rows = cases(proof, "05/06/2024") if "/" in proof else cases(proof, "05-06-2024")
    assert "RT-K01" not in found(checked(text_file(rows)))


def test_quirk_15_the_month_first_is_refused_or_declared(text_file: Callable[..., Path], tmp_path: Path) -> None:
    american = text_file(cases("03/13/2024", "04/05/2024"))
    with pytest.raises(IntakeError, match=r'række 2: "03/13/2024".*dato = "mdy"'):
        checked(american)
    profile = tmp_path / "min.toml"
    profile.write_text(
        'dato = "mdy"\n[[ark]]\ntabel = "forloeb"\nkraever = ["forloeb_id", "startdato"]\n[ark.kolonner]\n'
        'forloeb_id = ["forloeb_id"]\nstartdato = ["startdato"]\n',
        encoding="utf-8",
    )
    assert days_of(checked(american, profile=profile), "forloeb", "startdato") == ["13-03-2024", "05-04-2024"]
    danish = text_file(cases("13/03/2024", "04/05/2024"))
    assert days_of(checked(danish, profile=profile), "forloeb", "startdato") == ["13-03-2024", "04-05-2024"]


def test_quirk_15_two_orders_in_one_column_are_refused(text_file: Callable[..., Path]) -> None:
    with pytest.raises(IntakeError, match=r'dagen først, fx række 2: "13/03/2024", og andre måneden, fx række 3'):
        checked(text_file(cases("13/03/2024", "03/14/2024", "03/15/2024")))


def test_quirk_15_one_misprint_does_not_stop_the_rest(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(cases("13/03/2024", "03/14/2024", "04/05/2024")))
    assert days_of(reading, "forloeb", "startdato") == ["13-03-2024", None, "04-05-2024"]
    assert found(reading, "RT-K03")


@pytest.mark.parametrize("text", ["uge 14 2024", "2024-U14", "Uge 14, 2024", "2024-W14"])
def test_a_week_is_a_deadline_but_never_an_event(text: str, text_file: Callable[..., Path]) -> None:
    rows = [["forloeb_id", "startdato", "frist_system"], ["F1", "02-01-2024", text], ["F2", text, None]]
    reading = checked(text_file(rows))
    assert days_of(reading, "forloeb", "frist_system") == ["07-04-2024", None]
    assert days_of(reading, "forloeb", "startdato") == ["02-01-2024", None]
    assert form_of(reading, "frist_system") == "uge, læst som ugens søndag"


def test_quirk_28_target_group_6_10_is_never_6_1(workbook: Callable[..., Path]) -> None:
    rows = [
        ["cpr", "maalgruppe", "startdato"],
        ["6101801234", "6.10", "02-07-2018"],
        ["6201801234", "6.1", "02-07-2018"],
    ]
    reading = checked(workbook({"forloeb": rows}))
    assert rows_of(reading, "forloeb", "maalgruppe") == [("6.10",), ("6.1",)]
    assert "RT-K10" not in found(reading)


def test_quirk_28_a_number_cell_6_1_may_be_6_10_and_is_told(workbook: Callable[..., Path]) -> None:
    header = ["cpr", "maalgruppe", "startdato", "ydelse"]
    rows = [header, ["6101801234", 6.10, "02-07-2018", "Revalidering"], ["6201801234", 6.1, "02-07-2018", "A-dagpenge"]]
    reading = checked(workbook({"forloeb": rows}))
    assert rows_of(reading, "forloeb", "maalgruppe") == [("6.1",), ("6.1",)]
    assert found(reading, "RT-K10") == [
        'Kolonnen "maalgruppe": 1 række har målgruppe "6.1". Er cellerne tal, kan det ikke ses, om der er ment 6.10.'
    ]


@pytest.mark.parametrize(
    ("texts", "values", "form", "told"),
    [
        (["12,5", "1.234"], [12.5, 1234.0], "tal, decimalkomma", False),
        (["12.5", "1,234"], [12.5, 1234.0], "tal, decimalpunktum", False),
        (["1\u00a0234,5", "37"], [1234.5, 37.0], "tal, decimalkomma", False),
        (["37.5", "37,5"], [37.5, 37.5], "tal", False),
        (["1.234", "37"], [1.234, 37.0], "tal", True),
        (["0.500", "1.234"], [0.5, 1.234], "tal, decimalpunktum", False),
        (["37", "-", ".."], [37.0, None, None], "tal", False),
    ],
)
def test_the_column_proves_its_decimal_sign(
    texts: list[str], values: list[float | None], form: str, *, told: bool
) -> None:
    read = convert.numbers(pl.Series(texts))
    assert (read.values.to_list(), read.form, bool(read.told), read.failed) == (values, form, told, None)


def test_a_declared_decimal_sign_settles_it() -> None:
    read = convert.numbers(pl.Series(["1.234"]), ",")
    assert (read.values.to_list(), read.told) == ([1234.0], ())


def test_columns_are_told_and_masked(text_file: Callable[..., Path]) -> None:
    rows = [
        ["cpr", "navn", "maalgruppe", "startdato", "sagsbehandler", "Bydel", "Bemærkning"],
        ["610180-1234", "Jens Hansen", "6.1", "02-07-2018", "andja@by.dk", "Nord", "vil gerne flytte"],
        ["620180-1234", "Åse Bæk", "6.10", "03-08-2018", "mgaar", "Nord", None],
    ]
    reading = checked(text_file(rows))
    assert rows_of(reading, "forloeb", "sagsbehandler") == [("andja",), ("mgaar",)]
    told = {row[0]: row[1:] for row in reading.columns.select("kolonne", "felt", "form", "udfyldt", "eksempler").rows()}
    assert told == {
        "cpr": ("forloeb.cpr", "CPR-nummer", 2, "######-####"),
        "navn": ("forloeb.navn", "navn", 2, "J. H.; Å. B."),
        "maalgruppe": ("forloeb.maalgruppe", "målgruppekode", 2, "6.1; 6.10"),
        "startdato": ("forloeb.startdato", "dato dd-mm-åååå", 2, "02-07-2018; 03-08-2018"),
        "sagsbehandler": ("forloeb.sagsbehandler", "navn", 2, "a. b. d.; m."),
        "Bydel": ("", "egen kolonne: tekst", 2, "N."),
        "Bemærkning": ("", "ikke læst ind: fritekst, helbred eller CPR", 1, ""),
    }


def test_quirk_25_interviews_without_a_status_settle_nothing(minimal: Callable[..., Path]) -> None:
    """Whether they were held stands in a column that nobody knows: then nothing may be called late or missing."""
    interviews = [["forloeb_id", "dato", "samtaletype", "Kom borgeren"], ["F1", "02-08-2018", "jobsamtale", "Ja"]]
    reading = checked(minimal(tables={"forloeb": CASE_ROWS, "samtaler": interviews}))
    assert "ingen af dem har en kendt status" in reading.tables.partial["samtaler"]
    assert [sheet.tabeller for sheet in reading.sheets] == [("forloeb",), ("samtaler",)]
    told = [*interviews, ["F2", "02-08-2018", "jobsamtale", "Ja"]]
    told = [[*row[:3], "status" if row[3] == "Kom borgeren" else "afholdt", row[3]] for row in told]
    assert "samtaler" not in checked(minimal(tables={"forloeb": CASE_ROWS, "samtaler": told})).tables.partial


def test_quirk_25_a_word_in_the_column_of_the_day_held_is_told_not_taken_for_booked(
    minimal: Callable[..., Path],
) -> None:
    interviews = [
        ["forloeb_id", "planlagt_dato", "afholdt_dato", "samtaletype"],
        ["F1", "01-08-2018", "Ja", "jobsamtale"],
        ["F1", "03-09-2018", "", "jobsamtale"],
        ["F2", "15-09-2018", "16-09-2018", "jobsamtale"],
    ]
    reading = checked(minimal(tables={"forloeb": CASE_ROWS, "samtaler": interviews}))
    assert rows_of(reading, "samtaler", "status") == [("ukendt",), ("planlagt",), ("afholdt",)]
    assert [text for text in found(reading, "RT-K03") if '"Ja"' in text]


DAY = st.dates(date(2000, 1, 1), date(2035, 12, 31))
FORMS = {
    "%d-%m-%Y": r"(?P<d>\d\d)-(?P<m>\d\d)-(?P<y>\d{4})",
    "%d.%m.%Y": r"(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>\d{4})",
    "%d/%m/%Y": r"(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})",
    "%Y-%m-%d": r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
    "%Y%m%d": r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    "%d%m%Y": r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d)",
}


def slowly(text: str) -> date | None:
    """The obvious parser: one form after the other, one text at a time, the day first."""
    for form in FORMS.values():
        if (hit := re.fullmatch(form, text)) is not None:
            try:
                return date(int(hit["y"]), int(hit["m"]), int(hit["d"]))
            except ValueError:
                continue
    return None


@tries(25)
@given(st.lists(st.tuples(DAY, st.sampled_from(sorted(FORMS))), min_size=1))
def test_a_column_reads_as_the_slow_parser_reads_each_text(cells: list[tuple[date, str]]) -> None:
    texts = [day.strftime(form) for day, form in cells]
    assert dates(pl.Series(texts)).values.to_list() == [slowly(text) for text in texts] == [day for day, _ in cells]


@tries(25)
@given(
    st.lists(st.sampled_from(["03/04/2024", "13/04/2024", "04-05-24", "2024-05-06", "45292", "x", "-"]), min_size=1),
    st.randoms(),
)
def test_shuffled_rows_are_decided_alike(texts: list[str], random: object) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (dates(pl.Series(each), How(), where="x") for each in (texts, shuffled))
    assert dict(zip(texts, one.values, strict=True)) == dict(zip(shuffled, other.values, strict=True))
    assert (one.form, [code for code, _ in one.told]) == (other.form, [code for code, _ in other.told])
