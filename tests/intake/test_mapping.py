"""What `mapping.propose` takes, suggests and asks about; and that nothing it shows tells who a citizen is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from rettid.errors import IntakeError, UsageError
from rettid.intake import mapping, profiles, propose, read
from rettid.intake.contents import masked
from rettid.intake.mapping import ASKED, SUGGESTED, TAKEN, UNUSED
from rettid.intake.names import normalise
from rettid.intake.profile_text import profile_text
from rettid.intake.synonyms import synonyms
from rettid.tables import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rettid.intake.mapping import Plan

CPR = ("6101801234", "6201801235", "6301801236", "6401801237", "6501801238")


def plan_of(export: Callable[..., Path], text: str, name: str = "liste") -> Plan:
    plans = propose([export(**{name: text})]).plans
    assert len(plans) == 1
    return plans[0]


def told(plan: Plan) -> dict[str, tuple[str, str]]:
    return {column.overskrift: (column.hvordan, column.felt) for column in plan.kolonner}


def rows(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def test_every_synonym_is_of_a_known_column_and_means_one_thing_in_its_table() -> None:
    meanings: dict[tuple[str, str], str] = {}
    for (table, field), headers in synonyms().stavet.items():
        assert field in mapping.allowed(table)
        for header in headers:
            assert meanings.setdefault((table, normalise(header)), field) == field, (table, header)


def test_the_ambiguous_names_of_the_specification_are_ambiguous() -> None:
    names = ("Dato", "Type", "Status", "Start", "Slut", "Fra", "Til", "Frist", "Ansvarlig", "Oprettet", "Form")
    assert {normalise(name) for name in names} <= synonyms().tvetydige


def test_exact_synonyms_are_taken_and_others_asked(export: Callable[..., Path]) -> None:
    plan = plan_of(
        export, rows("CPR nr;Borgernavn;Ledig fra;Kontaktgruppe;Skostørrelse", f"{CPR[0]};Bo;02-07-2018;KG1;43")
    )
    assert plan.tabel == "forloeb"
    assert told(plan) == {
        "CPR nr": (TAKEN, "cpr"),
        "Borgernavn": (TAKEN, "navn"),
        "Ledig fra": (TAKEN, "startdato"),
        "Kontaktgruppe": (UNUSED, ""),
        "Skostørrelse": (ASKED, ""),
    }


def test_an_ambiguous_name_counts_only_where_the_kind_of_the_sheet_is_clear(export: Callable[..., Path]) -> None:
    clear = rows("CPR;Samtaletype;Dato;Status", f"{CPR[0]};Jobsamtale;02-07-2018;Afholdt")
    assert told(plan_of(export, clear))["Dato"] == (TAKEN, "dato")
    unclear = rows("CPR;Dato;Status;Ord", f"{CPR[0]};02-07-2018;Afholdt;x")
    plan = plan_of(export, unclear)
    assert told(plan)["Dato"][0] != TAKEN
    assert told(plan)["Status"][0] != TAKEN


def test_a_name_is_not_believed_against_its_values(export: Callable[..., Path]) -> None:
    plan = plan_of(
        export,
        rows("Personnr;Borgernavn;Tilmeldt;Startdato", f"{CPR[0]};Bo;02-07-2018;ja", f"{CPR[1]};Åse;02-07-2018;nej"),
    )
    assert told(plan)["Startdato"] == (ASKED, "")
    assert "datoer" in next(column.grund for column in plan.kolonner if column.overskrift == "Startdato")


def test_near_names_and_telling_values_are_suggested_with_evidence(export: Callable[..., Path]) -> None:
    lines = [f"{number};Jobsamtale;{day:02}-07-2018;Afholdt" for day, number in enumerate(CPR, start=1)]
    plan = plan_of(export, rows("Nummer;Hvad;Samtaledatoen;Sådan gik det", *lines), "møder")
    assert told(plan) == {
        "Nummer": (SUGGESTED, "cpr"),
        "Hvad": (SUGGESTED, "samtaletype"),
        "Samtaledatoen": (SUGGESTED, "dato"),
        "Sådan gik det": (SUGGESTED, "status"),
    }
    reasons = {column.overskrift: column.grund for column in plan.kolonner}
    assert reasons["Samtaledatoen"] == 'ligner "Samtaledato"; 100 % af 5 værdier er datoer'
    assert "5 værdier er kendte ord for samtaletype" in reasons["Hvad"]
    assert "CPR-numre" in reasons["Nummer"]


def test_nothing_from_a_column_of_numbers_is_shown(export: Callable[..., Path]) -> None:
    cells = ("I alt Anne", *CPR)
    plan = plan_of(
        export, rows("CPR-nr.;Samtaletype;Samtaledato", *(f"{cell};Jobsamtale;02-07-2018" for cell in cells)), "møder"
    )
    assert {column.overskrift: column.eksempler for column in plan.kolonner}["CPR-nr."] == ("######-####",)


def test_a_row_of_data_is_never_taken_for_headers(export: Callable[..., Path]) -> None:
    """A citizen's number must not stand in a profile as a header."""
    plan = plan_of(export, rows("Nr;Hvad;Hvornår", *(f"{number};Jobsamtale;02-07-2018" for number in CPR)), "møder")
    assert [column.overskrift for column in plan.kolonner] == ["Nr", "Hvad", "Hvornår"]


