"""The commands and their options; each does its work with what it imports when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, below, check_format, deliver, deliver_data, percent, write_fix_lists
from rettid.cli.drafts import (
    asked_for,
    at_a_terminal,
    profile_name,
    profile_place,
    profile_text,
    prove,
    toml_file,
    write_text,
)
from rettid.cli.judging import Question, judged
from rettid.cli.opening import (
    Opening,
    answers,
    configured,
    own_folder,
    own_profiles,
    pack_named,
    packs_asked_for,
    proposal_for,
)
from rettid.cli.options import (
    Choices,
    Encoding,
    Files,
    Key,
    Local,
    Out,
    Password,
    Pr,
    Profile,
    Rules,
    Setup,
    say,
)
from rettid.errors import BROKEN, DONE, UsageError, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.rules import Pack


@command()
def audit(
    filer: Files,
    *,
    pr: Pr = None,
    kendt_pr: Annotated[
        str | None, typer.Option(metavar="DATO", help="Regn kun med det, der var registreret denne dag.")
    ] = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    periode: Annotated[
        str | None,
        typer.Option(
            metavar="PERIODE",
            help="Frister i denne periode: 2018H2, 2018K3, 2018-08 eller 2018-07-01..2018-12-31. Ellers de 13 uger op til dagen.",
        ),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Vis kun dette team.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: alle forpligtelser som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
    fejl_under: Annotated[
        str | None,
        typer.Option(metavar="PROCENT", help="Slut med kode 1, hvis en andel efter loven er under denne procent."),
    ] = None,
) -> int:
    """Fik borgerne samtaler og tilbud til tiden, og hvad er næste skridt?"""
    form = audit_format(format, out)
    setup = configured(opsaetning)
    threshold = setup.fejl_under if fejl_under is None else percent(fejl_under, "--fejl-under")
    question = Question(filer, pr, profil, regler, lokal, periode, noegle, kendt_pr, team, valg)
    summary = judged(question, Opening(kodning, adgangskode, setup))
    deliver(summary, form, out)
    return below(summary, threshold)


@command()
def check(
    filer: Files,
    *,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Frister i denne periode, fx 2018H2. Ellers de 13 uger op til dagen."),
    ] = None,
    kolonner: Annotated[bool, typer.Option("--kolonner", help="Vis alle kolonner, også dem, der er klare.")] = False,
    maal: Annotated[
        str | None,
        typer.Option(
            metavar="PROCENT",
            help="Hold andelene op mod dette mål, fx 80: nået, ikke nået eller afhængigt af registreringen.",
        ),
    ] = None,
    format: Annotated[str | None, typer.Option(metavar="FORMAT", help="json: alt som data.")] = None,
    out: Out = None,
    fix_list: Annotated[
        Path | None,
        typer.Option("--fix-list", metavar="MAPPE", help="Skriv en retteliste (CSV) pr. sagsbehandler i denne mappe."),
    ] = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad står der i udtrækket, hvordan blev det læst, og hvad skal rettes?"""
    from rettid.inspection import Inspection

    as_data = check_format(format, out)
    target = percent(maal, "--maal") if maal is not None else None
    question = Question(filer, pr, profil, regler, lokal, periode, noegle, valg=valg)
    inspection = Inspection(judged(question, Opening(kodning, adgangskode, configured(opsaetning))))
    if as_data:
        deliver_data(inspection, out)
    else:
        from rettid.screen.check import show_check

        show_check(inspection, sys.stdout, given=[str(path) for path in filer], columns=kolonner, target=target)
    if fix_list is not None:
        write_fix_lists(inspection, fix_list)
    return DONE


