"""A pack in a reader's words: deadlines, conditions and exceptions as Danish sentences. Pure text; screens and pages use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from rettid.rules.pack import AgeBand, Krav, Later, Pack, Trigger

VERIFIED = {
    "lovtekst": "lovens tekst set",
    "myndighed": "myndighedens ord",
    "sekundaer": "anden kilde",
    "udledt": "udledt",
}
"""How well a krav is known."""

CLOCKS = {"kalender": "efter kalenderen", "ledighed": "efter sammenlagt ledighed", "timer": "efter udbetalte timer"}

COLUMNS = {
    "startdato": "forløbets start",
    "tilmeldingsdato": "tilmelding som ledig",
    "foerste_henvendelse": "første henvendelse til kommunen",
    "foerste_fravaersdag": "første fraværsdag",
    "ydelse_ophoerer": "den dag, ydelsen ophører",
    "kontanthjaelp_mistes": "den dag, kontanthjælpen mistes",
}
"""The days that periods are counted from."""

_ASKED = {
    "a_kasse": "a-kassen",
    "maalgruppe": "målgruppen",
    "visitationskategori": "visitationskategorien",
    "ydelse": "ydelsen",
}

_WORDS = {
    "cv_samtale": "cv-samtale",
    "vejledning_opkvalificering": "vejledning og opkvalificering",
    "oevrig_vejledning_opkvalificering": "øvrig vejledning og opkvalificering",
    "laese_skrive_regnekursus": "læse-, skrive- eller regnekursus",
    "deltidsarbejde_20_timer": "deltidsarbejde mindst 20 timer",
    "a_kasse_forsoeg": "a-kasseforsøg",
    "frikommune": "frikommuneforsøg",
}

OWNERS = {"jobcenter": "jobcentret", "a-kasse": "a-kassen", "a_kasse": "a-kassen", "anden_aktoer": "anden aktør"}

EVERY = {"måned": "hver måned", "kvartal": "hvert kvartal", "halvår": "hvert halvår", "år": "hvert år"}


def word(code: str) -> str:
    """A code as it is written in Danish.

    >>> word("faelles_jobsamtale"), word("a_kasse")
    ('fælles jobsamtale', 'a-kasse')
    """
    plain = code.replace("a_kasse", "a-kasse").replace("_", " ")
    return _WORDS.get(code, plain.replace("ae", "æ").replace("oe", "ø").replace("aa", "å"))


def listed(words: Iterable[str], joint: str = "eller") -> str:
    """Words with commas between them and `joint` before the last.

    >>> listed(["a", "b", "c"])
    'a, b eller c'
    """
    *first, last = list(words) or ["intet"]
    return f"{', '.join(first)} {joint} {last}" if first else last


def day(value: date | None) -> str:
    """dd-mm-yyyy, or nothing for no date."""
    return "" if value is None else f"{value:%d-%m-%Y}"


def deadline(krav: Krav) -> str:
    """The krav's deadline in words, with its clock and its grace: "senest 6 måneder efter forløbets start, efter kalenderen"."""
    parts = [_DEADLINES[krav.form](krav)]
    if krav.form not in ("andel", "forud", "varsel"):
        parts.append(CLOCKS[krav.ur])
    if krav.henstand:
        but = listed((f"nr. {number}" for number in krav.henstand_undtaget), "og") if krav.henstand_undtaget else ""
        parts.append(f"{krav.henstand} henstand" + (f" (ikke {but})" if but else ""))
    if krav.graense == "foer":
        parts.append("dagen før er den sidste i tide")
    return ", ".join(parts)


def event(krav: Krav | Trigger | Later, *, inline: bool = False) -> str:
    """What must be held or begun: "en samtale: jobsamtale; holdt af jobcentret"; `inline` in parentheses, for use inside a sentence."""
    kind = "en samtale" if krav.haendelse == "samtale" else "et tilbud"
    which = [listed(word(code) for code in krav.typer)] if krav.typer else ["af enhver slags"]
    if krav.former:
        which.append(listed(word(code) for code in krav.former))
    if krav.afholdt_af:
        which.append(f"holdt af {listed(OWNERS.get(code, word(code)) for code in krav.afholdt_af)}")
    if inline:
        return f"{kind} ({'; '.join(which)})"
    return f"{kind}{':' if krav.typer else ''} {'; '.join(which)}"


def conditions(krav: Krav) -> list[str]:
    """What else the krav says, a sentence each: whom it is for, what the event must be, what does not count, exemptions."""
    return [*_whom(krav), *_what(krav), *_leniency(krav)]


