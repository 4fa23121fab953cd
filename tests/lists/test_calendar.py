"""The calendar files: an event a line, on the last responsible day, and nothing in it that names a citizen."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from icalendar import Calendar

from rettid.lists.calendar import calendars
from tests.asking import held, on
from tests.lists.made import FIRST, by_name, fortnight, lists_of, person, typed

if TYPE_CHECKING:
    from rettid.lists.model import Lists

Row = dict[str, Any]


def events(content: bytes) -> dict[str, Row]:
    """What a program reads in the calendar, by the id of the event."""
    found = Calendar.from_ical(content).walk("VEVENT")
    return {
        str(each["uid"]): {
            "dag": each.decoded("dtstart"),
            "til": each.decoded("dtend"),
            "hvad": str(each["summary"]),
            "tekst": str(each["description"]),
            "udgave": each["sequence"],
        }
        for each in found
    }


def every_event(lists: Lists) -> dict[str, Row]:
    return {uid: row for content in calendars(lists).values() for uid, row in events(content).items()}


def test_each_caseworker_has_her_own_and_each_line_is_one_event() -> None:
    lists = fortnight()
    found = calendars(lists)
    assert list(found) == ["bo-lund", "ida-holm", "uden-ansvarlig"]
    for slug, worker in (("bo-lund", "Bo Lund"), ("ida-holm", "Ida Holm"), ("uden-ansvarlig", None)):
        assert set(events(found[slug])) == set(lists.of(worker)["fund_id"])
    assert len(every_event(lists)) == lists.lines.height


def test_an_event_stands_on_the_last_responsible_day_and_tells_the_deadline() -> None:
    lists = lists_of((person(11), []))
    (line,) = lists.lines.filter(titel="Første tilbud").to_dicts()
    event = every_event(lists)[line["fund_id"]]
    assert (event["dag"], event["til"]) == (date(2018, 9, 3), date(2018, 9, 4))
    assert event["hvad"] == "Start tilbud: Første tilbud, sag 4711 (frist 01-10-2018)"
    assert event["tekst"].splitlines() == [
        "Sag: 4711",
        "Frist: 01-10-2018",
        "Seneste ansvarlige dag: 03-09-2018",
        "Næste aftale: –",
        "Bolden er hos: os",
        f"Paragraf: {line['hjemmel']}",
        "Fra listen pr. 27-08-2018. Noter og handlinger står i den.",
    ]


def test_what_is_overdue_stands_on_the_day_of_the_list() -> None:
    lists = fortnight()
    overdue = lists.lines.filter(status="mangler")
    found = every_event(lists)
    assert {found[uid]["dag"] for uid in overdue["fund_id"]} == {lists.summary.pr}
    assert all("overskredet)" in found[uid]["hvad"] for uid in overdue["fund_id"])


def test_a_case_that_nobody_has_asks_for_somebody() -> None:
    found = events(calendars(fortnight())["uden-ansvarlig"])
    assert "Find en ansvarlig: sag 4731" in {event["hvad"] for event in found.values()}


def test_the_next_edition_takes_the_place_of_the_one_before() -> None:
    cases = [(person(11), [])]
    first, second = every_event(lists_of(*cases, pr=FIRST)), every_event(lists_of(*cases))
    both = set(first) & set(second)
    assert both
    assert all(first[uid]["udgave"] < second[uid]["udgave"] for uid in both)


def test_no_names_and_no_notes_even_where_names_were_asked_for() -> None:
    cases = [(person(11), []), (person(12), [held("2018-08-30") | {"status": "planlagt"}])]
    before = typed(lists_of(*cases, pr=FIRST), note="Hanne Hansen ringede")
    lists = by_name(lists_of(*cases, before=before), {"4711": "610180-1234"})
    text = b"".join(calendars(lists).values()).replace(b"\r\n ", b"").decode()
    assert "4711" in text
    assert not re.search("Efternavn|N\\.E\\.|Hanne|610180|borger-", text)


def test_it_is_what_the_standard_says() -> None:
    for content in calendars(fortnight()).values():
        lines = content.split(b"\r\n")
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert max(map(len, lines)) <= 75
        assert lines[0] == b"BEGIN:VCALENDAR"
        calendar = Calendar.from_ical(content)
        assert calendar["version"] == "2.0"
        assert calendar["prodid"].startswith("-//rettid//")
        assert {str(each["dtstamp"].to_ical(), "ascii") for each in calendar.walk("VEVENT")} == {"20180827T000000Z"}


def test_a_name_with_signs_of_the_format_stays_one_name() -> None:
    (content,) = calendars(lists_of((person(11, "Bo\r\nBEGIN:VEVENT; x, y"), []))).values()
    calendar = Calendar.from_ical(content)
    assert len(calendar.walk("VEVENT")) == len(events(content))
    assert b"NAME:Frister: Bo BEGIN:VEVENT\\; x\\, y\r\n" in content


def test_the_same_lists_give_the_same_bytes() -> None:
    cases = [(person(11), []), (person(12, "Bo Lund", startdato=on("2018-05-01")), [])]
    assert calendars(lists_of(*cases)) == calendars(lists_of(*cases))