@command()
def explain(
    hvad: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FIL...] HVAD",
            help="Et udtræk og et fund, et forløb eller en borger, som de står i svarene. "
            "Uden udtræk: koden på en anmærkning (RT-S03) eller et krav (dagpenge-2020/foerste-tilbud).",
        ),
    ] = None,
    *,
    pr: Pr = None,
    kendt_pr: Annotated[
        str | None, typer.Option(metavar="DATO", help="Regn kun med det, der var registreret denne dag.")
    ] = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FIL", help="Skriv forklaringen som en side, der kan sendes til en kollega."),
    ] = None,
    dagbog: Annotated[
        bool, typer.Option("--dagbog", help="Vis sagen som et eksempel til en regelside, uden navne og numre.")
    ] = False,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvorfor den frist, hvad siger kravet, og hvad betyder en kode?"""
    from rettid.cli.explaining import cases_named, deliver_cases, explain_name

    if not hvad:
        from rettid.screen.explain import show_codes

        show_codes(sys.stdout)
        return DONE
    *files, name = hvad
    if not files:
        from rettid.rules import load_packs

        setup = configured(opsaetning)
        shipped = load_packs()
        own = load_packs(regler or setup.regler) if regler or setup.regler else []
        return explain_name(name, [*own, *(pack for pack in shipped if pack.id not in {each.id for each in own})])
    question = Question([Path(file) for file in files], pr, profil, regler, lokal, None, noegle, kendt_pr, valg=valg)
    summary = judged(question, Opening(kodning, adgangskode, configured(opsaetning)))
    return deliver_cases(cases_named(summary, name), summary, html, diary=dagbog)


@command("map")
def map_columns(
    filer: Files,
    *,
    out: Annotated[Path | None, typer.Option(metavar="FIL", help="Skriv profilen til denne fil (.toml).")] = None,
    skriv: Annotated[
        bool, typer.Option("--skriv", help="Spørg ikke: skriv et udkast med forslag og spørgsmål som kommentarer.")
    ] = False,
    overskriv: Annotated[bool, typer.Option("--overskriv", help="Skriv hen over en profil, der findes.")] = False,
    profil: Profile = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad betyder kolonnerne i et udtræk, som rettid ikke kender?"""
    from rettid.screen import map as screen

    setup = configured(opsaetning)
    packs = packs_asked_for(None, None, setup)
    opening = Opening(kodning, adgangskode, setup)
    proposal = proposal_for(filer, profil, packs, opening)
    if skriv or not at_a_terminal():
        if out is None:
            print(profile_text(proposal, profile_name(filer), filer), end="")
        else:
            write_text(toml_file(out), profile_text(proposal, out.stem, filer), overwrite=overskriv)
        screen.show_proposal(proposal, sys.stderr)
        return say(f"Prøv den: rettid check {typed(*filer)} --profil {typed(out or 'PROFIL.toml')}", DONE)
    if not proposal.is_open:
        screen.show_proposal(proposal, sys.stdout)
        return say(f"Der er intet at spørge om. Næste: rettid audit {typed(*filer)}", DONE)
    answered = screen.interview(proposal, screen.User(asked_for, sys.stdout))
    name = out.stem if out else profile_name(filer)
    prove(filer, profile_text(answered, name, filer), noegle, packs, opening)
    place = toml_file(out) if out else profile_place(name)
    if place is None:
        return say("Profilen er ikke skrevet.", DONE)
    write_text(place, profile_text(answered, place.stem, filer), overwrite=overskriv)
    found = place.parent == own_folder()
    return say(f"Næste: rettid audit {typed(*filer)}{'' if found else f' --profil {typed(place)}'}", DONE)


@command()
def init(
    filer: Annotated[
        list[Path] | None, typer.Argument(metavar="[FIL...]", help="Et udtræk, som profilen kan ses af.")
    ] = None,
    *,
    ja: Annotated[bool, typer.Option("--ja", help="Spørg ikke: skriv filen med det, rettid selv kan se.")] = False,
    overskriv: Annotated[bool, typer.Option("--overskriv", help="Skriv hen over en rettid.toml, der findes.")] = False,
) -> int:
    """Hvordan laves en rettid.toml, så det samme ikke skal siges hver gang?"""
    from rettid.configuration import FILE_NAME, Configuration, as_text
    from rettid.rules import load_packs

    place = Path(FILE_NAME)
    if place.exists() and not overskriv:
        raise UsageError(f"{place}: filen findes. Ret den, eller lav den om med: rettid init --overskriv")
    if not ja and not at_a_terminal():
        raise UsageError(
            "rettid init spørger, og her er ingen at spørge. Tag det, rettid selv kan se: rettid init --ja"
        )
    local = [pack.id for pack in load_packs() if pack.art == "lokal"]
    values = Configuration(profil=_profile_of(filer))
    if not ja:
        from rettid.intake import profiles
        from rettid.screen.init import interview
        from rettid.screen.map import User

        own = own_profiles(Configuration(mappe=Path()))
        values = interview(values, local, [*own.gyldige, *profiles.shipped()], User(asked_for, sys.stdout))
    if values.noegle is not None:
        from rettid.intake import secret

        secret.make(values.noegle)
        say(
            f"{values.noegle}: nøglen er klar, og kun du kan læse den. Gem den: uden den kan lister ikke sammenlignes.",
            DONE,
        )
    write_text(place, as_text(values, local), overwrite=True)
    return say("Næste: rettid check FIL", DONE)


def _profile_of(paths: list[Path] | None) -> str | None:
    """The profile that reads an export, if one does."""
    if not paths:
        return None
    from rettid.configuration import Configuration

    return proposal_for(paths, None, (), Opening(None, ask=False, setup=Configuration())).profil or None


