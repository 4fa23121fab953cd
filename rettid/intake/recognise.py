"""Which profile reads which sheet: by headers alone, and never by a guess (`formats.md` § 3)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rettid.errors import IntakeError
from rettid.intake import aggregates, headers, mapping, profiles
from rettid.intake.names import one_line
from rettid.intake.synonyms import synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rettid.intake.headers import BlockMatch, SheetMatch
    from rettid.intake.mapping import Column
    from rettid.intake.profiles import OwnProfiles, Profile, SheetProfile
    from rettid.intake.sources import RawSheet

Matches = list["SheetMatch | None"]
_SHOWN_SHEETS, _SHOWN_COLUMNS = 8, 6


def recognise(
    sheets: Sequence[RawSheet], wanted: str | Path | None, own: OwnProfiles = profiles.NONE_OF_OWN
) -> Matches:
    """Per sheet how it is read; None for a sheet that is no table.

    A workbook, or the text files of one folder, is one system's export and is read by one profile; exports of two
    systems may be read together. `own` are the user's profiles: of two that fit equally well, the user's own wins.
    Raises IntakeError when no sheet holds forløb, or when two profiles fit equally well.
    """
    matches = matches_of(sheets, wanted, own)
    if not any(matches):
        if why := aggregates.refusal(sheets):
            raise IntakeError(why)
        raise IntakeError(_not_recognised(sheets, wanted, own))
    return matches


def matches_of(
    sheets: Sequence[RawSheet], wanted: str | Path | None, own: OwnProfiles = profiles.NONE_OF_OWN
) -> Matches:
    """As `recognise`, but None for every sheet where no profile knows the forløb."""
    candidates, rows = _candidates(wanted, own), [headers.HeaderRows(sheet) for sheet in sheets]
    fits = {each.navn: [headers.match_sheet(sheet, each) for sheet in rows] for each in candidates}
    if not any(match and "forloeb" in match.tables for matches in fits.values() for match in matches):
        # A list of cases and interviews together may go by the name of either.
        fits = {each.navn: [headers.match_sheet(sheet, each, by_name=False) for sheet in rows] for each in candidates}
    groups: dict[str, list[int]] = {}
    for at, sheet in enumerate(sheets):
        groups.setdefault(sheet.gruppe, []).append(at)
    chosen = {name: _best(sheets[members[0]], members, fits, own) for name, members in groups.items()}
    used = [name for name in fits if name in chosen.values()]
    matches: Matches = []
    for at, sheet in enumerate(sheets):
        best = chosen[sheet.gruppe]
        found = [match for name in (used if best is None else [best]) if (match := fits[name][at]) is not None]
        matches.append(max(found, key=lambda match: match.score, default=None))
    return headers.one_case_list(sheets, matches)


def why_unused(sheet: RawSheet, used: Iterable[Profile]) -> str:
    """What a sheet lacks that bears the name of a table in one of the profiles; empty for any other sheet."""
    for profile in used:
        for block in profile.ark:
            names = max(headers.head_rows(sheet), key=lambda row: len(_known(block, row)), default=[])
            match = headers.match_block(block, names)
            if match is not None and headers.is_named(sheet, block):
                return f"ikke brugt som {block.tabel}, for der mangler {', '.join(_wanted(match))}"
    return ""


def _known(block: SheetProfile, names: Sequence[str]) -> Mapping[str, int]:
    match = headers.match_block(block, names)
    return {} if match is None else match.columns


def _candidates(wanted: str | Path | None, own: OwnProfiles) -> list[Profile]:
    """The profiles to try. The user's own takes the place of a shipped one of the same name."""
    if wanted is not None:
        return [profiles.find(wanted, own)]
    return list({**profiles.shipped(), **own.gyldige}.values())


def _best(first: RawSheet, members: Sequence[int], fits: Mapping[str, Matches], own: OwnProfiles) -> str | None:
    """The profile that knows the forløb and most sheets and columns of a group; None when none knows the forløb.

    Where two know as many, the user's own wins, and then the one that spells more of the headers as they stand. Two that
    read every cell alike are no choice to ask for.
    """
    scores: dict[str, tuple[int, int, bool, int]] = {}
    for name, matches in fits.items():
        found = [match for at in members if (match := matches[at]) is not None]
        if any("forloeb" in match.tables for match in found):
            scores[name] = (
                len(found),
                sum(match.score for match in found),
                name in own.gyldige,
                sum(match.literal for match in found),
            )
    best = [name for name, score in scores.items() if score == max(scores.values())]
    if len(best) > 1 and len({_reads([fits[name][at] for at in members]) for name in best}) > 1:
        names = " og ".join(f'"{name}"' for name in best)
        raise IntakeError(
            f"{first.fil}: profilerne {names} passer lige godt. Vælg den rigtige: "
            f"rettid check {first.fil} --profil {best[0]}"
        )
    return best[0] if best else None


