"""What people have fastened to the cells of a workbook: comments, and threads of them with their answers."""

from __future__ import annotations

import posixpath
from operator import itemgetter
from typing import TYPE_CHECKING

from rettid.intake import markup, sheetxml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from rettid.intake.archive import Archive


_ABOUT_THREADS = "linkid=870924"
"""The end of what Excel writes above the comment that stands in for a thread, in whatever language."""


def on_sheet(archive: Archive, part: str) -> Iterator[tuple[int, int, str]]:
    """Row, column (from 1) and text of each comment on the sheet of this part.

    Of a thread each contribution is one; the comment that old programs show in place of the thread is none, but where a
    program has saved nothing else, it tells what was said. Raises IntakeError for comments that can't be read.
    """
    threads = [told for page in _parts(archive, part, "threadedcomment") for told in _thread(page)]
    places = {place for place, _ in threads}
    notes = [told for page in _parts(archive, part, "comments") for told in _notes(page) if told[0] not in places]
    for place, text in sorted([*threads, *notes], key=itemgetter(0)):
        if text.strip():
            yield (*place, text.rpartition(_ABOUT_THREADS)[2].strip())


def _thread(page: _Element) -> Iterator[tuple[tuple[int, int], str]]:
    for each in page.iter("{*}threadedComment"):
        yield sheetxml.place(each.get("ref", "")), each.findtext("{*}text") or ""


def _notes(page: _Element) -> Iterator[tuple[tuple[int, int], str]]:
    for each in page.iter("{*}comment"):
        yield sheetxml.place(each.get("ref", "")), "".join(run.text or "" for run in each.iterfind("{*}text//{*}t"))


def _parts(archive: Archive, part: str, kind: str) -> Iterator[_Element]:
    """The parts that the sheet has of this kind."""
    folder, _, base = part.rpartition("/")
    relations = f"{folder}/_rels/{base}.rels"
    if relations not in archive.names:
        return
    for each in markup.parsed(archive.name, archive.read(relations)).iter("{*}Relationship"):
        if each.get("Type", "").lower().endswith(f"/{kind}"):
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            yield markup.parsed(archive.name, archive.read(target))