def _whom(krav: Krav) -> Iterator[str]:
    for only in krav.hvor:
        yield f"Kun forløb, hvor {_ASKED.get(only.kolonne, word(only.kolonne))} er {listed(only.vaerdier)}."
    if krav.alder:
        when = {"start": "ved forløbets start", "frist": "på fristen"}[krav.alder_ved]
        yield f"Alderen regnes {when}: {listed((_ages(band) for band in krav.alder), 'og')}."
    if krav.efter_overgang:
        yield "Gælder først, når sagen er gået fra a-kassen til jobcentret; kun det, der sker fra den dag, tæller."
    if len(krav.anker) > 1:
        yield f"Regnes fra {'; kendes den ikke, fra '.join(column(name) for name in krav.anker)}."


def _what(krav: Krav) -> Iterator[str]:
    if krav.tema:
        yield f"Tema: {krav.tema}."
    if krav.min_varighed:
        yield f"Tilbuddet skal vare mindst {krav.min_varighed} i sammenhæng."
    if krav.dato == "afgivet":
        yield "Det er den dag, tilbuddet blev givet, der tæller."
    if krav.med_a_kasse:
        yield "A-kassen skal have deltaget, medmindre borgeren har valgt den fra."
    for less in krav.taeller_ikke:
        edges = [f"{preposition} {day(edge)}" for preposition, edge in (("fra", less.fra), ("til", less.til)) if edge]
        happens = (
            "samtalen holdes"
            if krav.haendelse == "samtale"
            else f"tilbuddet {'gives' if krav.dato == 'afgivet' else 'begynder'}"
        )
        yield f"{listed((word(code) for code in less.typer), 'og').capitalize()} tæller ikke, når {happens} {' '.join(edges)}."


def _leniency(krav: Krav) -> Iterator[str]:
    if krav.form == "andel":
        return
    if krav.loentilskud_efterfrist:
        yield f"Løntilskud givet inden fristen må begynde op til {krav.loentilskud_efterfrist} efter den."
    exempt = listed(word(code) for code in krav.fritager)
    if krav.fritager and krav.fritagelse_flytter:
        yield f"Fritagelse på fristen ({exempt}) flytter den til {krav.fritagelse_flytter} efter fritagelsens ophør."
    elif krav.fritager:
        yield f"Undtaget, når borgeren på fristen er fritaget: {exempt}."
    if krav.bruger_andel:
        chosen = listed(word(code) for code in krav.bruger_andel)
        yield f"Undtaget uden ny frist, når det på fristen er registreret: {chosen}. Det bruger af den andel, der må undtages."


def covers(pack: Pack) -> str:
    """Whom the pack judges: "Forløb, der begynder 01-01-2020 til 31-12-2023, i målgruppe 6.1"."""
    groups = f" i målgruppe {listed(pack.maalgruppe, 'og')}" if pack.maalgruppe else " i alle målgrupper"
    return f"Forløb{started(pack)}{groups}"


def started(pack: Pack) -> str:
    """When the pack's forløb begin: ", der begynder 01-01-2020 til 31-12-2023,"; nothing where any day will do."""
    if pack.gaelder_fra is None and pack.gaelder_til is None:
        return ""
    return f", der begynder {span(pack)},"


def span(pack: Pack) -> str:
    """The days between which the pack's forløb begin: "01-01-2020 til 31-12-2023", open ends in words."""
    since, until = day(pack.gaelder_fra), day(pack.gaelder_til)
    if since and until:
        return f"{since} til {until}"
    return f"{since} eller senere" if since else f"{until} eller før" if until else "når som helst"