def _reads(matches: Sequence[SheetMatch | None]) -> str:
    """All that the profile of the matches lets decide how the sheets are read, for comparing."""
    told: list[object] = []
    for match in (match for match in matches if match is not None):
        profile = match.profile
        told.append((match.header, profile.dato, profile.decimal, profile.tegnsaet, sorted(profile.vaerdier.items())))
        for each in match.blocks:
            block = each.block
            columns = [sorted(each.columns.items()), each.filter_column, block.naar and sorted(block.naar.er)]
            told.append((block.tabel, columns, sorted(block.faste.items()), block.fyld_ned, block.ark_er, each.nr))
    return repr(told)


def _not_recognised(sheets: Sequence[RawSheet], wanted: str | Path | None, own: OwnProfiles) -> str:
    """Per sheet what it most looks like, what is found of that and what is lacking, and the next command."""
    file = sheets[0].fil
    if wanted is not None and (others := {match.profile.navn for match in matches_of(sheets, None, own) if match}):
        names = " og ".join(f'"{name}"' for name in sorted(others))
        return (
            f'{file}: profilen "{Path(wanted).name}" kender ikke udtrækket, men det gør {names}. '
            f"Prøv: rettid check {_export(sheets)} --profil {min(others)}"
        )
    who = "ingen profil kender udtrækket" if wanted is None else f'profilen "{Path(wanted).name}" kender ikke udtrækket'
    lines = [f"{file}: {who}, for der er intet ark med forløb (borgere med startdato)."]
    known = any_profile(sheets, wanted, own)
    for sheet, profile in zip(sheets[:_SHOWN_SHEETS], known, strict=False):
        lines += _told(sheet, profile)
    if len(sheets) > _SHOWN_SHEETS:
        lines.append(f"  … og {len(sheets) - _SHOWN_SHEETS} ark mere.")
    lines.append(f"Sig, hvad kolonnerne betyder, så læses udtrækket fremover: rettid map {_export(sheets)}")
    return "\n".join(lines)


def _export(sheets: Sequence[RawSheet]) -> str:
    """What to type for the export: its file, or its folder where it is several."""
    files = {sheet.fil for sheet in sheets}
    name = sheets[0].fil if len(files) == 1 else Path(sheets[0].gruppe).name
    return f'"{name}"' if " " in name else name


def any_profile(sheets: Sequence[RawSheet], wanted: str | Path | None, own: OwnProfiles) -> list[SheetMatch | None]:
    """Per sheet the profile that reads most of it, whether or not the export has forløb."""
    return [
        max(
            (match for each in _candidates(wanted, own) if (match := headers.match_sheet(rows, each)) is not None),
            key=lambda match: match.score,
            default=None,
        )
        for rows in map(headers.HeaderRows, sheets)
    ]


def _told(sheet: RawSheet, match: SheetMatch | None) -> Iterable[str]:
    """What a message says of one sheet."""
    if match is not None:
        yield f'  {sheet.sted}: {", ".join(match.tables)} (profilen "{match.profile.navn}").'
        return
    plan = mapping.plan_sheet(sheet)[0]
    if not plan.tabel:
        names = headers.describe(sheet)
        shown = ", ".join(f'"{name[:40]}"' for name in names[:20])
        yield f"  {sheet.sted}: ligner ingen tabel. {f'Overskrifter: {shown}' if shown else 'Der er ingen overskriftsrække'}."
        return
    yield f"  {sheet.sted}: ligner mest {plan.tabel}. Fundet: {_listed(plan.taken()) or 'ingen kendte overskrifter'}."
    if likely := {felt: column for felt, column in plan.found().items() if felt not in plan.taken()}:
        yield f"    Måske: {_listed(likely)}."
    for each in plan.missing(suggested=True):
        words = [word for felt in each for word in synonyms().headers(plan.tabel, felt, 3 if len(each) == 1 else 1)]
        accepted = ", ".join(f'"{word}"' for word in words)
        yield f"    Mangler {' eller '.join(each)}, fx overskriften {accepted}."


def _listed(columns: Mapping[str, Column]) -> str:
    shown = [f'{felt} ("{one_line(column.overskrift)}")' for felt, column in columns.items()]
    left = len(shown) - _SHOWN_COLUMNS
    more = f" og {'én' if left == 1 else left} til" if left > 0 else ""
    return ", ".join(shown[:_SHOWN_COLUMNS]) + more


def _wanted(match: BlockMatch) -> list[str]:
    """The headers a block lacks, as the profile spells them."""
    spelled = match.block.kolonner
    return [" eller ".join(f'"{spelled.get(name, (name,))[0]}"' for name in each) for each in headers.missing(match)]
