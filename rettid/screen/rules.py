"""`rettid rules`: the packs, the krav in force, a pack in words, holes and overlaps, what changed, the worked examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from rettid.rules import words
from rettid.screen import danish
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.proof import Proof
    from rettid.rules import Krav, Pack
    from rettid.rules.coverage import Gap
    from rettid.rules.differences import Change


def show_packs(packs: Sequence[Pack], out: TextIO) -> None:
    """Print the packs, one row each: the law by target group and day, then the local ones."""
    rows = table("Pakke", "Hvad", "Forløb, der begynder", "Målgruppe", "Krav", "Efterset")
    rows.columns[0].no_wrap = True
    for art, heading in (("lov", "Loven"), ("lokal", "Lokale pakker")):
        own = [pack for pack in packs if pack.art == art]
        if own:
            rows.add_row(Text(heading, style="bold"))
        for pack in sorted(own, key=_place):
            rows.add_row(
                f"  {pack.id}",
                pack.titel,
                f"{danish.day(pack.gaelder_fra)} til {danish.day(pack.gaelder_til)}",
                ", ".join(pack.maalgruppe or ["alle"]),
                str(len(pack.krav)),
                danish.day(pack.kontrolleret),
            )
    hints = [
        "Se en pakke med: rettid rules PAKKE. Se, hvad der gælder for hvem: rettid rules --pr DATO --maalgruppe 6.1"
    ]
    show([rows, indented(hints, "dim")], out)


def show_in_force(packs: Sequence[Pack], day: date | None, group: str | None, out: TextIO) -> None:
    """Print the krav of the packs: those that judge a forløb of the group beginning on the day."""
    show(_in_force(packs, day, group), out)


def _in_force(packs: Sequence[Pack], day: date | None, group: str | None) -> Iterable[RenderableType]:
    whom = f" i målgruppe {group}" if group else ""
    when = f", der begynder {danish.day(day)}," if day else ""
    if not packs:
        yield Text(f"Ingen pakke dømmer forløb{whom}{when.rstrip(',')}.")
        return
    yield title(f"Forløb{whom}{when} dømmes efter")
    yield indented(["Et forløb dømmes til sin ende efter den lovpakke, det begyndte under."], "dim")
    for pack in sorted(packs, key=lambda pack: (pack.art != "lov", _place(pack))):
        art = "lov" if pack.art == "lov" else "lokal, kun når den nævnes med --lokal"
        yield Text(f"\n{pack.id}: {pack.titel} ({art})", style="bold")
        yield indented([f"{words.covers(pack)}."], "dim")
        rows = table("Krav", "Frist", "Ansvar", "Hjemmel", "Sikkerhed")
        for krav in pack.krav:
            rows.add_row(
                krav.id,
                words.deadline(krav),
                words.OWNERS[krav.ejer],
                krav.hjemmel or "–",
                words.VERIFIED[krav.efterproevet],
            )
        yield rows
        yield indented(
            [f"Kilde: {source}" for source in dict.fromkeys(krav.kilde for krav in pack.krav) if source], "dim"
        )


def show_pack(pack: Pack, out: TextIO, *, full: bool = False) -> None:
    """Print a pack's requirements with paragraph, deadline and how well they are known; in `full` everything it says."""
    show(_pack(pack, full=full), out)


def _pack(pack: Pack, *, full: bool) -> Iterable[RenderableType]:
    yield title(f"{pack.titel} ({pack.id}, version {pack.edition}, {pack.art})")
    checked = f"Holdt op mod kilderne {danish.day(pack.kontrolleret)}." if pack.kontrolleret else "Ikke efterset."
    yield bullets([f"{words.covers(pack)}.", *words.time(pack), checked, f"Siden: {pack.path}"])
    for krav in pack.krav:
        yield Text(f"\n{krav.id}: {krav.titel}", style="bold")
        yield bullets([*_krav(krav, full=full)])
    if not full:
        yield indented([f"Alt, hvad pakken siger: rettid rules {pack.id} --vis"], "dim")


def _krav(krav: Krav, *, full: bool) -> Iterable[str]:
    yield f"Frist: {words.deadline(krav)}. Ansvar: {words.OWNERS[krav.ejer]}."
    if full and krav.form != "andel":
        yield f"Opfyldes af {words.event(krav)}."
    if full:
        yield from words.conditions(krav)
    yield f"Hjemmel: {krav.hjemmel or '–'} ({words.VERIFIED[krav.efterproevet]}). Kilde: {krav.kilde or '–'}"


def show_gaps(packs: Sequence[Pack], gaps: Sequence[Gap], out: TextIO) -> None:
    """Print what `rettid rules --tjek` found: how many pages could be read, and every overlap and hole."""
    show(_gaps(packs, gaps), out)


def _gaps(packs: Sequence[Pack], gaps: Sequence[Gap]) -> Iterable[RenderableType]:
    krav = sum(len(pack.krav) for pack in packs)
    yield Text(f"{danish.count(len(packs), 'regelside', 'regelsider')} læst, {danish.whole(krav)} krav.")
    if not gaps:
        yield Text("Ingen overlap og ingen huller i tid mellem lovpakkerne, målgruppe for målgruppe.")
        return
    yield title("Overlap og huller mellem lovpakkerne")
    rows = table("Målgruppe", "Hvad", "Forløb, der begynder", "Pakker")
    for gap in gaps:
        rows.add_row(
            gap.maalgruppe,
            {"overlap": "to pakker dømmer det samme", "hul": "ingen pakke dømmer"}[gap.art],
            f"{danish.day(gap.fra)} til {danish.day(None if gap.til.year == 9999 else gap.til)}",
            " og ".join(pack.id for pack in gap.pakker),
        )
    yield rows
    yield indented(["Ret gaelder_fra og gaelder_til, så hvert forløb har én lovpakke."], "dim")


def show_changes(before: Pack, after: Pack, changes: Sequence[Change], out: TextIO) -> None:
    """Print what the pack `after` says otherwise than `before`."""
    show(_changes(before, after, changes), out)


def _changes(before: Pack, after: Pack, changes: Sequence[Change]) -> Iterable[RenderableType]:
    yield title(f"Fra {before.id} (version {before.edition}) til {after.id} (version {after.edition})")
    if not changes:
        yield indented(["Ingen forskel."])
    for name in dict.fromkeys(change.krav for change in changes):
        own = [change for change in changes if change.krav == name]
        here = {pack: any(krav.id == name for krav in pack.krav) for pack in (before, after)} if name else {}
        fate = "" if all(here.values()) else " (nyt)" if here[after] else " (findes ikke mere)"
        yield Text(f"\n{name or 'Hele pakken'}{fate}", style="bold")
        yield bullets(_line(change, known=not fate) for change in own)


def _line(change: Change, *, known: bool) -> str:
    if known:
        return f"{change.hvad}: før »{change.foer or 'intet'}«, nu »{change.nu or 'intet'}«"
    return f"{change.hvad}: {change.nu or change.foer}"


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


def _place(pack: Pack) -> tuple[str, str, str]:
    """Where a pack stands among others: by target group, then by first day."""
    return (",".join(f"{group:>5}" for group in pack.maalgruppe or ()), f"{pack.gaelder_fra or ''}", pack.id)
