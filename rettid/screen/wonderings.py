"""The questions of `rettid whatif`, in words: what is asked, what is told besides, and what is taken for granted."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from rettid.forecast.whatif.agreed import agreed
from rettid.forecast.whatif.away import away, known
from rettid.forecast.whatif.hours import more_hours
from rettid.forecast.whatif.places import more_places
from rettid.forecast.whatif.planned import planned
from rettid.periods import Period
from rettid.screen import danish
from rettid.whatifs import Wondering

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from rettid.forecast.whatif.past import Outcome, Past


def start_week(name: str, weeks: Sequence[int], stay: Period, slip: int) -> Wondering:
    """An offer that begins in week N of unemployment."""
    return Wondering(
        "tilbud",
        f"{name} begynder i uge {_range(weeks)}",
        {
            "nye_pr_uge": "Nye pr. uge",
            "deltageruger": "Uger i tilbud",
            "forsinket_rettidige": "Forsinket: til tiden",
            "forsinket_forfaldne": "",
        },
        lambda past: planned(past, weeks, stay, slip),
        [
            (
                f"Alle, der ikke er begyndt i et tællende tilbud efter N uger på lovens eget ur, begynder i {name} den dag, hvis "
                "forløbet da stadig er i gang og ingen fritagelse dækker dagen. De tilbud, der er begyndt før, står, som de er."
            ),
            "Giver loven nogle en frist på tre måneder eller mindre, er det kun for dem, starten rykkes frem (de andre har seks måneder).",
            (
                f"Uger i tilbud: hver deltager bliver i {stay}, eller til forløbet slutter. At alle begynder på dagen, er det "
                f"bedste, der kan ske. Forsinket: hvor mange frister der holdes, hvis hver start er {danish.days(slip)} forsinket."
            ),
        ],
        lambda past, _: [_example(past, weeks, slip)],
    )


def _example(past: Past, weeks: Sequence[int], slip: int) -> str:
    """The days of a forløb that began on a Monday, for weeks and months are not the same (inventory A.2)."""
    first = past.span.first
    monday = first + timedelta(days=-first.weekday() % 7)
    days = ", ".join(f"uge {week} {danish.day(monday + timedelta(weeks=week))}" for week in weeks)
    late = monday + timedelta(weeks=max(weeks), days=slip)
    limits = ", ".join(
        f"{limit} {danish.day(limit.after_day(monday))}" for limit in (Period(13, "uger"), Period(3, "måneder"))
    )
    return (
        f"Et forløb begyndt mandag {danish.day(monday)}: {days}; {danish.days(slip)} efter uge {max(weeks)} er {danish.day(late)}. "
        f"Frister uden pauser: {limits}."
    )


def hours(numbers: list[Fraction], minutes: Fraction) -> Wondering:
    """More hours a week for interviews."""
    asked = "–".join(_plain(each) for each in numbers)
    return Wondering(
        "samtale",
        f"{asked} timer mere om ugen til samtaler à {_plain(minutes)} minutter",
        {
            "flere_pr_uge": "Flere pr. uge",
            "brugt_pr_uge": "Brugt pr. uge",
            "pukkel_nul_uge": "",
            "pukkel_vaek_om": "",
        },
        lambda past: more_hours(past, numbers, minutes),
        [
            (
                "Hver uges første dag holdes de ekstra samtaler med dem, der er overskredet, den ældste frist først, og så med dem, "
                "hvis frist er inden for 14 dage. Ingen ved, hvem der alligevel ville være set i tide; tider, ingen har brug for, går tabt."
            ),
            "En samtale opfylder ét nummer af hvert krav, borgeren har et åbent vindue i. Alle ekstra samtaler bliver holdt.",
            "Puklen fremad: dagens pukkel, der vokser pr. uge, som den gjorde i perioden, når alle ekstra samtaler går til den.",
        ],
        _cleared,
    )


def _cleared(past: Past, answers: Sequence[Outcome]) -> list[str]:
    """The week in which nobody is overdue any more: in the history, and from the day on."""
    lines = []
    for each in answers:
        week, ahead = each.mere["pukkel_nul_uge"], each.mere["pukkel_vaek_om"]
        then = (
            f"er 0 i historikken første gang i {_week(past.span.first, week)}" if week else "bliver ikke 0 i perioden"
        )
        now = _week(past.pr, ahead) if ahead else "der er ingen nu" if ahead == 0 else "ikke, som den vokser"
        lines.append(f"{each.navn}: puklen {then}; fra {danish.day(past.pr)} og frem: {now}.")
    return lines


def _week(first: date, number: float) -> str:
    """The week of that number from the day `first` on."""
    day = first + timedelta(weeks=int(number) - 1)
    return f"{int(number)}. uge (fra {danish.day(day)})"


def places(numbers: Sequence[int], stay: Period, lead: Period) -> Wondering:
    """More places in offers."""
    return Wondering(
        "tilbud",
        f"{'–'.join(map(str, numbers))} løbende pladser med ophold på {stay}",
        {"mulige_pr_uge": "Mulige pr. uge", "brugt_pr_uge": "Brugt pr. uge"},
        lambda past: more_places(past, numbers, stay, lead),
        [
            f"En plads er en borgers i {stay} og bliver taget igen med det samme: mulige starter pr. uge = pladser / ophold.",
            (
                f"Periodens egne tilbud er taget ud, og alle, der skylder et første tilbud, får en plads, når der er en, "
                f"tidligst {lead} før fristen og den nærmeste frist først. Alle pladser kan bruges af alle."
            ),
        ],
        lambda _past, _answers: [],
    )


def absence(name: str, first: date, last: date) -> Wondering:
    """A caseworker away."""
    return Wondering(
        "samtale",
        f"{name} er væk {danish.day(first)} til {danish.day(last)}",
        {"beroert": "Berørt", "beroert_pr_uge": "Berørt pr. uge"},
        lambda past: away(past, known(past, name), first, last),
        [
            (
                "De samtaler, personen holdt i dagene (efter samtalens sagsbehandler, ellers sagens ansvarlige den dag), er flyttet til "
                "den første dag efter eller slet ikke holdt. Det, der virkelig ville være sket, ligger imellem; andre har ikke dækket."
            ),
            "Tallet om samtaler er et tal om planlægning, ikke om medarbejderen.",
        ],
        lambda _past, _answers: [],
    )


def earlier_interview(number: int) -> Wondering:
    """An offer agreed on at an earlier interview."""
    return Wondering(
        "tilbud",
        f"tilbuddet aftales ved samtale {number} i stedet for ved samtale {number + 1}",
        {"flyttet": "Flyttet", "dage_frem": "Dage før (median)"},
        partial(agreed, number=number),
        [
            (
                f"Første tilbud, der begyndte efter samtale {number + 1} og før den næste, begynder lige så mange dage "
                f"efter samtale {number}, som de begyndte efter samtale {number + 1}, og varer lige så længe. De andre er uændrede."
            ),
            "Alle holdte samtaler i forløbet tæller med i nummeret, uanset type.",
        ],
        lambda _past, _answers: [],
    )


def _range(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _plain(number: Fraction) -> str:
    return danish.decimal(float(number), 0 if number.denominator == 1 else 1)