def time(pack: Pack) -> Iterator[str]:
    """What the pack says of time for all its krav, a sentence each: pauses, suspensions, handover, unbroken periods, questions."""
    if pack.pauser:
        yield f"Uret står stille under {listed((word(code) for code in pack.pauser), 'og')}."
    for stop in pack.suspension:
        what = {"samtale": " for samtaler", "tilbud": " for tilbud"}.get(stop.haendelse or "", "")
        reason = f" ({stop.aarsag})" if stop.aarsag else ""
        yield f"Frister{what} fra {day(stop.fra)} til {day(stop.til)} er undtaget{reason}."
    if pack.overgang:
        yield f"Sagen går fra a-kassen til jobcentret efter den måned, ved hvis udgang mere end {pack.overgang:g} timer er forbrugt."
    if pack.periode.brydes_af == "kalendermåned":
        yield "Forløb på samme ydelse er én periode, medmindre en hel kalendermåned uden ydelsen ligger imellem."
    if pack.periode.fortsaetter_fra:
        yield f"Et forløb, der følger efter {listed(pack.periode.fortsaetter_fra)}, fortsætter den periode."
    if pack.periode.borgerens_samtaler:
        yield "Samtaler, der står på et andet af borgerens forløb, tæller med fra periodens første dag."
    for choice in pack.valg:
        others = [name for name in choice.muligheder if name != choice.valgt]
        also = listed(f"{word(name)} (--valg {pack.id}/{choice.id}={name})" for name in others)
        yield f"Valg »{choice.id}«: {choice.titel} Her {word(choice.valgt)}; kan også være {also}."


def column(name: str) -> str:
    """The day a column holds, in words."""
    return COLUMNS.get(name, word(name))


def _from(krav: Krav) -> str:
    return column(krav.anker[0])


def _by_deadline(krav: Krav) -> str:
    number = f"nr. {krav.antal} " if krav.antal > 1 else ""
    if krav.alder and any(band.senest for band in krav.alder):
        bands = (f"{_ages(band)}: {band.senest or krav.senest}" for band in krav.alder)
        return f"{number}senest så længe efter {_from(krav)}: {'; '.join(bands)}"
    return f"{number}senest {krav.senest} efter {_from(krav)}"


def _ages(band: AgeBand) -> str:
    if band.under is None:
        return f"{band.fra or 0} år og derover"
    return f"under {band.under} år" if not band.fra else f"{band.fra}-{band.under - 1} år"


def _series(krav: Krav) -> str:
    until = f" i de første {krav.indtil}" if krav.indtil else ""
    if krav.form == "interval":
        return f"mindst én i hvert interval på {krav.hver}{until} efter {_from(krav)}"
    assert krav.hver is not None  # noqa: S101 - the loader sees to it
    number, unit = krav.hver.number, Period(1, krav.hver.unit)
    step = f"{number}. {unit}".replace("1 ", "") if number > 1 else str(unit).removeprefix("1 ")
    return f"én hver {step}{until} efter {_from(krav)}"


def _gaps(krav: Krav) -> str:
    until = f" og indtil {krav.indtil}" if krav.indtil else ""
    if krav.fra is not None and krav.fra.number == 0:
        return f"højst {krav.hver} mellem hver, fra {_from(krav)}{until}{' efter' if until else ''}"
    return f"højst {krav.hver} mellem hver, fra {krav.fra}{until} efter {_from(krav)}"


def _after(krav: Krav) -> str:
    trigger = krav.udloeser
    assert trigger is not None  # noqa: S101 - the loader sees to it
    what = event(trigger, inline=True)
    if trigger.status and trigger.dato != "slutdato":
        return f"senest {krav.senest} efter {what}, der står som {word(trigger.status)}"
    status = f", der står som {word(trigger.status)}," if trigger.status else ""
    began = "er holdt" if trigger.haendelse == "samtale" else "er begyndt"
    return f"senest {krav.senest} efter, at {what}{status} {'er slut' if trigger.dato == 'slutdato' else began}"


def _before(krav: Krav) -> str:
    later = krav.forud_for
    assert later is not None  # noqa: S101 - the loader sees to it
    what = event(later, inline=True).removeprefix("en ").removeprefix("et ")
    the = "den" if later.haendelse == "samtale" else "det"
    return f"senest samme dag som {the} {'første' if later.nr == 1 else f'{later.nr}.'} {what}"


def _share(krav: Krav) -> str:
    percent = f"{100 * (krav.mindst or 0):g}".replace(".", ",")
    whose = f"kravet {krav.af[0]}" if len(krav.af) == 1 else f"kravene {listed(krav.af, 'og')} under ét"
    return f"mindst {percent} % af personerne under {whose}, {EVERY[krav.periode or 'måned']}"


_DEADLINES: dict[str, Callable[[Krav], str]] = {
    "senest": _by_deadline,
    "raekke": _series,
    "interval": _series,
    "mellemrum": _gaps,
    "vindue": lambda krav: f"tidligst {krav.tidligst} og senest {krav.senest} efter {_from(krav)}",
    "efter": _after,
    "forud": _before,
    "varsel": lambda krav: f"senest {krav.varsel} før {column(str(krav.foer))}",
    "andel": _share,
}
