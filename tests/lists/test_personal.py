"""Whom a row is about: case number and initials, and name and CPR number only where they were asked for."""

from __future__ import annotations

import polars as pl

from tests.asking import only
from tests.lists.made import FIRST, by_name, everybody, fortnight, lists_of, typed

NUMBER = "610180-1234"


def test_a_citizen_is_the_case_number_and_initials() -> None:
    assert set(fortnight().lines.filter(sag="4711")["borger"]) == {"4711 · N.E."}


def test_name_and_number_where_they_were_asked_for() -> None:
    lists = by_name(fortnight(), {"4711": NUMBER})
    assert set(lists.lines.filter(sag="4711")["borger"]) == {f"4711 · Navn11 Efternavn · {NUMBER}"}
    assert set(lists.lines.filter(sag="4712")["borger"]) == {"4712 · Navn12 Efternavn"}


def test_the_numbers_are_not_printed_with_the_lists() -> None:
    lists = by_name(fortnight(), {"4711": NUMBER})
    assert NUMBER not in repr(lists)


def test_what_the_list_before_showed_by_name_this_list_shows_by_initials() -> None:
    """Rows that have gone are known from the old workbook, which may have been made with --personhenfoerbar."""
    by = by_name(lists_of(*everybody(), pr=FIRST), {"4711": NUMBER, "4721": NUMBER, "4722": NUMBER})
    before = typed(by)
    assert before.rows.filter(pl.col("borger").str.contains(NUMBER)).height
    here = [case for case in everybody() if case[0]["forloeb_id"] in {"4711", "4722"}]
    here[0] = (here[0][0] | {"slutdato": by.summary.pr}, [])
    lists = lists_of(*here, before=before)
    assert set(lists.since.left.filter(sag="4711")["borger"]) == {"4711 · N.E."}, "known from the export"
    assert set(lists.since.left.filter(sag="4721")["borger"]) == {"4721"}, "no longer in the export"
    found = by_name(lists, {}).since.left
    assert set(found.filter(sag="4721")["borger"]) == {f"4721 · Navn21 Efternavn · {NUMBER}"}


def test_a_row_that_left_the_export_keeps_its_initials() -> None:
    before = typed(lists_of(*everybody(), pr=FIRST))
    lists = lists_of(everybody()[1], before=before)
    assert set(lists.since.left.filter(sag="4721")["borger"]) == {"4721 · N.E."}


def test_a_row_that_has_gone_says_whose_it_was() -> None:
    row = fortnight().since.left.head(1)
    assert only(row.select("borger_id", "team")) == {"borger_id": "borger-4721", "team": "Team B"}
