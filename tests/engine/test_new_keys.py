"""What of the keys of issue 4 an example on one page can't show: two packs, an answer in the version, a table known in part."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rettid import Tables, audit, load_packs
from rettid.engine.funds import REMARKS
from rettid.rules import Pack

HEAD = """
id = "{name}"
titel = "Prøve"
art = "lokal"
version = "1"
ur = "kalender"
"""
KRAV = """
[[krav]]
id = "k"
titel = "Krav"
haendelse = "samtale"
typer = ["jobsamtale"]
form = "senest"
senest = "4 uger"
"""
SHARE = """
[[krav]]
id = "andel"
titel = "Andel"
form = "andel"
af = [{of}]
mindst = 0.75
periode = "måned"
"""
CHOICE = """
[[valg]]
id = "graense"
titel = "Senest eller før?"
standard = "senest"

[valg.muligheder.foer.alle]
graense = "foer"

[[valg]]
id = "uger"
titel = "Hvor længe?"
standard = "fire"

[valg.muligheder.seks.k]
senest = "6 uger"
"""
CASE = {
    "forloeb_id": "F1",
    "borger_id": "B1",
    "maalgruppe": "6.1",
    "startdato": date(2018, 7, 2),
    "sagsbehandler": "SB1",
}
PR = date(2018, 12, 31)
OF_SHARE = REMARKS[7]


def pack(folder: Path, text: str, name: str = "p", valg: dict[str, str] | None = None) -> Pack:
    path = folder / f"{name}.toml"
    path.write_text(HEAD.format(name=name) + text, encoding="utf-8")
    (loaded,) = load_packs([path], valg)
    return loaded


def judge(
    *packs: Pack, forloeb: dict[str, Any] | None = None, **tables: list[dict[str, Any]] | None
) -> list[dict[str, Any]]:
    rows = {"samtaler": [], "tilbud": [], "fravaer": [], "ansvar": []} | tables
    return audit(Tables.from_rows({"forloeb": [CASE | (forloeb or {})], **rows}), packs, pr=PR).to_dicts()


def test_a_share_is_told_on_the_funds_it_is_of(tmp_path: Path) -> None:
    shared = pack(tmp_path, KRAV + KRAV.replace('"k"', '"l"') + SHARE.format(of='"k"'))
    told = {fund["krav"]: OF_SHARE in fund["bemaerkning"] for fund in judge(shared)}
    assert told == {"k": True, "l": False}


def test_a_share_over_several_packs_is_told_in_each(tmp_path: Path) -> None:
    own, other = pack(tmp_path, KRAV + SHARE.format(of='"k", "q/k"')), pack(tmp_path, KRAV, "q")
    assert [OF_SHARE in fund["bemaerkning"] for fund in judge(own, other)] == [True, True]
    assert [OF_SHARE in fund["bemaerkning"] for fund in judge(other)] == [False]


def test_an_undecidable_fund_of_a_share_says_so_too(tmp_path: Path) -> None:
    shared = pack(
        tmp_path, KRAV.replace('form = "senest"', 'form = "senest"\nanker = "tilmeldingsdato"') + SHARE.format(of='"k"')
    )
    (fund,) = judge(shared)
    assert (fund["mangler_felt"], OF_SHARE in fund["bemaerkning"]) == ("tilmeldingsdato", True)


@pytest.mark.parametrize(
    ("valg", "version", "frist"),
    [
        ({}, "1", "2018-07-30"),
        ({"p/graense": "senest"}, "1", "2018-07-30"),
        ({"p/graense": "foer"}, "1 (graense=foer)", "2018-07-29"),
        ({"p/graense": "foer", "p/uger": "seks"}, "1 (graense=foer, uger=seks)", "2018-08-12"),
    ],
)
def test_an_answer_is_part_of_the_version_and_not_of_the_identity(
    tmp_path: Path, valg: dict[str, str], version: str, frist: str
) -> None:
    (fund,) = judge(pack(tmp_path, KRAV + CHOICE, valg=valg))
    (plain,) = judge(pack(tmp_path, KRAV))
    assert (fund["pakke_version"], str(fund["frist"])) == (version, frist)
    assert fund["fund_id"] == plain["fund_id"]


BEFORE = """
[[krav]]
id = "forud"
titel = "Informationsmøde før første jobsamtale hos jobcentret"
haendelse = "samtale"
typer = ["informationsmoede"]
form = "forud"
forud_for = { haendelse = "samtale", typer = ["jobsamtale"], afholdt_af = ["jobcenter"] }
"""
MEETING = {"forloeb_id": "F1", "dato": date(2018, 8, 1), "samtaletype": "informationsmoede", "status": "afholdt"}
INTERVIEW = MEETING | {"dato": date(2018, 8, 2), "samtaletype": "jobsamtale", "afholdt_af": "jobcenter"}


def test_a_table_known_in_part_does_not_say_which_interview_was_the_first(tmp_path: Path) -> None:
    tables = Tables.from_rows({"forloeb": [CASE], "samtaler": [MEETING, INTERVIEW]})
    (whole,) = audit(tables, [pack(tmp_path, BEFORE)], pr=PR).to_dicts()
    (part,) = audit(replace(tables, partial={"samtaler": "alle samtaler"}), [pack(tmp_path, BEFORE)], pr=PR).to_dicts()
    assert (whole["status"], part["status"], part["mangler_felt"]) == ("rettidig", "kan_ikke_afgoeres", "alle samtaler")


def test_a_trigger_that_filters_on_a_column_the_export_lacks(tmp_path: Path) -> None:
    rows = [row | {"afholdt_af": None} for row in (MEETING, INTERVIEW)]
    (fund,) = judge(pack(tmp_path, BEFORE), samtaler=rows)
    assert (fund["status"], fund["mangler_felt"], fund["frist"]) == ("kan_ikke_afgoeres", "afholdt_af", None)


AFTER = """
[[krav]]
id = "efter"
titel = "Samtale efter tilbuddet"
haendelse = "samtale"
form = "efter"
udloeser = { haendelse = "tilbud", dato = "slutdato" }
senest = "1 uge"
"""


def test_without_offers_what_follows_an_offer_is_not_known(tmp_path: Path) -> None:
    assert judge(pack(tmp_path, AFTER), tilbud=[]) == []
    (fund,) = judge(pack(tmp_path, AFTER), tilbud=None)
    assert (fund["nr"], fund["status"], fund["mangler_felt"], fund["frist"]) == (1, "kan_ikke_afgoeres", "tilbud", None)


def test_a_column_of_hvor_that_the_export_lacks_altogether(tmp_path: Path) -> None:
    (fund,) = judge(pack(tmp_path, KRAV + 'hvor = { ordning = ["forsøg"] }'))
    assert (fund["status"], fund["mangler_felt"]) == ("kan_ikke_afgoeres", "ordning")
    (asked,) = judge(pack(tmp_path, KRAV + 'hvor = { ordning = ["Ukendt"] }'), forloeb={"ordning": "ukendt"})
    assert asked["status"] == "mangler"
