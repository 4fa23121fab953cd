"""What every word on the lists means, in plain Danish: printed on the sheet *Om listen*. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.lists.lines import LEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.lists.layout import Column
    from rettid.lists.lines import Choice

_EVENTS = {"samtale": "en samtale", "tilbud": "et tilbud"}

_COLUMNS = {
    "siden_sidst": "Ny: stod ikke på sidste liste. Fortsat: stod der også. Forværret: stod der som kommende og er nu overskredet.",
    "frist": "Den sidste dag, der er til tiden efter loven. Dagen selv er med.",
    "lokal_frist": "Fristen efter en lokal aftale. Den ændrer aldrig fristen efter loven.",
    "dage": "Dage til fristen (tilbage) eller dage efter den (over).",
    "krav_nr": "Hvad borgeren skal have, og hvilket nummer i rækken det er.",
    "borger": "Sagsnummer og initialer; navn og CPR-nummer kun, hvor der er bedt om det.",
    "aldersgruppe": "Borgerens alder, da forløbet begyndte.",
    "planlagt": "Den første aftale i kalenderen, der vil opfylde kravet. Et ! betyder, at den ligger efter fristen.",
    "bolden": "Hvem der skal tage næste skridt: os, borgeren, a-kassen eller andre. Vælges »Afventer …« i Handling, "
    "følger bolden med på næste liste.",
    "hjemmel": "Den paragraf, kravet står i.",
    "tema": "Det, samtalen skal handle om, efter den lokale plan.",
    "frist_system": "Den dag, fagsystemet selv har som frist for samme slags hændelse.",
    "arvet": "Ja: en anden havde sagen på fristen.",
    "afvigelse": "En afvigelse, der bevidst er valgt og begrundet.",
    "pakke": "De regler, linjen er dømt efter.",
    "bemaerkning": "Forbehold ved fristen.",
    "handling": "Det, I har valgt at gøre. Vælg på listen eller skriv selv.",
    "note": "Fri tekst. Den følger med, så længe rækken står på listen, og står til sidst på Løst siden sidst eller Fjernet fra listen.",
    "noteret": "Dagen for den liste, teksten blev skrevet på.",
}

_REST = (
    ("▲ Overskredet", "Fristen er passeret, og kravet er ikke opfyldt."),
    (
        "● Handl nu",
        "Fristen kan nås, men seneste ansvarlige dag er nået, og bolden er hos os. Også sager uden ansvarlig.",
    ),
    ("○ Kommende", "Resten: der er tid endnu, eller der er en aftale, der holder fristen."),
    ("Løst", "Stod på sidste liste og er opfyldt, til tiden eller for sent; eller sagen har fået en ansvarlig."),
    ("Fjernet fra listen", "Stod på sidste liste, er ikke løst og står her ikke længere. Grunden står ved hver række."),
    ("Uden ansvarlig", "Åbne sager, som ingen sagsbehandler har. Resten af deres frister står på samme ark."),
    ("Uden frist", "Åbne sager, hvor fagsystemet ingen frist har, selv om der er en. Målet er et tomt ark."),
    ("Afviger", "Fagsystemets dag er ikke nogen af de frister, loven giver."),
    (
        "Kan ikke afgøres",
        "Der mangler noget i udtrækket, før fristen kan regnes ud. Det er ikke det samme som til tiden.",
    ),
    ("Mangler samtale", "En samtale efter loven, der ikke er holdt i sit interval."),
    ("Åbne sager", "Forløb, der løber på listens dag."),
    ("Uden aftale", "Rækker på listen uden en aftale i kalenderen."),
    ("Forfaldne", "Frister efter loven i perioden, efter hvem der var ansvarlig på fristen."),
    ("Til tiden", "De af dem, der blev opfyldt senest på fristen."),
    ("Frasorteret", "Rækker i udtrækket, der ikke kunne bruges. Hver står med sin grund."),
)


def definitions(columns: Sequence[Column], choice: Choice) -> list[tuple[str, str]]:
    """Each word and what it means: the columns that are shown, then the other words."""
    told = {"ansvarlig_dag": _last_day(choice), **_COLUMNS}
    return [(column.heading, told[column.key]) for column in columns if column.key in told] + list(_REST)


def lead_times(choice: Choice) -> str:
    """How long it takes to set each kind of event going: "14 dage for en samtale, 4 uger for et tilbud"."""
    whole = {**LEAD, **choice.forberedelse}
    return ", ".join(f"{period} for {_EVENTS.get(name, name)}" for name, period in sorted(whole.items()))


def _last_day(choice: Choice) -> str:
    return f"Den sidste dag, arbejdet kan sættes i gang, hvis fristen skal nås: fristen minus forberedelsen ({lead_times(choice)})."