def test_the_header_is_found_below_a_title_block(workbook: Callable[..., Path]) -> None:
    sheet = [["Jobcenter X"], ["Udtræk pr. 31-12-2018"], [], ["CPR", "Navn", "Ledig fra"], [CPR[0], "Bo", "02-07-2018"]]
    plan = propose([workbook({"Ark1": sheet})]).plans[0]
    assert (plan.overskriftsraekke, plan.tabel) == (3, "forloeb")


def test_a_sheet_of_several_tables_is_told_apart_by_its_kinds(workbook: Callable[..., Path]) -> None:
    sheet = [
        ["CPR", "Slags", "Type", "Fra", "Til"],
        [CPR[0], "Aktivitet", "Mentor", "02-07-2018", "03-08-2018"],
        [CPR[1], "Fravær", "Ferie", "02-07-2018", "09-07-2018"],
    ]
    plans = propose([workbook({"Begge": sheet})]).plans
    assert [(plan.tabel, plan.naar.er if plan.naar else ()) for plan in plans] == [
        ("tilbud", ("Aktivitet",)),
        ("fravaer", ("Fravær",)),
    ]
    assert all(not plan.missing() for plan in plans)


def test_case_numbers_are_known_from_the_sheet_of_forloeb(export: Callable[..., Path]) -> None:
    people = rows("CPR;Sagsnummer;Ledig fra", *(f"{cpr};S-{at};02-07-2018" for at, cpr in enumerate(CPR)))
    talks = rows("Henvisning til;Samtaletype;Samtaledato", *(f"S-{at};Jobsamtale;02-08-2018" for at in range(5)))
    plans = {plan.tabel: plan for plan in propose([export(folk=people, snak=talks)]).plans}
    assert told(plans["samtaler"])["Henvisning til"] == (SUGGESTED, "forloeb_id")


def test_a_sheet_that_is_no_table_is_said_to_be_none(export: Callable[..., Path]) -> None:
    assert plan_of(export, rows("Varenr.;Beløb", "1;2")).tabel == ""
    assert {plan.tabel for plan in propose([export(tom="Varenr.;Beløb\n")]).plans} == {""}


def test_unknown_words_are_suggested_or_asked(export: Callable[..., Path]) -> None:
    lines = [
        f"{CPR[0]};Jobsamtale;0{day}-07-2018;{word}"
        for day, word in enumerate(("Afholdt", "Gennemførtt", "Hmm"), start=1)
    ]
    proposal = propose([export(samtaler=rows("CPR;Samtaletype;Samtaledato;Samtalestatus", *lines))])
    assert {(word.raa, word.hvordan, word.kode) for word in proposal.ord} == {
        ("Gennemførtt", SUGGESTED, "afholdt"),
        ("Hmm", ASKED, ""),
    }


def test_of_a_known_export_only_the_rest_is_open(export: Callable[..., Path]) -> None:
    people = rows("cpr,startdato,maalgruppe,egen", f"{CPR[0]},2018-07-02,6.1,x")
    proposal = propose([export(forloeb=people)])
    assert proposal.profil == "kanonisk"
    assert [column.overskrift for column in proposal.plans[0].kolonner if column.hvordan == ASKED] == ["egen"]


def test_what_is_taken_is_a_profile_that_reads_the_file(export: Callable[..., Path], tmp_path: Path) -> None:
    folder = export(
        folk=rows("Borger CPR;Fulde navn;LAB § 6;Forløbsstart", f"{CPR[0]};Bo;6.1;02-07-2018"),
        møder=rows("CPR nr;Interviewtype;Mødedato;Udfald", f"{CPR[0]};Jobsamtale;01-08-2018;Mødt"),
    )
    with pytest.raises(IntakeError, match="rettid map udtraek"):
        read([folder], profile="fasit")
    path = tmp_path / "vores.toml"
    path.write_text(profile_text(propose([folder]), "vores", ["udtraek"]), encoding="utf-8")
    reading = read([folder], profile=path)
    assert reading.tables["samtaler"].select("status").collect()["status"].to_list() == ["afholdt"]
    assert [sheet.raekker_laest for sheet in reading.sheets] == [1, 1]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("6101801234", "######-####"),
        ("610180-1234", "######-####"),
        ("Bo Hansen", "B. H."),
        ("Hansen, Bo", "H. B."),
        ("Bo Hansen (610180-1234)", "Bo Hansen (vises ikke)"[:0]),
        ("15.00.00-A26-1-16", "15.0…"),
        ("80d4c8e1-1111-2222-3333-444455556666", "80d4…"),
        ("2018-07-02 00:00:00", "02-07-2018"),
        ("Jobsamtale", "Jobsamtale"),
    ],
)
def test_samples_tell_nobody(raw: str, shown: str) -> None:
    if shown:
        assert masked(raw) == shown
    assert "1234" not in masked(raw)


