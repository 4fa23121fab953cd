"""Which profile reads which sheet: by headers alone, and never by a guess (`formats.md` § 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.errors import IntakeError
from rettid.intake import headers, profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rettid.intake.headers import BlockMatch, SheetMatch
    from rettid.intake.profiles import Profile, SheetProfile
    from rettid.intake.sources import RawSheet

Matches = list["SheetMatch | None"]
_SHOWN_SHEETS = 8


def recognise(sheets: Sequence[RawSheet], wanted: str | Path | None) -> Matches:
    """Per sheet how it is read; None for a sheet that is no table.

    A workbook, or the text files of one folder, is one system's export and is read by one profile; exports of two
    systems may be read together. Raises IntakeError when no sheet holds forløb, or when two profiles fit equally well.
    """
    candidates = list(profiles.shipped().values()) if wanted is None else [profiles.find(wanted)]
    fits = {each.navn: [headers.match_sheet(sheet, each) for sheet in sheets] for each in candidates}
    groups: dict[str, list[int]] = {}
    for at, sheet in enumerate(sheets):
        groups.setdefault(sheet.gruppe, []).append(at)
    chosen = {name: _best(sheets[members[0]], members, fits) for name, members in groups.items()}
    used = [name for name in fits if name in chosen.values()]
    if not used:
        raise IntakeError(_not_recognised(sheets, candidates))
    matches: Matches = []
    for at, sheet in enumerate(sheets):
        own = chosen[sheet.gruppe]
        found = [match for name in (used if own is None else [own]) if (match := fits[name][at]) is not None]
        matches.append(max(found, key=lambda match: match.score, default=None))
    return matches


def why_unused(sheet: RawSheet, used: Iterable[Profile]) -> str:
    """What a sheet lacks that bears the name of a table in one of the profiles; empty for any other sheet."""
    for profile in used:
        for block in profile.ark:
            names = max(headers.head_rows(sheet), key=lambda row: len(_known(block, row)), default=[])
            match = headers.match_block(block, names)
            if match is not None and headers.is_named(sheet, block):
                return f"ikke brugt som {block.tabel}, for den mangler {', '.join(_wanted(match))}"
    return ""


def _known(block: SheetProfile, names: Sequence[str]) -> Mapping[str, int]:
    match = headers.match_block(block, names)
    return {} if match is None else match.columns


def _best(first: RawSheet, members: Sequence[int], fits: Mapping[str, Matches]) -> str | None:
    """The profile that knows the forløb and most sheets and columns of a group; None when none knows the forløb.

    Where two know as many, the one wins that spells more of the headers as they stand.
    """
    scores: dict[str, tuple[int, int, int]] = {}
    for name, matches in fits.items():
        found = [match for at in members if (match := matches[at]) is not None]
        if any("forloeb" in match.tables for match in found):
            scores[name] = (
                len(found),
                sum(match.score for match in found),
                sum(match.literal for match in found),
            )
    best = [name for name, score in scores.items() if score == max(scores.values())]
    if len(best) > 1:
        names = " og ".join(f'"{name}"' for name in best)
        raise IntakeError(
            f"{first.fil}: profilerne {names} passer lige godt. Vælg den rigtige: "
            f"rettid check {first.fil} --profil {best[0]}"
        )
    return best[0] if best else None


def _not_recognised(sheets: Sequence[RawSheet], candidates: Sequence[Profile]) -> str:
    lines = [f"{sheets[0].fil}: ingen profil kender udtrækket, for der er intet ark med forløb."]
    for sheet in sheets[:_SHOWN_SHEETS]:
        found = headers.describe(sheet)
        shown = ", ".join(f'"{header[:40]}"' for header in found[:20]) or "ingen overskriftsrække"
        lines.append(f"  {sheet.sted}: {shown}.{_nearest(found, candidates)}")
    if len(sheets) > _SHOWN_SHEETS:
        lines.append(f"  … og {len(sheets) - _SHOWN_SHEETS} ark mere.")
    lines.append(f"Ret overskrifterne, eller giv en profil med --profil: rettid check {sheets[0].fil}")
    return "\n".join(lines)


def _nearest(names: Sequence[str], candidates: Sequence[Profile]) -> str:
    """What the block that knows most of the headers still lacks."""
    tried = [
        (len(match.columns), profile, match)
        for profile in candidates
        for block in profile.ark
        if (match := headers.match_block(block, names)) is not None
    ]
    if not tried:
        return ""
    _, profile, match = max(tried, key=lambda each: each[0])
    if not headers.missing(match):
        return f' Ligner {match.block.tabel} i profilen "{profile.navn}".'
    return f' Nærmest profilen "{profile.navn}", {match.block.tabel}; mangler {", ".join(_wanted(match))}.'


def _wanted(match: BlockMatch) -> list[str]:
    """The headers a block lacks, as the profile spells them."""
    spelled = match.block.kolonner
    return [" eller ".join(f'"{spelled.get(name, (name,))[0]}"' for name in each) for each in headers.missing(match)]
