"""Rule pages put to the proof: every worked example is judged by the engine and held against its facit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rettid.engine import audit
from rettid.engine.funds import REMARKS
from rettid.rules.examples import NO_FUND, Example, read_examples
from rettid.rules.load import read_pack
from rettid.rules.page import read_page
from rettid.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rettid.rules import Pack


@dataclass(frozen=True, slots=True)
class Proof:
    """One example and what it found: no differences when the page and the engine agree."""

    pack: Pack
    example: Example
    differences: tuple[str, ...]


def prove(packs: Iterable[Pack]) -> list[Proof]:
    """Every example of every pack's page, judged. Raises RuleError when an example can't be read."""
    return [proof for pack in packs for proof in _proofs(pack)]


def _proofs(pack: Pack) -> Iterator[Proof]:
    """The proofs of one page. Each set of answers to its questions makes a pack of its own, read once."""
    page, answered = read_page(pack.path), {}
    for example in read_examples(page, pack):
        assert example.pr is not None  # noqa: S101 - read_examples sees to it
        answers = {f"{pack.id}/{name}": answer for name, answer in example.valg.items()}
        key = tuple(answers.items())
        if key not in answered:
            answered[key] = read_pack(page, answers)
        tables, asked = Tables.from_rows(example.tables), _asked(answered[key], example)
        funds = audit(tables, [asked], pr=example.pr, kendt_pr=example.kendt_pr).to_dicts()
        yield Proof(pack, example, tuple(text for row in example.expected for text in _differences(row, funds)))


def _asked(pack: Pack, example: Example) -> Pack:
    """The pack with the krav that the facit names, and the shares, which its funds tell of: the others are not looked at."""
    named = {row["krav"] for row in example.expected}
    return replace(pack, krav=tuple(krav for krav in pack.krav if krav.id in named or krav.form == "andel"))


def _differences(wanted: dict[str, Any], funds: list[dict[str, Any]]) -> list[str]:
    """What the funds of a krav and number say otherwise than the facit."""
    number = wanted.get("nr")
    name = f"{wanted['krav'] or 'uden krav'}{f' nr. {number}' if number else ''}"
    found = [
        fund
        for fund in funds
        if fund["krav"] == wanted["krav"]
        and number in (None, fund["nr"])
        and wanted.get("forloeb_id", fund["forloeb_id"]) == fund["forloeb_id"]
    ]
    if wanted["status"] == NO_FUND:
        return [
            f"{name}: siden siger ingen, motoren siger {fund['status']} med frist {fund['frist']}" for fund in found
        ]
    if not found:
        return [f"{name}: siden siger {wanted['status']}, motoren danner ingen forpligtelse"]
    return [
        f"{name}, {column}: siden siger {value}, motoren siger {found[0][column]}"
        for column, value in wanted.items()
        if _said(column, found[0][column]) != _said(column, value)
    ]


def _said(column: str, value: Any) -> Any:  # noqa: ANN401 - any value of a fund
    """The value; of remarks those about the duty, for an example has no history of who was responsible."""
    if column != "bemaerkning" or value is None:
        return value
    return "; ".join(remark for remark in value.split("; ") if remark != REMARKS[0]) or None
