"""`rettid figures`: figures that somebody stated, calculated again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, write_data
from rettid.cli.options import Out, Password  # noqa: TC001 - Typer looks at them
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.sources import SourceFile
    from rettid.stated import Figures, Listed, Parts, Share

File = Annotated[
    Path | None,
    typer.Argument(metavar="[FIL]", help="En fil med tal: kolonnerne hvad, tæller, nævner og sagt (CSV eller Excel)."),
]

EXAMPLE = "rettid figures --taeller 1160 --naevner 1744 --sagt 74"


@command()
def figures(
    fil: File = None,
    *,
    taeller: Annotated[
        list[str] | None, typer.Option(metavar="N", help="Antallet i tælleren. Kan gentages, én gang pr. andel.")
    ] = None,
    naevner: Annotated[
        list[str] | None,
        typer.Option(metavar="N", help="Antallet i nævneren. Én gang for alle andele, eller én gang pr. andel."),
    ] = None,
    sagt: Annotated[
        list[str] | None,
        typer.Option(metavar="PROCENT", help="Den procent, der står. Kan gentages, én gang pr. andel."),
    ] = None,
    dele: Annotated[
        str | None, typer.Option(metavar="TAL+TAL", help="Procenter, der skal give et hele: 37+19+1+26+18.")
    ] = None,
    i_alt: Annotated[str, typer.Option(metavar="TAL", help="Det, delene skal give.")] = "100",
    varslet: Annotated[str | None, typer.Option(metavar="N", help="Så mange ting er varslet.")] = None,
    opregnet: Annotated[str | None, typer.Option(metavar="N", help="Så mange af dem er opregnet.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: tallene som data.")
    ] = None,
    out: Out = None,
    adgangskode: Password = False,
) -> int:
    """Passer de tal, der står i brevet, med deres egne antal?"""
    form = audit_format(format, out)
    shares = _shares(taeller or [], naevner or [], sagt or [])
    sums, lists = _parts(dele, i_alt), _listed(varslet, opregnet)
    if fil is not None and (shares or sums or lists):
        raise UsageError("Giv enten en fil med tal eller tallene som tilvalg, ikke begge dele.")
    if fil is None and not (shares or sums or lists):
        raise UsageError(
            f"Hvilke tal? Skriv dem, fx {EXAMPLE}, eller giv en fil med kolonnerne hvad, tæller, nævner og sagt."
        )
    from rettid.stated import Figures

    found, source = _read(fil, ask=adgangskode) if fil is not None else (Figures(shares, sums, lists), None)
    _deliver(found, form, out, source)
    return DONE


def _read(path: Path, *, ask: bool) -> tuple[Figures, SourceFile]:
    from rettid import statedfile
    from rettid.cli.opening import Opening
    from rettid.configuration import Configuration

    return statedfile.read(path, Opening(None, ask, Configuration()).password)


def _shares(hits: Sequence[str], everybody: Sequence[str], said: Sequence[str]) -> list[Share]:
    """The shares of the options. Raises UsageError where their numbers do not match."""
    from rettid.stated import Share
    from rettid.statistics.figures import Stated, percent

    if not hits and (everybody or said):
        raise UsageError(f"--taeller mangler: hvor mange var det? Skriv for eksempel {EXAMPLE}.")
    for option, given in (("--naevner", everybody), ("--sagt", said)):
        if len(given) not in (0, 1, len(hits)) or (option == "--sagt" and given and len(given) != len(hits)):
            raise UsageError(
                f"{option} er givet {len(given)} gange og --taeller {len(hits)}: giv dem lige mange gange."
            )
    denominators = [*everybody] * (len(hits) if len(everybody) == 1 else 1) if everybody else [None] * len(hits)
    found = []
    for at, hit in enumerate(hits):
        try:
            share, digits = percent(said[at].lower().removesuffix("pct.")) if said else (None, 0)
        except ValueError as fault:
            raise UsageError(f'--sagt: "{said[at]}" er ikke en procent. Skriv for eksempel 74 eller 66,5.') from fault
        whole = denominators[at]
        number = None if whole is None else _whole(whole, "--naevner")
        found.append(Share("", Stated(_whole(hit, "--taeller"), number, share, digits)))
    return found


def _parts(text: str | None, whole: str) -> list[Parts]:
    from rettid.stated import Parts
    from rettid.statistics.figures import percent

    if text is None:
        return []
    try:
        parts = [percent(part) for part in text.replace(" ", "").split("+")]
        total, _ = percent(whole)
    except ValueError as fault:
        raise UsageError(
            f'--dele: "{text}" er ikke tal med plus imellem. Skriv for eksempel --dele 37+19+1+26+18.'
        ) from fault
    return [Parts("", tuple(part for part, _ in parts), total, min(digits for _, digits in parts))]


def _listed(announced: str | None, listed: str | None) -> list[Listed]:
    from rettid.stated import Listed

    if announced is None and listed is None:
        return []
    if announced is None or listed is None:
        raise UsageError("Giv både --varslet og --opregnet: hvor mange der er varslet, og hvor mange der er opregnet.")
    return [Listed("", _whole(announced, "--varslet"), _whole(listed, "--opregnet"))]


def _whole(text: str, option: str) -> int:
    from rettid.targets.written import number

    try:
        found = number(text)
    except ValueError:
        found = None
    if found is None or found.denominator != 1:
        raise UsageError(f'{option}: "{text}" er ikke et helt antal. Skriv for eksempel {option} 1160.')
    return int(found)


def _deliver(figures: Figures, form: str | None, out: Path | None, source: SourceFile | None) -> None:
    if form is None:
        from rettid.screen.stated import show_stated

        show_stated(figures, sys.stdout)
        return
    from rettid import __version__

    file = None if source is None else {"navn": source.navn, "sha256": source.sha256}
    write_data(figures.table, form, out, {"rettid": __version__, "fil": file})
