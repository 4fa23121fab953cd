"""How old an export may be (`--hoejst-gammel`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.errors import UsageError
from rettid.periods import Period, parse_period
from rettid.unattended.faults import NotNowError

if TYPE_CHECKING:
    from datetime import date

    from rettid.unattended.export import Export


def parse_age(text: str, option: str = "--hoejst-gammel") -> Period:
    """The age that `text` names. Raises UsageError."""
    try:
        return parse_period(text)
    except ValueError:
        raise UsageError(
            f'{option}: "{text}" er ikke en alder. Skriv for eksempel {option} "7 dage" eller {option} "2 uger".'
        ) from None


def refuse_old(export: Export, extracted: date | None, limit: Period, today: date) -> None:
    """Nothing, where the export is no older than `limit`, that day included.

    Its age counts from the day it says it was extracted, else from the day its last file was written. Raises
    NotNowError for one that is older, and for one from a day that has not come: then a clock is wrong.
    """
    written = export.skrevet.date()
    since = extracted or written
    told = f"udtrækket er fra {since:%d-%m-%Y}" if extracted else "udtrækket siger ikke selv, hvilken dag det er fra"
    both = f"{export.path.name}: {told}, filen er skrevet {written:%d-%m-%Y}, og i dag er det {today:%d-%m-%Y}"
    if since > today:
        raise NotNowError(
            f"{both}. Dagen er ikke kommet endnu: se, om maskinens ur går rigtigt.", "udtrækkets dag er ikke kommet"
        )
    if limit.after_day(since) < today:
        raise NotNowError(
            f"{both}. Det må højst være {limit} gammelt (--hoejst-gammel). Lav et nyt udtræk, og kør igen.",
            "det nyeste udtræk er for gammelt",
        )