# --- The user's own profiles -----------------------------------------------------------------------------------

OWN = """navn = "{name}"
[[ark]]
tabel = "forloeb"
kraever = ["cpr", "startdato"]
[ark.kolonner]
cpr = ["CPR-nr."]
startdato = ["Ledig fra"]
ydelse = ["Ydelse"]
"""
WORKBASE_LIKE = rows("CPR-nr.;Ledig fra;Ydelse", f"{CPR[0]};02-07-2018;A-dagpenge")


def test_the_users_profile_wins_over_a_shipped_one_that_fits_as_well(
    export: Callable[..., Path], tmp_path: Path
) -> None:
    folder = export(liste=WORKBASE_LIKE)
    assert read([folder]).profiles == ("workbase",)
    (tmp_path / "vores.toml").write_text(OWN.format(name="vores"), encoding="utf-8")
    own = profiles.own([tmp_path])
    assert read([folder], own_profiles=own).profiles == ("vores",)
    assert read([folder], profile="workbase", own_profiles=own).profiles == ("workbase",)
    assert read([folder], profile="vores", own_profiles=own).profiles == ("vores",)


def test_two_own_profiles_that_fit_equally_well_must_be_chosen_between(
    export: Callable[..., Path], tmp_path: Path
) -> None:
    for name, order in (("a", "dmy"), ("b", "mdy")):
        (tmp_path / f"{name}.toml").write_text(f'dato = "{order}"\n{OWN.format(name=name)}', encoding="utf-8")
    with pytest.raises(IntakeError, match='profilerne "a" og "b" passer lige godt'):
        read([export(liste=WORKBASE_LIKE)], own_profiles=profiles.own([tmp_path]))


def test_a_broken_profile_is_told_of_when_it_is_asked_for(export: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "ødelagt.toml").write_text("[[ark]]\ntabel = 'forlob'\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    own = profiles.own([tmp_path, tmp_path / "findes-ikke"])
    assert list(own.oedelagte) == ["ødelagt"]
    assert not own.gyldige
    assert read([export(liste=WORKBASE_LIKE)], own_profiles=own).profiles == ("workbase",)
    with pytest.raises(UsageError, match='mente du "forloeb"'):
        profiles.find("ødelagt", own)


def test_every_table_can_be_asked_about() -> None:
    assert set(synonyms().kraever) == set(synonyms().navne) == set(SCHEMAS)


def test_days_of_a_workbook_are_shown_as_a_dane_writes_them(workbook: Callable[..., Path]) -> None:
    days = [datetime(2018, 7, 2), datetime(2018, 8, 13)]  # noqa: DTZ001 - a cell of a workbook knows no zone
    proposal = propose(
        [workbook({"Liste": [["Sagsnr.", "Ledig fra", "Dag"], *([f"F{at}", day, day] for at, day in enumerate(days))]})]
    )
    shown = {column.overskrift: column.eksempler for column in proposal.plans[0].kolonner}
    assert shown["Ledig fra"] == shown["Dag"] == ("02-07-2018", "13-08-2018")
    text = profile_text(proposal, "x", ["liste.xlsx"])
    assert "02-07-2018" in text
    assert "2018-07-02" not in text


@pytest.mark.parametrize(("more", "told"), [(["Afmeldt"], " og én til."), (["Afmeldt", "A-kasse"], " og 2 til.")])
def test_a_refusal_says_how_many_more_columns_are_known(
    export: Callable[..., Path], more: list[str], told: str
) -> None:
    header = ["CPR-nr.", "Navn", "Ydelse", "Målgruppe", "Tilmeldt", "Sagsbeh.", *more]
    text = rows(
        ";".join(header),
        ";".join([CPR[0], "Bo Alfa", "A-dagpenge", "6.1", "02-07-2018", "Ida", *["02-07-2018"] * len(more)]),
    )
    with pytest.raises(IntakeError) as refusal:
        read([export(liste=text)])
    assert told in str(refusal.value)
