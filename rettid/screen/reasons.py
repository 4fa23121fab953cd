"""An explanation in short Danish sentences; the terminal and the page print the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rettid.explanation import source, stood_on
from rettid.rules.words import OWNERS, VERIFIED, column, listed, word
from rettid.screen import danish
from rettid.tables import (
    BOOKED,
    COMING,
    DEVIATION,
    EXEMPT,
    LAPSED,
    LATE,
    MISSING,
    TIMELY,
    UNDECIDED,
    UNKNOWN,
    USES_SHARE,
    WAGE_SUBSIDY,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rettid.explanation import Absence, Event, Explanation, Month, Source
    from rettid.rules import Krav

day = danish.day

STATUS = {
    UNDECIDED: "kan ikke afgøres",
    TIMELY: "til tiden",
    LAPSED: "bortfaldet",
    EXEMPT: "undtaget",
    LATE: "for sent",
    MISSING: "mangler",
    COMING: "fristen er ikke nået",
}

WHY = {
    "fremtid": "det er aftalt, men ikke sket endnu",
    "med_a_kasse": "a-kassen deltog ikke og var ikke valgt fra",
    "samlet": "det opfylder ikke kravets betingelser tilsammen",
    "type": "typen er ukendt",
    "dato": "datoen mangler",
    "registreret": "det var ikke registreret den dag, der regnes efter",
    "foer_anker": "det er før den dag, der regnes fra",
    "foer_overgang": "det er, før sagen gik fra a-kassen til jobcentret",
    "efter_slut": "det er efter forløbets slutning",
}
"""Why a row does not count, where the row itself need not be told."""

NO_ABSENCES = "fravær er ikke leveret"

NOTES = {
    "ansvarlig er den nuværende: ansvaret på fristen kendes ikke": (
        "Hvem der havde sagen på fristen, kendes ikke. Derfor står den, der har den nu."
    ),
    "fravær er ikke leveret: fristen kan ligge senere": (
        "Udtrækket har ingen liste over fravær. Har borgeren haft fravær, kan fristen ligge senere."
    ),
    "regnet i ledighedsdage: udbetalte timer er ikke anvendt": (
        "Loven regner i udbetalte timer. Udtrækket har ingen for forløbet, så der er regnet i dage uden pause."
    ),
    "løntilskud afgivet inden fristen og begyndt inden for efterfristen": (
        "Løntilskuddet blev givet inden fristen og begyndte inden for efterfristen. Det er til tiden."
    ),
    "borgeren har valgt a-kassen fra": "Borgeren har valgt a-kassen fra. Samtalen tæller uden den.",
    "a-kassen udeblev fra en samtale, som derfor ikke tæller": (
        "A-kassen udeblev fra en samtale, der ellers var i tide. Derfor tæller den ikke."
    ),
    "en hændelse før vinduet tæller ikke": "Der er en hændelse, før vinduet åbner. Den tæller ikke.",
    "loven kræver en andel af personerne, ikke den enkelte": (
        "Loven kræver, at en andel af personerne får det til tiden. Dette er den enkeltes frist."
    ),
    "måneder uden indberettede timer er regnet fuldt": (
        "For nogle måneder er der ingen timer indberettet. De er regnet som fulde, så fristen er den tidligst mulige."
    ),
    "måneder uden udbetaling er regnet som nul timer": (
        "For nogle måneder mellem de indberettede er der ingen udbetaling. De er regnet som nul timer."
    ),
    "regnet fra en anden dag end kravets: den kendes ikke": (
        "Den dag, kravet regner fra, kendes ikke. Der er regnet fra en anden."
    ),
    USES_SHARE: (
        "Undtagelsen er en af dem, loven giver plads til. Borgeren tæller i andelen som en person uden og bruger af luften."
    ),
    "grænsetilfælde ±1 dag": (
        "En dato kommer fra et tidsstempel, der kan være en dag ved siden af, og dommen hænger på den dag. Se efter i fagsystemet."
    ),
}
"""What a remark on a fund means, spelled out."""

MOST_NEAR = 3
"""Events that do not count, shown under a duty."""

LACKING = {
    "startdato": "Den første dag på ydelsen mangler. Udfyld den i fagsystemet, eller tag kolonnen med i udtrækket.",
    "maalgruppe": "Målgruppen mangler. Udfyld den i fagsystemet, eller tag kolonnen med i udtrækket.",
    "foedselsdato": "Fødselsdatoen mangler, og fristen afhænger af alderen. Tag kolonnen med fødselsdato eller CPR-nr. med i udtrækket.",
    "samtaler": "Udtrækket har ingen liste over de samtaler, det gælder. Tag samtalerne med i udtrækket.",
    "tilbud": "Udtrækket har ingen liste over tilbud. Tag tilbud (aktiviteter) med i udtrækket.",
    "fravaer": "Udtrækket har ingen liste over fravær. Tag fravær og fritagelser med i udtrækket.",
    "samtaleform": "Ingen samtale siger, om den var personlig, på video eller i telefon. Tag kolonnen med samtaleform med i udtrækket.",
    "afholdt_af": "Ingen samtale siger, hvem der holdt den. Tag kolonnen med i udtrækket.",
    "a_kasse_deltog": "Ingen samtale siger, om a-kassen deltog. Tag kolonnen med a-kassens deltagelse med i udtrækket.",
    "ledighed": "Udtrækket har ingen liste over udbetalte timer. Tag dem med i udtrækket.",
}


@dataclass(slots=True)
class Told:
    """One fund in words: what it is, the reckoning step by step, what else there is to know, and the rows behind."""

    overskrift: str
    dom: str
    om: list[str] = field(default_factory=list)
    trin: list[str] = field(default_factory=list)
    noter: list[str] = field(default_factory=list)
    forbehold: list[str] = field(default_factory=list)
    """The remarks of the fund, spelled out."""
    naesten: list[str] = field(default_factory=list)
    """Events within the time that do not count, and why."""
    haendelser: list[tuple[str, ...]] = field(default_factory=list)
    """Day, what, whether it counts, where it stands."""
    fravaer: list[tuple[str, ...]] = field(default_factory=list)
    """From, to, what, what it does, where it stands."""
    timer: list[tuple[str, ...]] = field(default_factory=list)
    """Month, hours counted, how, where it stands."""


def told(each: Explanation, pr: date) -> Told:
    """The explanation in words."""
    if each.krav is None or each.pack is None:
        text = Told("Forløbet kan ikke placeres", STATUS[each.fund["status"]])
        text.trin = list(_lacking(each))
        text.noter = ["Uden start og målgruppe kan ingen regelside vælges, så der er ingen frister at vise."]
        return text
    fund, (_, krav) = each.fund, each.regel
    number = f", nr. {fund['nr']}" if _numbered(krav) else ""
    text = Told(f"{krav.titel}{number}", verdict(each))
    text.om = list(_about(each))
    text.trin = list(_steps(each, pr))
    text.noter = [*_deviations(each, pr), *_units(each, pr), *_system(each)]
    text.forbehold = list(_remarks(each))
    text.naesten = list(_near(each, pr))
    text.haendelser = [_event_row(event, each) for event in each.haendelser]
    text.fravaer = [_absence_row(absence, each) for absence in each.fravaer]
    text.timer = [_month_row(month) for month in each.timer]
    return text


def common(told: Sequence[Told]) -> list[str]:
    """The remarks that hold for every one of several funds."""
    if len(told) < 2:
        return []
    return [note for note in told[0].forbehold if all(note in each.forbehold for each in told)]


def case_line(each: Explanation) -> str:
    """Target group and days of the forløb, and where it stands."""
    case, fund = each.forloeb, each.fund
    end = f"til {day(fund['slutdato'])}" if fund["slutdato"] else "(åbent)"
    start = f"fra {day(case['startdato'])} {end}" if case["startdato"] else "uden start"
    line = f"Målgruppe {case['maalgruppe'] or 'ukendt'}, {start}. Forløbet står i {where(source(case))}."
    if each.dele:
        parts = listed(
            (f"{part['forloeb_id']} fra {day(part['startdato'])} ({where(source(part))})" for part in each.dele), "og"
        )
        line += f" Det er efter loven samme periode som {parts}."
    return line


def verdict(each: Explanation) -> str:
    """The status with its days: "for sent, 12 dage efter fristen"."""
    fund = each.fund
    days, status = fund["dage"], fund["status"]
    if status == TIMELY:
        return f"{STATUS[status]}, {_early(days)}"
    if status == LATE:
        return f"{STATUS[status]}, {_days(days)} efter fristen"
    if status == MISSING:
        return f"{STATUS[status]}, {_days(days)} over fristen"
    if status == COMING:
        return f"{STATUS[status]}, {'den er i dag' if days == 0 else f'{_days(-days)} endnu'}"
    return STATUS[status]


def _early(days: int) -> str:
    if days > 0:
        return f"{_days(days)} efter fristen, men inden for efterfristen"
    return "på fristen" if days == 0 else f"{_days(-days)} før fristen"


def _about(each: Explanation) -> Iterator[str]:
    fund, (pack, krav) = each.fund, each.regel
    kind = "lov" if pack.art == "lov" else "lokal aftale"
    yield f"Fund {fund['fund_id']}. {krav.hjemmel or 'Ingen hjemmel'} ({VERIFIED[krav.efterproevet]}). Ansvar: {OWNERS[krav.ejer]}."
    yield f"Kravet {pack.id}/{krav.id}, pakkens version {fund['pakke_version']} ({kind}). Kilde: {krav.kilde or '–'}"


# --- The reckoning ---------------------------------------------------------------------------------------------


def _steps(each: Explanation, pr: date) -> Iterator[str]:
    if each.fund["forfald"] is None:
        yield from _lacking(each)
        return
    yield from _start(each)
    yield from _clock(each)
    yield from _window(each)
    yield from _exemptions(each)
    yield from _last_day(each)
    yield from _outcome(each, pr)


def _start(each: Explanation) -> Iterator[str]:
    """The day counted from and the day the period ends on the calendar."""
    (_, krav), fund = each.regel, each.fund
    assert each.anker is not None  # noqa: S101
    origin = f"{day(each.anker[1])} ({column(each.anker[0])}; {where(_case_source(each))})"
    if krav.form == "forud":
        yield f"Det skal ske senest samme dag som {_these(each.udloesere, fund['forfald'])}."
        yield f"Hændelser tæller fra {origin}."
        return
    if krav.form == "varsel":
        yield f"{column(str(krav.foer)).capitalize()} er {day(each.fra)} ({where(_case_source(each))})."
        yield f"{krav.varsel} før den dag er {day(each.kalender)}."
        return
    if krav.form == "efter":
        yield f"Kravet begynder med {_these(each.udloesere, each.fra)}."
    elif krav.form == "mellemrum" and fund["nr"] > 1:
        yield f"Der regnes fra {_those(each, each.fra)}, som er den seneste, der tæller."
    else:
        yield f"Fristen regnes fra {origin}."
    if krav.alder:
        when = "ved forløbets start" if krav.alder_ved == "start" else "på fristen"
        yield f"Alderen {when} afgør fristen. Ved forløbets start er aldersgruppen {fund['aldersgruppe'] or 'ukendt'}."
    if krav.form == "mellemrum" and fund["nr"] == 1:
        yield from _mark(each)
    if krav.efter_overgang:
        yield (
            f"Sagen er hos jobcentret fra {day(fund['aabner'])}: dagen efter den måned, ved hvis udgang mere end "
            f"{danish.decimal(each.regel[0].overgang or 0, 0)} timer var forbrugt. Kun hændelser fra den dag tæller."
        )
    if krav.form == "vindue":
        moved = "" if each.maerke == fund["aabner"] else f", med pauserne {day(fund['aabner'])}"
        yield f"Hændelser tæller, når der er gået {krav.tidligst}: {day(each.maerke)}{moved}."
    if each.periode is not None and each.kalender is not None:
        yield f"{_length(each)} fra den dag er {day(each.kalender)}."


def _mark(each: Explanation) -> Iterator[str]:
    _, krav = each.regel
    yield f"Kravet gælder, når der er gået {krav.fra}: {day(each.maerke or each.fra)}."
    pauses = [
        f"{_days(absence.foer_maerket)} ({_absence(absence)})" for absence in each.fravaer if absence.foer_maerket
    ]
    if each.fra != each.maerke:
        yield f"Inden da tæller {listed(pauses, 'og')} ikke med. Derfor gælder det fra {day(each.fra)}."


def _length(each: Explanation) -> str:
    (_, krav), number = each.regel, each.fund["nr"]
    if krav.form in ("raekke", "interval") and number > 1:
        return f"{number} gange {krav.hver} ({each.periode})"
    return str(each.periode)


def _clock(each: Explanation) -> Iterator[str]:
    _, krav = each.regel
    if krav.ur == "kalender" or krav.form in ("varsel", "forud"):
        return
    if each.timer:
        yield from _hours(each)
        return
    pauses = [absence for absence in each.fravaer if absence.pausedage]
    for pause in pauses:
        yield f"{_of_all(pause)} tæller ikke med: {_absence(pause)}."
    if pauses:
        yield (
            f"Fristen blev derfor {day(each.ur)}." if each.ur != each.kalender else f"Fristen er stadig {day(each.ur)}."
        )
    elif NO_ABSENCES in (each.fund["bemaerkning"] or ""):
        yield "Fravær er ikke i udtrækket, så alle dage er talt med."
    elif each.ur == each.kalender:
        yield "Der er ingen pauser at trække fra: alle dage tæller med."
    else:
        yield f"På kravets ur falder fristen {day(each.ur)}."


def _of_all(pause: Absence) -> str:
    """The days of a pause, and of how many: some may be in another pause too, or lie outside the time that is counted."""
    whole = (pause.til - pause.fra).days + 1 if pause.til else pause.pausedage
    if whole <= pause.pausedage:
        return _days(pause.pausedage)
    return f"{pause.pausedage} af {_days(whole)} (resten er talt eller ligger uden for tiden)"


def _hours(each: Explanation) -> Iterator[str]:
    """The clock of paid hours: how many the period is, and when they were counted."""
    total = sum(month.timer for month in each.timer)
    counted = danish.decimal(total, 2)
    yield f"Men kravet regner i udbetalte timer: {each.periode} er {danish.decimal(each.timemaal, 2)} timer."
    yield f"Fra {day(each.fra)} til dagen før {day(each.ur)} er der talt {counted} timer. Fristen er derfor {day(each.ur)}."
    if round(total, 2) < round(each.timemaal, 2):
        yield "At der mangler en hundrededel, er afrunding i månedernes timer. Den koster ingen dag."


def _month_row(month: Month) -> tuple[str, ...]:
    how = "indberettet" if month.kilde else "ikke indberettet: regnet fuldt" if month.timer else "ingen udbetaling"
    place = where(month.kilde) if month.kilde else "–"
    return f"{month.maaned:%m-%Y}", danish.decimal(month.timer, 2), how, place


def _window(each: Explanation) -> Iterator[str]:
    (_, krav), fund = each.regel, each.fund
    if krav.form == "interval":
        edge = "fra" if fund["nr"] == 1 else "efter"
        yield f"Vindue nr. {fund['nr']} er {edge} {day(fund['aabner'])} til og med {day(each.ur)}."


def _exemptions(each: Explanation) -> Iterator[str]:
    (_, krav), fund = each.regel, each.fund
    moves = sorted((a for a in each.fravaer if a.flyttet_til), key=lambda a: a.flyttet_til or a.fra)
    for move in moves:
        yield (
            f"Den dag var borgeren fritaget: {_absence(move)}. Ny frist er {krav.fritagelse_flytter} efter "
            f"fritagelsens sidste dag: {day(move.flyttet_til)}."
        )
    if not moves and each.ur is not None and each.ur != fund["forfald"]:
        yield f"Fritagelser på fristen flytter den til {day(fund['forfald'])}."


def _last_day(each: Explanation) -> Iterator[str]:
    (_, krav), fund = each.regel, each.fund
    if krav.henstand and fund["nr"] in krav.henstand_undtaget:
        yield f"Nr. {fund['nr']} har ingen henstand."
    elif krav.henstand and krav.graense == "foer":
        yield f"Der er {krav.henstand} henstand, og dagen før er den sidste."
    elif krav.henstand:
        yield f"Der er {krav.henstand} henstand."
    elif krav.graense == "foer":
        yield "Det skal ske før den dag."
    yield f"Sidste dag til tiden er {day(fund['frist'])}."


def _outcome(each: Explanation, pr: date) -> Iterator[str]:
    fund = each.fund
    if fund["status"] == UNDECIDED:
        if fund["mangler_felt"] not in ("samtaler", "tilbud"):
            yield from _counted(each, pr)
        yield from _lacking(each)
        return
    if fund["moedt"] is not None:
        apart = _early(fund["dage"]) if fund["status"] == TIMELY else f"{_days(fund['dage'])} efter fristen"
        met = _sentence(_those(each, fund["moedt"]))
        if fund["status"] in (TIMELY, LATE):
            yield f"{met} opfylder kravet{_as_number(each)}."
            yield f"Det er {apart}: {STATUS[fund['status']]}."
            yield from _subsidy(each)
        else:
            yield f"{met} kom {apart}{_as_number(each)}."
            yield from _set_aside(each)
        return
    yield from _counted(each, pr)
    yield from {
        LAPSED: _set_aside,
        EXEMPT: _set_aside,
        MISSING: _missing,
        COMING: _coming,
    }[fund["status"]](each)


def _subsidy(each: Explanation) -> Iterator[str]:
    """Of a wage subsidy begun late, why the days of grace for it do not help."""
    (_, krav), fund = each.regel, each.fund
    met = next((event for event in each.haendelser if event.opfylder), None)
    if met is None or fund["status"] != LATE or krav.loentilskud_efterfrist is None:
        return
    if met.raekke.get("tilbudstype") in WAGE_SUBSIDY:
        given = day(met.raekke["afgivet"]) if met.raekke["afgivet"] else "en dag, der ikke er oplyst"
        yield (
            f"Løntilskud må begynde op til {krav.loentilskud_efterfrist} efter {day(fund['forfald'])}, hvis det er givet "
            f"senest den dag. Dette blev givet {given}."
        )


def _counted(each: Explanation, pr: date) -> Iterator[str]:
    """How many events counted, where none met the duty."""
    (_, krav), fund = each.regel, each.fund
    wanted = krav.antal if krav.form == "senest" else fund["nr"] if krav.form == "raekke" else 1
    counting = max((event.nr or 0 for event in each.haendelser), default=0)
    what = "samtale" if krav.haendelse == "samtale" else "tilbud"
    if wanted > 1:
        many = "samtaler" if what == "samtale" else "tilbud"
        yield f"Pr. {day(pr)} tæller {danish.count(counting, what, many)}. Kravet er nr. {wanted}."
    else:
        window = "i eller efter vinduet" if counting else ""
        yield f"Pr. {day(pr)} er der {'ingen samtale' if what == 'samtale' else 'intet tilbud'} {window}, der tæller.".replace(
            " ,", ","
        )


def _set_aside(each: Explanation) -> Iterator[str]:
    """Why a duty lapsed or is exempt."""
    fund, (pack, krav) = each.fund, each.regel
    if fund["status"] == LAPSED:
        yield f"Forløbet sluttede {day(fund['slutdato'])} ({where(_case_source(each))}), før fristen. Derfor faldt kravet bort."
        return
    for absence in each.fravaer:
        if absence.hvorfor == "undtaget":
            yield f"Den {day(fund['forfald'])} er borgeren fritaget: {_absence(absence)}. Derfor er kravet undtaget."
            if absence.til is not None and (krav.fritagelse_flytter is None or absence.type in krav.bruger_andel):
                yield "Kravet giver ingen ny frist efter fritagelsen."
    for stop in pack.suspension:
        if stop.fra <= fund["forfald"] <= stop.til and stop.haendelse in (None, krav.haendelse):
            reason = f" ({stop.aarsag})" if stop.aarsag else ""
            yield f"Frister fra {day(stop.fra)} til {day(stop.til)} er undtaget{reason}. Fristen {day(fund['forfald'])} er en af dem."


def _missing(each: Explanation) -> Iterator[str]:
    fund = each.fund
    yield f"Fristen er overskredet med {_days(fund['dage'])}."
    if fund["planlagt"] is not None:
        yield f"{_sentence(_those(each, fund['planlagt']))} er aftalt, men er efter fristen."
    elif fund["aaben"]:
        yield "Der er ingen aftale."
    if fund["slutdato"] is not None and not fund["aaben"]:
        yield f"Forløbet sluttede {day(fund['slutdato'])}, efter fristen. Derfor står bruddet."


def _coming(each: Explanation) -> Iterator[str]:
    fund = each.fund
    yield "Fristen er i dag." if fund["dage"] == 0 else f"Der er {_days(-fund['dage'])} til fristen."
    if fund["planlagt"] is None:
        yield "Der er ingen aftale."
        return
    late = "efter fristen" if fund["planlagt"] > fund["frist"] else "inden fristen"
    yield f"{_sentence(_those(each, fund['planlagt']))} er aftalt, {late}."


def _as_number(each: Explanation) -> str:
    (_, krav), fund = each.regel, each.fund
    wanted = krav.antal if krav.form == "senest" else fund["nr"] if krav.form == "raekke" else 1
    return f" som nr. {wanted}, der tæller" if wanted > 1 else ""


def _lacking(each: Explanation) -> Iterator[str]:
    """What would have to be known, and where it could come from."""
    for name in (each.fund["mangler_felt"] or "").split(", "):
        known = f"Feltet {column(name)} ({name}) er tomt. Udfyld det i fagsystemet, eller tag kolonnen med i udtrækket."
        if name in each.forloeb and name not in ("samtaler", "tilbud"):
            known = LACKING.get(name, known)
            yield f"{known} Forløbet står i {where(_case_source(each))}."
        else:
            yield LACKING.get(name, f"Udtrækket fortæller ikke: {name}. Uden det kan det uopfyldte ikke afgøres.")


# --- What else there is to know --------------------------------------------------------------------------------


def _near(each: Explanation, pr: date) -> Iterator[str]:
    """Of a duty that was missed or met late, the events within its time that do not count."""
    fund, (_, krav) = each.fund, each.regel
    if fund["status"] not in (LATE, MISSING):
        return
    until = fund["moedt"] or pr
    near = [
        event
        for event in each.haendelser
        if event.hvorfor
        and event.dag is not None
        and fund["aabner"] <= event.dag <= until
        and event.hvorfor != ("fremtid",)
    ]
    nearest = sorted(near, key=lambda event: ("typer" in event.hvorfor, len(event.hvorfor)))[:MOST_NEAR]
    for event in (event for event in near if event in nearest):
        yield f"{_sentence(_event(event))} tæller ikke: {'; '.join(_why(reason, event, krav) for reason in event.hvorfor)}."
    if len(near) > MOST_NEAR:
        yield f"{danish.further(len(near) - MOST_NEAR)}, der ikke tæller. Se dem alle ved at forklare fundet alene."


def _deviations(each: Explanation, pr: date) -> Iterator[str]:
    """The deliberate deviation recorded beside a breach, as `deviations.recorded_reasons` finds it."""
    fund = each.fund
    if fund["status"] not in (LATE, MISSING, COMING):
        return
    until = min(pr, max(fund["forfald"], fund["moedt"] or pr))
    for absence in each.fravaer:
        covers = absence.fra <= until and (absence.til is None or absence.til >= fund["forfald"])
        if absence.type == DEVIATION and absence.hvorfor != "registreret" and covers:
            yield f"Der er registreret en begrundet afvigelse: {_absence(absence)}. {_still(absence, each)}"


def _still(absence: Absence, each: Explanation) -> str:
    _, krav = each.regel
    if absence.type in krav.bruger_andel:
        return f"Den begynder efter {day(each.fund['forfald'])} og fritager derfor ikke."
    return "Den fritager ikke for dette krav, så fristen gælder stadig."


def _units(each: Explanation, pr: date) -> Iterator[str]:
    if not each.enheder:
        return
    (_, krav), fund = each.regel, each.fund
    yield (
        f"Samme tid i andre enheder: {listed((f'{unit} giver {day(due)}' for unit, due in each.enheder), 'og')}. "
        f"Kravet siger {each.periode}."
    )
    if krav.form not in ("senest", "raekke") or fund["status"] not in (TIMELY, LATE, MISSING, COMING):
        return
    reached = fund["moedt"] or pr
    broken = [str(unit) for unit, due in each.enheder if reached > due]
    if broken and len(broken) < len(each.enheder):
        what = "var det for sent" if fund["moedt"] else "er fristen overskredet"
        yield f"Regnet som {listed(broken)} {what}; ellers ikke."


def _system(each: Explanation) -> Iterator[str]:
    system = each.system
    if system is None:
        return
    name = "Fagsystemets egen frist" if system.kolonne == "frist_system" else "Fagsystemets egen dato for ret og pligt"
    place = where(_case_source(each))
    if system.skridt == "ens":
        yield f"{name} er den samme ({place})."
        return
    apart = (system.dag - each.fund["frist"]).days
    differs = f"{name} er {day(system.dag)}, {_days(abs(apart))} {'senere' if apart > 0 else 'tidligere'} ({place})."
    why = {
        "henstand": "Det er fristen uden henstand.",
        "fritagelse": "Systemet har ikke flyttet fristen for fritagelsen.",
        "pauser": "Systemet har ikke trukket pauserne fra.",
        "periode": f"Det passer med {system.som}, hvor kravet siger {each.periode}.",
        "anker": f"Systemet regner fra {column(system.som)}.",
        "seneste": f"Systemet regner fra den seneste samtale: {system.som}.",
        "krav": f"Den dag er fristen for et andet krav: {system.som}.",
    }
    unknown = "Intet trin i regnestykket alene forklarer det. Se efter, om starten eller et fravær er rettet siden."
    yield f"{differs} {why.get(system.skridt, unknown)}"


def _remarks(each: Explanation) -> Iterator[str]:
    for remark in filter(None, (each.fund["bemaerkning"] or "").split("; ")):
        yield NOTES.get(remark, f"{_sentence(remark)}.")


# --- Rows in words ---------------------------------------------------------------------------------------------


def where(source: Source) -> str:
    """File, sheet and row: "udtræk.xlsx, arket Forløb, række 14"."""
    if source.fil is None and source.raekke is None:
        return "kilden kendes ikke"
    sheet = f"arket {source.ark}" if source.ark else ""
    row = f"række {source.raekke}" if source.raekke is not None else ""
    return ", ".join(part for part in (source.fil or "", sheet, row) if part)


def _case_source(each: Explanation) -> Source:
    return source(each.forloeb)


def _event_words(event: Event) -> str:
    """Type, status, form and holder of an interview; type, status and days of an offer."""
    row = event.raekke
    if "dato" in row:
        by = f"holdt af {OWNERS.get(row['afholdt_af'], word(row['afholdt_af']))}" if row["afholdt_af"] else ""
        parts = [row["samtaletype"], row["status"], row["samtaleform"]]
        words = [word(part) if part and part != UNKNOWN else "" for part in parts]
        words = [words[0] or "ukendt type", words[1] or "ukendt status", words[2], by]
        taken = {True: "a-kassen deltog", False: "a-kassen deltog ikke", None: ""}[row.get("a_kasse_deltog")]
        words.append("a-kassen valgt fra" if row.get("a_kasse_fravalgt") else taken)
        words.append(f"står på forløb {stood_on(row)}" if stood_on(row) else "")
        return ", ".join(filter(None, words))
    words = [word(row["tilbudstype"] or UNKNOWN), word(row["status"] or UNKNOWN)]
    last = row["slutdato"] or row["planlagt_slutdato"]
    if event.dag != row["startdato"] and row["startdato"]:
        words.append(f"begyndt {day(row['startdato'])}")
    if last:
        words.append(f"{'til' if row['slutdato'] else 'planlagt til'} {day(last)}")
    return ", ".join(words)


def _event(event: Event) -> str:
    noun = "samtalen" if "dato" in event.raekke else "tilbuddet"
    return f"{noun} {day(event.dag)} ({_event_words(event)}; {where(event.kilde)})"


def _these(events: tuple[Event, ...], on: date | None) -> str:
    return listed((_event(event) for event in events), "og") if events else f"hændelsen {day(on)}"


def _those(each: Explanation, on: date | None) -> str:
    """The events of a day that count, or that are booked."""
    events = [event for event in each.haendelser if event.dag == on and (not event.hvorfor or event.booking)]
    return _event(events[0]) if events else f"hændelsen {day(on)}"


def _event_row(event: Event, each: Explanation) -> tuple[str, ...]:
    return day(event.dag), _event_words(event), counting(event, each), where(event.kilde)


def counting(event: Event, each: Explanation) -> str:
    """Whether the event counts for the fund, and if not why."""
    (_, krav), fund = each.regel, each.fund
    if event.hvorfor:
        return f"nej: {'; '.join(_why(reason, event, krav) for reason in event.hvorfor)}"
    if event.opfylder:
        return "ja: den opfylder kravet" if krav.haendelse == "samtale" else "ja: det opfylder kravet"
    if krav.form == "raekke" or krav.antal > 1:
        return f"ja, som nr. {event.nr}"
    first = fund["aabner"]
    if first is not None and event.dag is not None and krav.form not in ("senest", "varsel", "forud"):
        strict = krav.form != "vindue" and (krav.form != "interval" or fund["nr"] > 1)
        if event.dag < first or (strict and event.dag == first):
            return "nej: det er før dette vindue"
    if fund["moedt"] is not None and event.dag is not None and event.dag > fund["moedt"]:
        return "nej: kravet var da opfyldt"
    return "ja"


def _why(reason: str, event: Event, krav: Krav) -> str:
    row = event.raekke
    kind, by = row.get("samtaletype") or row.get("tilbudstype") or UNKNOWN, row.get("afholdt_af")
    planned = row["status"] == BOOKED and event.dag is not None
    told = {
        "status": _status(row["status"], planned=planned),
        "min_varighed": f"det varer kortere end {krav.min_varighed}",
        "typer": "den type tæller ikke for dette krav",
        "taeller_ikke": f"{word(kind)} tæller ikke på den dag",
        "former": f"formen er {word(row['samtaleform'])}" if row.get("samtaleform") else "formen er ikke oplyst",
        "afholdt_af": f"den er holdt af {OWNERS.get(by, word(by))}" if by else "det er ikke oplyst, hvem der holdt den",
    }
    if reason == "med_a_kasse" and row.get("a_kasse_deltog") is None:
        return "det er ikke oplyst, om a-kassen deltog"
    return told.get(reason) or WHY[reason]


def _status(code: str | None, *, planned: bool) -> str:
    if planned:
        return "den står stadig som planlagt; er den holdt, så ret status"
    return f"status er {word(code)}" if code else "status mangler"


def _absence(absence: Absence) -> str:
    span = f"{day(absence.fra)} til {day(absence.til)}" if absence.til else f"fra {day(absence.fra)} (åbent)"
    return f"{word(absence.type)} {span} ({where(absence.kilde)})"


def _absence_row(absence: Absence, each: Explanation) -> tuple[str, ...]:
    return (
        day(absence.fra),
        day(absence.til) if absence.til else "åbent",
        word(absence.type),
        does(absence, each),
        where(absence.kilde),
    )


def does(absence: Absence, each: Explanation) -> str:
    """What an absence did to the duty, or why it did nothing."""
    _, krav = each.regel
    done = []
    if absence.pausedage or absence.foer_maerket:
        days = _days(absence.pausedage + absence.foer_maerket)
        done.append(f"{days}: månedens timer ligger på de andre dage" if each.timer else f"{days} tæller ikke med")
    if absence.flyttet_til:
        done.append(f"flytter fristen til {day(absence.flyttet_til)}")
    if done:
        return "; ".join(done)
    kalender = " (kravet regnes efter kalenderen)" if krav.ur == "kalender" else ""
    return {
        "art": f"intet: {word(absence.type)} flytter ikke fristen{kalender}",
        "efter": "intet: det begynder på eller efter fristen",
        "foer": "intet: det er før den dag, der regnes fra",
        "daekket": "intet: dagene er dækket af et andet fravær",
        "registreret": "intet: det var ikke registreret den dag, der regnes efter",
        "ikke_fristdag": "intet: det dækker ikke fristen",
        "undtaget": "undtager: det dækker fristen",
    }[absence.hvorfor]


def _numbered(krav: Krav) -> bool:
    return krav.form in ("raekke", "interval", "mellemrum", "efter")


def _days(number: int) -> str:
    return danish.count(number, "dag", "dage")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
