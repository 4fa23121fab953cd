"""A proposal as the text of a profile: what is settled as lines that count, the rest as comments to judge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rettid.intake.mapping import ASKED, SUGGESTED, TAKEN, UNUSED
from rettid.intake.profiles import CASE_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rettid.intake.mapping import Column, Plan, Proposal, Word

_WIDTH = 46
_OF_EVENTS = ("samtaletype", "tilbudstype")


def profile_text(proposal: Proposal, name: str, made_from: Sequence[str]) -> str:
    """The TOML of a profile by that name, made from files of those names. It loads as it stands (`profiles.load`)."""
    lines = [
        f"# Profil lavet af rettid map ud fra {', '.join(made_from)}.",
        "# Linjer, der begynder med #, er forslag og spørgsmål og tæller ikke med.",
        "# Er et forslag rigtigt, så fjern # foran det. Prøv bagefter: rettid check FIL --profil DENNE-FIL",
        f"navn = {_quoted(name)}",
        f"titel = {_quoted(', '.join(made_from))}",
        'dato = "dmy"',
    ]
    for plan in _merged(proposal.plans):
        lines += ["", *(_block(plan) if plan[0].tabel else _no_table(plan[0]))]
    lines += _words(proposal)
    return "\n".join(lines) + "\n"


def _merged(plans: Sequence[Plan]) -> list[list[Plan]]:
    """Sheets that are read alike (one per team or month) go together."""
    groups: dict[object, list[Plan]] = {}
    for number, plan in enumerate(plans):
        settled = tuple(sorted((felt, column.overskrift) for felt, column in plan.taken().items()))
        alike = (plan.tabel, settled, plan.naar) if plan.tabel and plan.sheet.ark else number
        groups.setdefault(alike, []).append(plan)
    return list(groups.values())


def _block(plans: Sequence[Plan]) -> Iterator[str]:
    plan = plans[0]
    for each in plans:
        yield f"# {_place(each)}: {each.rows.height} rækker, overskrifter i række {_row(each)}."
    yield "[[ark]]"
    yield f"tabel = {_quoted(plan.tabel)}"
    names = [each.sheet.ark or each.sheet.fil.rpartition("/")[2].rpartition(".")[0] for each in plans]
    yield f"navne = {_list(dict.fromkeys(names))}"
    if plan.naar is not None:
        yield f"naar = {{ kolonne = {_quoted(plan.naar.overskrift)}, er = {_list(plan.naar.er)} }}"
    required = (_quoted(each[0]) if len(each) == 1 else _list(each) for each in plan.kraever)
    yield f"kraever = [{', '.join(required)}]"
    for lacking in plan.missing():
        yield f"# Mangler endnu: {' eller '.join(lacking)}. Uden den kan arket ikke læses."
    yield "[ark.kolonner]"
    for column in plan.kolonner:
        yield _line(column)
    fixed = {key: value for key, value in plan.faste.items() if key not in _OF_EVENTS or _has_events(plan)}
    if fixed:
        yield "[ark.faste]   # gælder alle rækker"
        for key, value in fixed.items():
            note = "   # hvad første, seneste og næste læses som" if key in _OF_EVENTS else ""
            yield f"{key} = {_quoted(value)}{note}"


def _has_events(plan: Plan) -> bool:
    return any(column.felt in CASE_EVENTS for column in plan.kolonner)


def _line(column: Column) -> str:
    pair = f"{column.felt or '?'} = [{_quoted(column.overskrift)}]"
    said = "; ".join(part for part in (column.grund, _shown(column)) if part)
    if column.hvordan == TAKEN:
        return f"{pair:{_WIDTH}} # {said}"
    if column.hvordan == SUGGESTED:
        return f"# {pair:{_WIDTH - 2}} # FORSLAG: {said}"
    what = {ASKED: "UKENDT", UNUSED: "bruges ikke"}[column.hvordan]
    return f"# {_quoted(column.overskrift):{_WIDTH - 2}} # {what}: {said}"


def _shown(column: Column) -> str:
    samples = ", ".join(column.eksempler)
    return f"{column.form}: {samples}" if samples else column.form


def _no_table(plan: Plan) -> Iterator[str]:
    yield f"# {_place(plan)}: ligner ingen tabel og er ikke med."
    for column in plan.kolonner:
        yield _line(column)


def _words(proposal: Proposal) -> Iterator[str]:
    listed = list(dict.fromkeys([*proposal.vaerdier, *(word.kodeliste for word in proposal.ord)]))
    for name in listed:
        yield ""
        yield f"# Koder: {', '.join(proposal.codes(name))}."
        yield f"[vaerdier.{name}]"
        for raw, code in proposal.vaerdier.get(name, {}).items():
            yield f"{_quoted(raw)} = {_quoted(code)}"
        for word in proposal.ord:
            if word.kodeliste == name:
                yield _word(word)


def _word(word: Word) -> str:
    number = f"{word.antal} gange" if word.antal > 1 else "1 gang"
    why = f"FORSLAG: {word.grund}, {number}" if word.hvordan == SUGGESTED else f"UKENDT: {number}"
    return f"# {_quoted(word.raa)} = {_quoted(word.kode or '?')}   # {why}"


def _place(plan: Plan) -> str:
    return f'Ark "{plan.sheet.ark}" i {plan.sheet.fil}' if plan.sheet.ark else plan.sheet.fil


def _row(plan: Plan) -> int:
    return plan.sheet.foerste_raekke + plan.overskriftsraekke


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
