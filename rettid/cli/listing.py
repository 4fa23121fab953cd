"""`rettid lists`, step by step: what was asked, the export, the list before, the new lists, and what is kept of the run."""

from __future__ import annotations

import hashlib
import hmac
import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property, partial
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from rettid.cli.delivering import below, percent
from rettid.cli.judging import Question, judged, now, today
from rettid.cli.opening import Opening, configured
from rettid.cli.options import DONE, say
from rettid.errors import RettidError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from rettid.catalogue import Catalogue
    from rettid.configuration import Configuration
    from rettid.lists.encrypted import Password
    from rettid.lists.lines import Choice
    from rettid.lists.memory import Before
    from rettid.lists.model import Lists
    from rettid.periods import Period
    from rettid.summary import Summary
    from rettid.unattended import Export, Told

WEEKLY = "2 uger"
_KEY_MARK = b"rettid-liste"
_MARK_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class Order:
    """What `rettid lists` is asked, as the options stand."""

    question: Question
    out: Path
    horisont: str | None
    ugentlig: bool
    kolonner: str | None
    a_kasse: bool
    delt: bool
    pr_team: bool
    forrige: Path | None
    foerste: bool
    format: str | None
    tilbudsvifte: Path | None
    adgangskode_fil: Path | None
    nyeste: bool
    hoejst_gammel: str | None
    hver_14_dag_fra: str | None
    uger: str | None
    historik: str | None
    kodning: str | None
    spoerg: bool
    opsaetning: Path | None
    fejl_under: str | None

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The formats that were asked for."""
        from rettid.lists.files import asked_formats

        return asked_formats(self.format)

    @cached_property
    def setup(self) -> Configuration:
        """The configuration."""
        return configured(self.opsaetning)

    @cached_property
    def threshold(self) -> float | None:
        """The limit of `--fejl-under`, else the configuration's."""
        return self.setup.fejl_under if self.fejl_under is None else percent(self.fejl_under, "--fejl-under")

    @cached_property
    def choice(self) -> Choice:
        """What the municipality wants on its lists: the options, else the configuration, else the usual."""
        from rettid.lists.lines import HORIZON, LONGEST_HORIZON, Choice

        if self.horisont is not None and self.ugentlig:
            raise UsageError("--ugentlig rækker to uger frem; sig enten --ugentlig eller --horisont.")
        text = WEEKLY if self.ugentlig else self.horisont
        horizon = (self.setup.horisont or HORIZON) if text is None else _period(text, "--horisont")
        if horizon.days_at_most > LONGEST_HORIZON.days_at_most:
            raise UsageError(f"Horisonten {horizon} er for lang: frister kendes højst {LONGEST_HORIZON} frem.")
        return Choice(horizon, self.setup.forberedelse, self.a_kasse or self.setup.a_kasse)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The optional columns that were asked for."""
        from rettid.lists.choosing import columns_named

        if self.kolonner is not None:
            return columns_named([self.kolonner])
        return columns_named(self.setup.kolonner, f"{self.setup.fil}, kolonner")

    @cached_property
    def part(self) -> str:
        """What the list of a single team is called by; empty for the list of them all."""
        from rettid.fixlists import file_names

        team = self.question.team
        return "" if team is None else file_names([team])[0].removesuffix(".csv")

    @cached_property
    def places(self) -> Catalogue | None:
        """The free places in offers; None where no catalogue was given."""
        from rettid.catalogue import read_catalogue

        return None if self.tilbudsvifte is None else read_catalogue(self.tilbudsvifte)

    @cached_property
    def password(self) -> Password | None:
        """The password of the workbooks; None where they are not locked. Says so where others can read it."""
        from rettid.lists.encrypted import password_in, seen_by_others

        if self.adgangskode_fil is None:
            return None
        found = password_in(self.adgangskode_fil)
        if told := seen_by_others(self.adgangskode_fil):
            say(told, DONE)
        return found


def _period(text: str, option: str) -> Period:
    from rettid.periods import parse_period

    try:
        return parse_period(text)
    except ValueError:
        raise UsageError(f'{option}: "{text}" er ikke en tid. Skriv for eksempel {option} "6 uger".') from None


def made(order: Order) -> int:
    """Make the lists, and say what they hold; the exit code. Nothing is read on a day that has no list."""
    begun = now()
    if not _is_due(order):
        return DONE
    _check(order)
    from rettid.unattended import logged, only_run

    with ExitStack() as open_:
        told = open_.enter_context(logged(order.out, "lists", begun, lambda text: say(text, DONE)))
        open_.enter_context(only_run(order.out, begun))
        told.kode = _run(order, told, begun)
        return told.kode


def _check(order: Order) -> None:
    """Raises UsageError for wrong options and files before anything is read that may take a while."""
    if order.pr_team and order.question.team is not None:
        raise UsageError("--pr-team skriver en fil pr. team; sig enten --pr-team eller --team.")
    if order.forrige is not None and order.foerste:
        raise UsageError("--foerste begynder forfra; sig enten --foerste eller --forrige.")
    _ = (order.forms, order.choice, order.columns, order.threshold, order.password, order.places)


def _is_due(order: Order) -> bool:
    if order.hver_14_dag_fra is None:
        if order.uger is not None:
            raise UsageError("--uger: sig også, hvornår den første liste laves: --hver-14-dag-fra DATO.")
        return True
    from rettid.rhythm import is_list_day, parse_rhythm
    from rettid.screen.schedule import not_today

    rhythm = parse_rhythm(order.hver_14_dag_fra, order.uger, "--hver-14-dag-fra")
    if is_list_day(today(), rhythm.first, rhythm.uger):
        return True
    print(not_today(today(), rhythm))
    return False


def _run(order: Order, told: Told, begun: datetime) -> int:
    from rettid.intake import secret
    from rettid.lists.files import manifest_file
    from rettid.lists.model import Lists
    from rettid.output import write_files
    from rettid.screen.lists import show_made

    export = _export(order, begun)
    summary = _judged(order, export)
    told.udtraek = [file.sha256 for file in summary.reading.files]
    key = secret.local_key(order.question.noegle or order.setup.noegle)
    mark = hmac.digest(key, _KEY_MARK, "sha256").hex()[:_MARK_LENGTH]
    before, read = _before(order, summary, mark)
    lists = Lists(summary, order.choice, before, summary.reading.cpr, order.columns)
    files = _files(order, lists, mark)
    files |= manifest_file(lists, order.forms[0], files, part=order.part, before=[_named(path) for path in read])
    write_files({order.out / name: partial(_fill, content) for name, content in files.items()})
    told.filer = list(files)
    told.tal = {"forpligtelser": summary.all_funds.height, "linjer": lists.lines.height, **lists.since.counts}
    show_made(lists, order.out, files, sys.stdout)
    _keep(order, summary, key)
    return below(summary, order.threshold)


def _export(order: Order, begun: datetime) -> Export:
    """The export to take. Raises NotNowError for one that is still being written."""
    from rettid.unattended import given_export, newest_export, refuse_unfinished

    filer = order.question.filer
    if not order.nyeste:
        return given_export(filer)
    if len(filer) != 1 or not filer[0].is_dir():
        raise UsageError("--nyeste: giv én mappe; det nyeste udtræk i den bliver taget.")
    export = newest_export(filer[0], apart_from=[order.out])
    refuse_unfinished(export, begun)
    return export


def _judged(order: Order, export: Export) -> Summary:
    from rettid.unattended import parse_age, refuse_old

    age = None if order.hoejst_gammel is None else parse_age(order.hoejst_gammel)
    filer = list(export.files) if order.nyeste else order.question.filer
    summary = judged(replace(order.question, filer=filer), Opening(order.kodning, order.spoerg, order.setup))
    if age is not None:
        refuse_old(export, summary.reading.extracted, age, today())
    return summary


def _before(order: Order, summary: Summary, mark: str) -> tuple[Before | None, list[Path]]:
    """The list to compare with, and the files that were read for it.

    With `--forrige` that list, and with `--foerste` none; what people have typed in an edition of this very day goes with
    it all the same, for that edition is written over.
    """
    from rettid.lists.editions import with_edition
    from rettid.lists.readback import check_fits, newest_list, read_before_all

    password = order.password.text if order.password else None
    newest = newest_list(order.out, summary.pr, part=order.part or None)
    edition = [path for path in newest if f"-{summary.pr.isoformat()}" in path.name]
    given = [order.forrige] if order.forrige else [] if order.foerste else newest
    before = read_before_all(given, password=password) if given else None
    if before is not None:
        check_fits(before, summary, mark)
    if not edition or given == newest or order.forrige in edition:
        return before, given
    own = read_before_all(edition, password=password)
    check_fits(own, summary, mark)
    return with_edition(before, own), [*given, *edition]


def _files(order: Order, lists: Lists, mark: str) -> dict[str, bytes]:
    """Every file of the run by its name, in each of the formats."""
    from rettid.lists.files import calendar_files, made, writer

    found: dict[str, bytes] = {}
    for form in order.forms:
        if form == "ics":
            found |= calendar_files(lists)
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
        write_workbook(own, file, beside=around if own is lists else around.of(own), key=mark, alone=alone)
        return encrypted(file.getvalue(), order.password) if order.password else file.getvalue()

    return workbook


def _named(path: Path) -> tuple[str, str]:
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def _fill(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def _keep(order: Order, summary: Summary, key: bytes) -> None:
    """Store the run, and let old ones go. The lists are there already, and are told to be if it fails."""
    from rettid.store import open_store
    from rettid.store.record import record
    from rettid.store.retention import first_kept

    place = order.historik or order.setup.historik_sted or order.out / "historik"
    try:
        store = open_store(place)
        store.save(record(summary, key))
        if order.setup.slet_aeldre_end is not None:
            store.delete_before(first_kept(order.setup.slet_aeldre_end, today()))
        for told in store.faults():
            say(f"NB: {told}", DONE)
    except RettidError as fault:
        raise UsageError(f"Listerne er skrevet, men kørslen er ikke gemt i historikken. {fault}") from fault
