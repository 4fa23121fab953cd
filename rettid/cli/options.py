"""What the commands have in common: options, and how a message is said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[Path], typer.Argument(metavar="FIL...", help="Udtræk: filer (Excel, CSV, ods, zip) eller en mappe.")
]


Pr = Annotated[
    str | None, typer.Option(metavar="DATO", help="Den dag, der regnes pr. Ellers udtræksdatoen i filen, ellers i dag.")
]


Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAVN",
        help="Hvordan filen læses: workbase, fasit, momentum, kanonisk eller en .toml-fil. Ellers ses det på overskrifterne.",
    ),
]


Key = Annotated[
    Path | None,
    typer.Option(metavar="FIL", help="Filen med den hemmelige nøgle, som borgere kendes på. Ellers brugerens egen."),
]


Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAVN", help="Tekstfilers tegnkodning: utf-8, cp1252, cp850 … Ellers ses det på bogstaverne."),
]


Password = Annotated[
    bool,
    typer.Option(
        "--adgangskode",
        help="Spørg om adgangskoden til beskyttede projektmapper. Uden spørgsmål: sæt den i RETTID_ADGANGSKODE.",
    ),
]


Setup = Annotated[
    Path | None,
    typer.Option(metavar="FIL", help="Opsætningen. Ellers rettid.toml her i mappen eller i din indstillingsmappe."),
]


Rules = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="STI", help="Døm efter disse regelsider (fil eller mappe) i stedet for de medfølgende. Kan gentages."
    ),
]
Local = Annotated[
    list[str] | None,
    typer.Option(metavar="PAKKE", help="Døm også efter denne lokale pakke, fx broendby-2018. Kan gentages."),
]
Choices = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PAKKE/VALG=SVAR",
        help="Svar på et valg, som en regelside lader dig træffe, fx broendby-2018/graense=foer. Kan gentages.",
    ),
]
Out = Annotated[Path | None, typer.Option(metavar="FIL", help="Skriv til denne fil i stedet for skærmen.")]


def say(text: str, code: int) -> int:
    """Print a message beside the answer, and give the code back."""
    print(text, file=sys.stderr)
    return code