@command()
def rules(
    pakke: Annotated[
        str | None, typer.Argument(metavar="PAKKE", help="Vis kravene i denne pakke. Ellers alle pakker.")
    ] = None,
    *,
    vis: Annotated[bool, typer.Option("--vis", help="Vis alt, hvad pakken siger, i ord.")] = False,
    pr: Annotated[
        str | None, typer.Option(metavar="DATO", help="Vis kravene til forløb, der begynder denne dag.")
    ] = None,
    maalgruppe: Annotated[
        str | None, typer.Option(metavar="NR", help="Vis kravene til denne målgruppe, fx 6.1.")
    ] = None,
    forskel: Annotated[
        tuple[str, str] | None, typer.Option(metavar="PAKKE PAKKE", help="Vis, hvad der er anderledes i den anden.")
    ] = None,
    tjek: Annotated[
        Path | None,
        typer.Option(metavar="MAPPE", help="Se regelsiderne i mappen efter: fejl, overlap og huller i tid."),
    ] = None,
    proev: Annotated[bool, typer.Option("--proev", help="Kør hvert gennemregnet eksempel på siderne.")] = False,
    indeks: Annotated[bool, typer.Option("--indeks", help="Skriv en oversigt over siderne (Markdown).")] = False,
    regler: Rules = None,
    valg: Choices = None,
) -> int:
    """Hvilke regler regnes der efter, og hvor sikre er de?"""
    from rettid.rules import check_asked, load_packs
    from rettid.screen import rules as screen

    if tjek is not None:
        return _checked_pages(tjek)
    chosen = answers(valg or (), "--valg")
    packs = load_packs(regler, chosen)
    check_asked(chosen, packs)
    if forskel is not None:
        from rettid.rules.differences import changes

        before, after = (pack_named(name, packs) for name in forskel)
        screen.show_changes(before, after, changes(before, after), sys.stdout)
        return DONE
    if pakke is not None:
        packs = (pack_named(pakke, packs),)
    if proev:
        from rettid.proof import prove

        return DONE if screen.show_proofs(prove(packs), sys.stdout) else BROKEN
    if indeks:
        from rettid.rules.index import index

        print(index(packs), end="")
    elif pr is not None or maalgruppe is not None:
        _show_in_force(packs, pr, maalgruppe)
    elif pakke is not None:
        screen.show_pack(packs[0], sys.stdout, full=vis)
    else:
        screen.show_packs(packs, sys.stdout)
    return DONE


def _checked_pages(folder: Path) -> int:
    """`rettid rules --tjek`: DONE where every page can be read and every forløb has one law; faults of pages are raised."""
    from rettid.rules import check_named, load_packs
    from rettid.rules.coverage import gaps
    from rettid.screen.rules import show_gaps

    packs = load_packs([folder])
    check_named(packs)
    for pack in packs:
        for choice in pack.valg:
            for answer in choice.muligheder:
                load_packs([pack.path], {f"{pack.id}/{choice.id}": answer})
    found = gaps(packs)
    show_gaps(packs, found, sys.stdout)
    return BROKEN if found else DONE


def _show_in_force(packs: Sequence[Pack], pr: str | None, group: str | None) -> None:
    from rettid import spans
    from rettid.rules.coverage import in_force
    from rettid.screen.rules import show_in_force

    day = None if pr is None else spans.parse_day(pr, "--pr")
    groups = sorted({name for pack in packs for name in pack.maalgruppe or ()})
    if group is not None and group not in groups:
        raise UsageError(f'--maalgruppe: ingen pakke nævner målgruppen "{group}". Der er: {", ".join(groups)}.')
    chosen = [
        pack
        for pack in packs
        if (day is None or in_force(pack, day)) and (group is None or group in (pack.maalgruppe or groups))
    ]
    show_in_force(chosen, day, group, sys.stdout)


@command()
def measure(
    maal: Annotated[
        str | None, typer.Argument(metavar="MÅL", help="Målets navn, fx star-passiv. Ellers vises de alle.")
    ] = None,
    filer: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FIL...]", help="Udtræk at tage målet af. Ellers vises kun opskriften."),
    ] = None,
    *,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    periode: Annotated[
        str | None,
        typer.Option(
            metavar="PERIODE", help="Tag målet ved udgangen af hver måned i perioden, fx 2018H2 eller 2018-08."
        ),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun sager, som dette team har nu.")] = None,
    sager: Annotated[bool, typer.Option("--sager", help="Vis sagerne bag tallet.")] = False,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: tallene (eller sagerne) som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad siger de officielle mål, og hvordan er de regnet?"""
    from rettid.cli.measuring import deliver_measure, measure_named, taken
    from rettid.screen import measure as screen

    if maal is None:
        from rettid.measures import load_measures

        screen.show_list(load_measures(), sys.stdout)
        return DONE
    chosen = measure_named(maal)
    if not filer:
        screen.show_recipe(chosen, sys.stdout)
        return DONE
    form = audit_format(format, out)
    question = Question(filer, pr, profil, regler, lokal, periode, noegle, team=team, valg=valg)
    result, summary = taken(chosen, question, Opening(kodning, adgangskode, configured(opsaetning)))
    deliver_measure(result, summary, form, out, cases=sager)
    return DONE
