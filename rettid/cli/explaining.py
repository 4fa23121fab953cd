"""What `rettid explain` was asked for: a code, a pack, a krav; or a fund, a forløb or a citizen of an export."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rettid.cli.options import say
from rettid.errors import DONE, UsageError, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from rettid.rules import Pack
    from rettid.screen.case import Case
    from rettid.summary import Summary

SHORTEST = 6
"""The fewest signs of a fund's id that may stand for it."""


def explain_name(name: str, packs: Sequence[Pack]) -> int:
    """Print what a finding's code, a krav (`pakke/krav`) or a pack is. Raises UsageError for anything else."""
    from rettid.screen.explain import is_code, show_code, show_krav, show_of_pack

    names = {pack.id: pack for pack in packs}
    if is_code(name):
        show_code(name, sys.stdout)
    elif name in names:
        show_of_pack(names[name], sys.stdout)
    elif "/" in name and name.partition("/")[0] in names:
        pack, krav = names[name.partition("/")[0]], name.partition("/")[2]
        show_krav(pack, krav, sys.stdout)
    elif Path(name).exists():
        raise UsageError(
            f"{name}: sig også, hvad der skal forklares: et fund, et forløb eller en borger, som de står i svarene. "
            f"For eksempel: rettid explain {typed(name)} FUND"
        )
    elif "/" in name:
        from rettid.cli.opening import pack_named

        pack_named(name.partition("/")[0], packs)
    else:
        show_code(_shown(name), sys.stdout)
    return DONE


def cases_named(summary: Summary, name: str) -> list[Case]:
    """The cases that the name means, with the explanations of their funds. Raises UsageError saying what to write instead."""
    import polars as pl

    from rettid.engine.spells import spells
    from rettid.explanation import explanations, rows_of_citizen
    from rettid.screen.case import Case

    chosen, fund = _found(summary, name)
    forloeb = summary.reading.tables["forloeb"].select("forloeb_id", "maalgruppe", "startdato").collect()
    cases = []
    law = spells(summary.reading.tables, summary.judged_by, summary.pr).forloeb
    period = dict(law.select("fra", "til").iter_rows())
    for case in dict.fromkeys(period.get(case, case) for case in chosen):
        own = summary.all_funds.filter(pl.col("forloeb_id") == case)
        told = explanations(summary.reading.tables, summary.judged_by, own, pr=summary.pr, kendt_pr=summary.kendt_pr)
        asked = [each for each in told if fund in (None, each.fund["fund_id"])]
        why = "" if told else _uncovered(forloeb.row(by_predicate=pl.col("forloeb_id") == case, named=True))
        rows = rows_of_citizen(summary.reading.tables, case)
        cases.append(Case(case, asked, summary.pr, summary.kendt_pr, fund is not None, why, rows))
    return cases


def _uncovered(row: dict[str, object]) -> str:
    from rettid.screen import danish

    return (
        f"Der er ingen frister at forklare: ingen regelside dækker målgruppe {row['maalgruppe']} fra "
        f"{danish.day(row['startdato'])}, eller deres frister ligger for langt ude. "  # type: ignore[arg-type]
        "Se, hvad der gælder: rettid rules --pr DATO --maalgruppe MÅLGRUPPE"
    )


def _found(summary: Summary, name: str) -> tuple[list[str], str | None]:
    """The forløb of that id, case number or citizen; or the forløb of the one fund, and its id."""
    import polars as pl

    cases = summary.reading.tables["forloeb"].select("forloeb_id", "borger_id", "startdato").collect()
    if name in cases["forloeb_id"]:
        return [name], None
    own = cases.filter(pl.col("borger_id") == name).sort("startdato", "forloeb_id")["forloeb_id"].to_list()
    numbered = [case for case, number in summary.case_numbers.items() if number == name]
    if own or len(numbered) == 1:
        return own or numbered, None
    funds = summary.all_funds.filter(pl.col("fund_id").str.starts_with(name.lower()))
    if len(name) >= SHORTEST and funds.height == 1:
        return [funds.item(0, "forloeb_id")], funds.item(0, "fund_id")
    raise UsageError(_not_found(name, funds, len(numbered)))


def _not_found(name: str, funds: pl.DataFrame, numbered: int) -> str:
    shown = _shown(name)
    if re.fullmatch(r"[0-9a-fA-F]+", name) and len(name) < SHORTEST and funds.height:
        return f'"{shown}" er for kort til at være et fund. Skriv mindst {SHORTEST} tegn af fund_id.'
    if funds.height > 1 and len(name) >= SHORTEST:
        ids = ", ".join(funds["fund_id"].head(5))
        return f'"{shown}" passer på {funds.height} fund ({ids}). Skriv flere tegn af fund_id.'
    if numbered > 1:
        return f'"{shown}" passer på {numbered} forløb. Skriv forloeb_id i stedet, som det står i: rettid audit FIL --format csv'
    return (
        f'"{shown}" findes ikke i udtrækket. Skriv et fund_id, et forloeb_id, et sagsnummer eller et borger_id, som de står i '
        "skærmen eller i: rettid audit FIL --format csv. Er fristen efter en lokal pakke, så tag den med: --lokal PAKKE"
    )


def _shown(name: str) -> str:
    """What was asked for, as a message may show it: never a CPR number."""
    import polars as pl

    from rettid.intake import cpr

    return str(pl.select(cpr.masked(pl.lit(name))).item())


def deliver_cases(cases: Sequence[Case], summary: Summary, html: Path | None, *, diary: bool) -> int:
    """Print the cases, or their diaries; with `html` write the page instead of the picture."""
    if diary:
        from rettid.screen.diary import show_diaries

        show_diaries(cases, sys.stdout)
    elif html is None:
        from rettid.screen.case import show_cases

        show_cases(cases, sys.stdout)
    if html is not None:
        from rettid.manifest import manifest
        from rettid.output import write_files
        from rettid.screen.case_page import page

        content = page(cases, manifest(summary)).encode()
        write_files({html: lambda file: file.write(content)})
        say(f"{html}: skrevet. Den kan åbnes i en browser og sendes til en kollega.", DONE)
    return DONE
