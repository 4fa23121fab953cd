"""`rettid lists`, step by step: the export, the list before, the new lists, and what is kept of the run."""

from __future__ import annotations

import gc
import hmac
import sys
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from rettid.cli.delivering import below
from rettid.cli.judging import judged, now, today
from rettid.cli.opening import Opening
from rettid.cli.options import say
from rettid.cli.ordering import check, is_due
from rettid.errors import DONE, RettidError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from rettid.cli.earlier import Earlier
    from rettid.cli.ordering import Order
    from rettid.lists.model import Lists
    from rettid.summary import Summary
    from rettid.unattended import Export, Told

_KEY_MARK = b"rettid-liste"
_MARK_LENGTH = 16


def made(order: Order) -> int:
    """Make the lists, and say what they hold; the exit code. Nothing is read on a day that has no list."""
    begun = now()
    if not is_due(order):
        return DONE
    check(order)
    from rettid.unattended import logged, only_run

    with ExitStack() as open_:
        told = open_.enter_context(logged(order.out, "lists", begun, lambda text: say(text, DONE)))
        open_.enter_context(only_run(order.out, begun))
        told.kode = _run(order, told, begun)
        return told.kode


def _run(order: Order, told: Told, begun: datetime) -> int:
    from rettid.cli.earlier import Folder, earlier
    from rettid.intake import secret
    from rettid.lists.model import Lists

    export = _export(order, begun)
    summary = _judged(order, export)
    told.udtraek = [file.sha256 for file in summary.reading.files]
    key = secret.local_key(order.question.noegle or order.setup.noegle)
    mark = hmac.digest(key, _KEY_MARK, "sha256").hex()[:_MARK_LENGTH]
    folder = Folder(order.out, order.part, mark, order.password.text if order.password else None)
    before = earlier(folder, summary, order.forrige, first=order.foerste)
    lists = Lists(summary, order.choice, before.before, summary.reading.cpr, order.columns)
    made = _files(order, lists, mark)
    files = _manifest(order, lists, made, before) | made
    _write(order, files, before)
    told.filer = list(files)
    told.tal = {"forpligtelser": summary.all_funds.height, "linjer": lists.lines.height, **lists.since.counts}
    _tell(order, lists, files, key)
    return below(summary, order.threshold)


def _write(order: Order, files: dict[str, bytes], before: Earlier) -> None:
    """Write the files, the manifest first: it says what a list is held up against, which an edition of it must know.

    Raises ListError where a workbook that would be written over has been saved since it was read.
    """
    from rettid.output import write_files

    books = [order.out / name for name in files if name.endswith(".xlsx")]
    contents = {order.out / name: partial(_fill, content) for name, content in files.items()}
    write_files(contents, lambda: before.check_unchanged(books))


def _tell(order: Order, lists: Lists, files: dict[str, bytes], key: bytes) -> None:
    """Store the run and say what was made; what the screen does stops no run from being stored, nor the other way round."""
    from rettid.screen.lists import show_made

    try:
        _keep(order, lists.summary, key)
    except UsageError:
        with suppress(BrokenPipeError):
            show_made(lists, order.out, files, sys.stdout)
        raise
    show_made(lists, order.out, files, sys.stdout)


def _export(order: Order, begun: datetime) -> Export:
    """The export to take. Raises NotNowError for one that is still being written."""
    from rettid.unattended import given_export, newest_export, refuse_unfinished

    filer = order.question.filer
    if not order.nyeste:
        return given_export(filer)
    export = newest_export(filer[0], apart_from=[order.out])
    refuse_unfinished(export, begun)
    return export


def _judged(order: Order, export: Export) -> Summary:
    from rettid.unattended import refuse_old

    filer = list(export.files) if order.nyeste else order.question.filer
    summary = judged(replace(order.question, filer=filer), Opening(order.kodning, order.spoerg, order.setup))
    if order.age is not None:
        refuse_old(export, summary.reading.extracted, order.age, today())
    return summary


def _files(order: Order, lists: Lists, mark: str) -> dict[str, bytes]:
    """Every file of the run by its name, in each of the formats."""
    from rettid.lists.files import calendar_files, made, writer

    found: dict[str, bytes] = {}
    for form in order.forms:
        if form == "ics":
            found |= calendar_files(lists, order.part)
            continue
        write = _workbooks(order, lists, mark) if form == "xlsx" else writer(form)
        found |= made(lists, form, write, part=order.part, delt=order.delt, pr_team=order.pr_team)
    return found


def _workbooks(order: Order, lists: Lists, mark: str) -> Callable[[Lists], bytes]:
    """What makes the workbook of the lists or of a part of them, locked where that was asked for."""
    from rettid.lists.beside import beside
    from rettid.lists.encrypted import encrypted
    from rettid.lists.parts import OwnLists
    from rettid.lists.workbook import write_workbook

    around = beside(lists, order.places.places if order.places else None)

    def workbook(own: Lists) -> bytes:
        file = BytesIO()
        alone = own.whose.navn if isinstance(own, OwnLists) and own.whose.kolonne == "sagsbehandler" else None
        with _uncollected():
            write_workbook(own, file, beside=around if own is lists else around.of(own), key=mark, alone=alone)
        return encrypted(file.getvalue(), order.password) if order.password else file.getvalue()

    return workbook


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage in circles: of the many cells that are made none is."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _manifest(order: Order, lists: Lists, files: dict[str, bytes], before: Earlier) -> dict[str, bytes]:
    from rettid.lists.files import file_name, manifest_file
    from rettid.output import manifest_name

    beside = order.out / manifest_name(file_name(lists.summary.pr, order.forms[0], order.part))
    return manifest_file(lists, order.forms[0], files, part=order.part, before=before.named(beside))


def _fill(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def _keep(order: Order, summary: Summary, key: bytes) -> None:
    """Store the run, and let old ones go. The lists are there already, and are told to be if it fails."""
    from rettid.store import open_store
    from rettid.store.record import record
    from rettid.store.retention import first_kept

    try:
        store = open_store(order.history)
        store.save(record(summary, key))
        if order.setup.slet_aeldre_end is not None:
            store.delete_before(first_kept(order.setup.slet_aeldre_end, today()))
        for told in store.faults():
            say(f"NB: {told}", DONE)
    except (RettidError, KeyboardInterrupt) as fault:
        why = str(fault) or "Den blev afbrudt. Lav listerne igen, så gemmes den."
        raise UsageError(f"Listerne er skrevet, men kørslen er ikke gemt i historikken. {why}") from fault
