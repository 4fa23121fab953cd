"""Which files a run of the lists writes, what they are called, and the manifest that goes with them. Nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid import output
from rettid.errors import UsageError
from rettid.lists import parts
from rettid.manifest import of_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from rettid.lists.model import Lists
    from rettid.manifest import Named

FORMATS = ("xlsx", "html", "ics", *output.FORMATS)


def asked_formats(text: str | None) -> tuple[str, ...]:
    """The formats that were asked for ("xlsx,ics"), else xlsx. Raises UsageError for one that is none."""
    asked = [name.strip().lower() for name in (text or FORMATS[0]).split(",") if name.strip()]
    for name in asked:
        if name not in FORMATS:
            raise UsageError(f'--format: "{name}" er ikke et format for lister. Vælg blandt: {", ".join(FORMATS)}.')
    return tuple(form for form in FORMATS if form in asked)


def file_name(pr: date, form: str, part: str = "") -> str:
    """The name of a list of a day, or of someone's part of it.

    >>> from datetime import date
    >>> file_name(date(2018, 8, 27), "csv"), file_name(date(2018, 8, 27), "ics", "bo-lund")
    ('rettid-liste-2018-08-27.csv', 'rettid-liste-2018-08-27-bo-lund.ics')
    """
    return f"rettid-liste-{pr.isoformat()}{f'-{part}' if part else ''}.{form}"


def writer(form: str) -> Callable[[Lists], bytes]:
    """What makes the bytes of a format; not of workbooks, nor of calendars, which are one per caseworker."""
    if form == "html":
        from rettid.lists.page import page  # noqa: PLC0415  only for this format

        return lambda lists: page(lists).encode()
    from rettid.lists.data import data_bytes  # noqa: PLC0415  as above

    return lambda lists: data_bytes(lists, form)


def made(  # noqa: PLR0913 - how the lists are divided
    lists: Lists,
    form: str,
    write: Callable[[Lists], bytes],
    *,
    part: str = "",
    delt: bool = False,
    pr_team: bool = False,
) -> dict[str, bytes]:
    """The files of a run by name: the whole list, or one per team; with `delt` one per caseworker too.

    `part` is what a list of one team is called by (`--team`).
    """
    found: dict[str, Lists] = dict(parts.by_team(lists)) if pr_team else {"": lists}
    for slug, own in parts.by_caseworker(lists).items() if delt else ():
        found[parts.free(slug, found)] = own
    names = {slug: "-".join(name for name in (part, slug) if name) for slug in found}
    return {file_name(lists.summary.pr, form, names[slug]): write(own) for slug, own in found.items()}


def calendar_files(lists: Lists, part: str = "") -> dict[str, bytes]:
    """The calendars of a run by name: one per caseworker. `part` is what a list of one team is called by."""
    from rettid.lists.calendar import calendars  # noqa: PLC0415  icalendar takes a tenth of a second

    pr, begins = lists.summary.pr, f"{part}-" if part else ""
    return {file_name(pr, "ics", f"{begins}{slug}"): content for slug, content in calendars(lists).items()}


def manifest_file(
    lists: Lists, form: str, files: Mapping[str, bytes], *, part: str = "", before: Iterable[Named] = ()
) -> dict[str, bytes]:
    """The manifest of a run by name: one for all its files, called after the whole list.

    `before`: the files that were read as the list before.
    """
    asked = {
        "personhenfoerbar": lists.personal,
        "liste_foer_pr": lists.since.pr.isoformat() if lists.since.pr else None,
        "horisont": str(lists.choice.horisont),
        "raekker": {"linjer": lists.lines.height} | lists.since.counts,
    }
    told = of_run(lists.summary, files, beside={"liste_foer": before}, more=asked)
    return {output.manifest_name(file_name(lists.summary.pr, form, part)): output.manifest_bytes(told)}
