"""`rettid rules`: the packs, a pack's requirements in words, and the outcome of the worked examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from rettid.screen import danish
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.proof import Proof
    from rettid.rules import AgeBand, Krav, Pack

VERIFIED = {
    "lovtekst": "lovens tekst set",
    "myndighed": "myndighedens ord",
    "sekundaer": "anden kilde",
    "udledt": "udledt",
}
"""How well a krav is known, in a reader's words."""


def show_packs(packs: Sequence[Pack], out: TextIO) -> None:
    """Print the packs, one row each."""
    rows = table("Pakke", "Hvad", "Art", "Forløb, der begynder", "Målgruppe", "Krav", "Efterset")
    for pack in packs:
        span = f"{danish.day(pack.gaelder_fra)} til {danish.day(pack.gaelder_til)}"
        rows.add_row(
            pack.id,
            pack.titel,
            pack.art,
            span,
            ", ".join(pack.maalgruppe or ["alle"]),
            str(len(pack.krav)),
            danish.day(pack.kontrolleret),
        )
    show([rows, indented(["Se en pakkes krav med: rettid rules PAKKE"], "dim")], out)


def show_pack(pack: Pack, out: TextIO) -> None:
    """Print a pack's requirements with paragraph, deadline in words, and how well they are known."""
    show(_pack(pack), out)


def _pack(pack: Pack) -> Iterable[RenderableType]:
    yield title(f"{pack.titel} ({pack.id}, version {pack.version}, {pack.art})")
    yield indented(
        [
            f"Forløb, der begynder {danish.day(pack.gaelder_fra)} til {danish.day(pack.gaelder_til)}.",
            f"Målgruppe: {', '.join(pack.maalgruppe or ['alle'])}.",
            f"Uret står stille under: {', '.join(pack.pauser) or 'intet'}.",
            f"Siden: {pack.path}",
        ]
    )
    for krav in pack.krav:
        yield Text(f"\n{krav.id}: {krav.titel}", style="bold")
        yield indented(
            [
                f"Frist: {deadline(krav)}, {CLOCKS[krav.ur]}. Ansvar: {krav.ejer}.",
                f"Hjemmel: {krav.hjemmel or '–'} ({VERIFIED[krav.efterproevet]}). Kilde: {krav.kilde or '–'}",
            ]
        )


CLOCKS = {"kalender": "efter kalenderen", "ledighed": "efter sammenlagt ledighed", "timer": "efter udbetalte timer"}


def deadline(krav: Krav) -> str:
    """The krav's deadline in words, for example "senest 6 måneder efter startdato"."""
    return _DEADLINES[krav.form](krav) + (f", {krav.henstand} henstand" if krav.henstand else "")


def _by_deadline(krav: Krav) -> str:
    number = f"nr. {krav.antal} " if krav.antal > 1 else ""
    if krav.alder:
        return number + "; ".join(_band(band, krav) for band in krav.alder)
    return f"{number}senest {krav.senest} efter {' eller '.join(krav.anker)}"


def _band(band: AgeBand, krav: Krav) -> str:
    ages = f"{band.fra or 0}-{band.under - 1} år" if band.under else f"{band.fra} år og derover"
    return f"{ages}: senest {band.senest or krav.senest} efter {' eller '.join(krav.anker)}"


def _series(krav: Krav) -> str:
    until = f" i de første {krav.indtil}" if krav.indtil else ""
    return f"{'én i hvert interval på' if krav.form == 'interval' else 'hver'} {krav.hver}{until}"


_DEADLINES: dict[str, Callable[[Krav], str]] = {
    "senest": _by_deadline,
    "raekke": _series,
    "interval": _series,
    "mellemrum": lambda krav: f"højst {krav.hver} mellem hver, fra {krav.fra} efter {' eller '.join(krav.anker)}",
    "vindue": lambda krav: f"tidligst {krav.tidligst} og senest {krav.senest} efter {' eller '.join(krav.anker)}",
    "efter": lambda krav: f"senest {krav.senest} efter hændelsen",
    "forud": lambda _krav: "senest den dag, hændelsen er",
    "varsel": lambda krav: f"senest {krav.varsel} før {krav.foer}",
    "andel": lambda krav: (
        f"mindst {danish.decimal(100 * (krav.mindst or 0), 0)} % af {', '.join(krav.af)} hver {krav.periode}"
    ),
}


def show_proofs(proofs: Sequence[Proof], out: TextIO) -> bool:
    """Print what the worked examples showed; whether all of them hold."""
    show(_proofs(proofs), out)
    return not any(proof.differences for proof in proofs)


def _proofs(proofs: Sequence[Proof]) -> Iterable[RenderableType]:
    rows = table("Pakke", "Eksempler", "Holder", numbers=True)
    for pack in dict.fromkeys(proof.pack.id for proof in proofs):
        own = [proof for proof in proofs if proof.pack.id == pack]
        rows.add_row(pack, str(len(own)), str(sum(not proof.differences for proof in own)))
    yield rows
    for proof in proofs:
        if proof.differences:
            yield Text(f"\n{proof.pack.path}, linje {proof.example.line}: {proof.example.title}", style="bold")
            yield bullets(proof.differences)
