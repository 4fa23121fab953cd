"""What `rettid lists` is asked: the options as they stand, what they mean, and whether they can be so together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rettid.cli.delivering import percent
from rettid.cli.judging import Question, today
from rettid.cli.opening import configured
from rettid.cli.options import say
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.catalogue import Catalogue
    from rettid.configuration import Configuration
    from rettid.lists.encrypted import Password
    from rettid.lists.lines import Choice
    from rettid.periods import Period

WEEKLY = "2 uger"


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
        from rettid.lists.lines import LONGEST_HORIZON, Choice
        from rettid.periods import HORIZON

        if self.horisont is not None and self.ugentlig:
            raise UsageError("--ugentlig rækker to uger frem; sig enten --ugentlig eller --horisont.")
        text = WEEKLY if self.ugentlig else self.horisont
        horizon = (self.setup.horisont or HORIZON) if text is None else _period(text, "--horisont")
        if horizon.days_at_most > LONGEST_HORIZON.days_at_most:
            raise UsageError(f"Horisonten {horizon} er for lang: frister kendes højst {LONGEST_HORIZON} frem.")
        return Choice(horizon, self.setup.forberedelse, self.a_kasse or self.setup.a_kasse)

    @cached_property
    def age(self) -> Period | None:
        """How old the export may be."""
        from rettid.unattended import parse_age

        return None if self.hoejst_gammel is None else parse_age(self.hoejst_gammel)

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

    @property
    def history(self) -> str | Path:
        """Where the run is stored."""
        return self.historik or self.setup.historik_sted or self.out / "historik"

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


def check(order: Order) -> None:
    """Raises UsageError for wrong options and files before anything is read that may take a while."""
    from rettid.spans import parse_day
    from rettid.store.address import database, is_url

    if order.pr_team and order.question.team is not None:
        raise UsageError("--pr-team skriver en fil pr. team; sig enten --pr-team eller --team.")
    if order.forrige is not None and order.foerste:
        raise UsageError("--foerste begynder forfra; sig enten --foerste eller --forrige.")
    if order.nyeste and (len(order.question.filer) != 1 or not order.question.filer[0].is_dir()):
        raise UsageError("--nyeste: giv én mappe; det nyeste udtræk i den bliver taget.")
    if not order.nyeste and order.out.resolve() in {path.resolve() for path in order.question.filer}:
        raise UsageError(
            f"--out {order.out}: det er udtrækkets mappe, og næste gang ville listerne blive læst som udtræk. Vælg en anden mappe."
        )
    if is_url(order.history):
        database(order.history)
    if order.question.pr is not None:
        parse_day(order.question.pr, "--pr")
    _ = (order.forms, order.choice, order.age, order.columns, order.threshold, order.password, order.places)
    _check_locked(order)


def _check_locked(order: Order) -> None:
    """Raises UsageError where a password is given for files that can't have any; says which others are not locked."""
    if order.password is None:
        return
    if "xlsx" not in order.forms:
        raise UsageError(
            f"--adgangskode-fil låser projektmapper, og --format {','.join(order.forms)} giver ingen. Tag xlsx med, eller udelad koden."
        )
    if unlocked := [form for form in order.forms if form not in ("xlsx", "ics")]:
        say(f"NB: Adgangskoden låser kun projektmapperne. Ulåst bliver: {', '.join(unlocked)}.", DONE)


def is_due(order: Order) -> bool:
    """Whether today is a list day, or none was asked about; says so where it is not. Raises UsageError."""
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
