"""What a register may say: the tables, their fields, and what a heading of a sheet may call each. Every name stands here once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Headings = Mapping[str, tuple[str, ...]]

_WHOM: Headings = {
    "tilbudstyper": ("Tilbudstyper", "Tilbudstype"),
    "maalgrupper": ("Målgrupper", "Målgruppe"),
    "aldersgrupper": ("Aldersgrupper", "Aldersgruppe", "Alder"),
    "teams": ("Teams", "Team"),
    "visitation": ("Visitation", "Match", "Matchgruppe"),
}

KINDS: Mapping[str, Headings] = {
    "omraade": {
        "id": ("Nr.", "Område nr.", "Id"),
        "navn": ("Indsatsområde", "Indsatsområdets navn"),
        "varslet": ("Varslet", "Varslede initiativer"),
    },
    "initiativ": {
        "id": ("Nr.", "Initiativ nr.", "Id"),
        "navn": ("Initiativ", "Initiativets navn"),
        "omraade": ("Indsatsområde", "Område"),
        "enhed": ("Enhed", "Kontrakt"),
        "lovet": ("Lovet start", "Lovet", "Driftsklar"),
        "startet": ("Startet", "Faktisk start"),
        "deltagere": ("Deltagere", "Antal deltagere"),
        "pr": ("Opgjort pr.", "Pr."),
        "budget": ("Budget", "Afsat"),
        "kilde": ("Kilde",),
        **_WHOM,
    },
    "maal": {
        "id": ("Nr.", "Mål nr.", "Id"),
        "navn": ("Mål", "Målets tekst"),
        "art": ("Art", "Slags"),
        "omraade": ("Indsatsområde", "Område"),
        "initiativ": ("Initiativ", "Initiativ nr."),
        "enhed": ("Enhed", "Kontrakt"),
        "vaerdi": ("Værdi", "Måltal", "Måles til"),
        "maaleenhed": ("Måleenhed", "Måles i"),
        "senest": ("Senest", "Milepæl"),
        "periode": ("Periode",),
        "basis": ("Basis", "Udgangspunkt"),
        "foer": ("Før", "Basisperiode"),
        "sammenlign": ("Sammenligningstal", "Sammenlign med"),
        "naaet": ("Nået", "Status", "Resultat"),
        "pr": ("Opgjort pr.", "Pr."),
        "opnaaet": ("Opnået", "Opnået den"),
        "beholdning": ("Beholdning",),
        "beregnes": ("Beregnes", "Beregnes som"),
        "haendelse": ("Hændelse",),
        "krav": ("Krav",),
        "a_kasser": ("A-kasser", "A-kasse"),
        "efter": ("Efter", "Ledig i mindst"),
        "i": ("Ude i",),
        "norm": ("Norm", "Timer pr. helårsplads"),
        "kilde": ("Kilde",),
        **_WHOM,
    },
    "loefte": {
        "id": ("Nr.", "Løfte nr.", "Id"),
        "navn": ("Løfte", "Løftets tekst"),
        "hvem": ("Hvem", "Kommune"),
        "givet": ("Givet", "Givet den"),
        "lovet": ("Lovet", "Lovet til", "Senest"),
        "tjekkes": ("Tjekkes", "Ses på data for"),
        "opfyldt": ("Opfyldt", "Opfyldt den"),
        "maal": ("Mål", "Mål nr."),
        "haendelse": ("Hændelse",),
        "prognose": ("Prognose",),
        "prognose_fra": ("Prognose fra",),
        "prognose_til": ("Prognose til",),
        "kilde": ("Kilde",),
    },
    "sammenligning": {
        "navn": ("Sammenligning", "Sammenlignes med"),
        "vaerdi": ("Værdi", "Tal"),
        "kilde": ("Kilde",),
    },
}
"""The tables, each with its fields and their headings; the first heading is the one that is shown."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "omraade": ("id", "navn"),
    "initiativ": ("navn", "lovet"),
    "maal": ("navn", "vaerdi"),
    "loefte": ("navn", "lovet"),
    "sammenligning": ("navn", "vaerdi"),
}
"""The columns that tell a sheet of the kind from the others."""

HEAD = ("navn", "kilde", "periode", "enheder")
"""What stands above the tables of a TOML file: the plan's name, and what a row takes from it where it says nothing itself."""

FORMAT = (
    "En målfil er en .toml-fil med afsnittene [[maal]], [[initiativ]], [[loefte]] og [[omraade]], eller en projektmappe med ark, hvor "
    "overskrifterne er Mål og Værdi, Initiativ og Lovet start, Løfte og Lovet, eller Nr. og Indsatsområde."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was written: where, and the text of each field that says something."""

    sted: str
    tekst: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A register as it was written: the head, and the rows of each table."""

    hoved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    raekker: Mapping[str, tuple[Entry, ...]] = field(default_factory=lambda: MappingProxyType({}))
    noter: tuple[str, ...] = ()


def shown(kind: str, name: str) -> str:
    """What a field is called in a message."""
    return KINDS[kind][name][0]
