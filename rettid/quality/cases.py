"""Checks of what stands on the forløb itself, and of who is said to have it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from rettid.continuity import conversion_dates
from rettid.engine.coverage import covered_by
from rettid.engine.duties import completed_years
from rettid.quality.grounds import day, found, is_nobody, is_system, is_team, sentence, whole
from rettid.tables import UNKNOWN

if TYPE_CHECKING:
    from rettid.quality.grounds import Grounds

YOUNGEST, OLDEST = 15, 75
"""Ages between which a person can be on a benefit of these (`formats.md` § 8: a century read wrongly shows here)."""

LONGEST_WAIT = 90
"""Days from the first contact to the start that pass without remark."""

_LETTERS = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "u", "ß": "ss"})


def nobody_responsible(grounds: Grounds) -> pl.LazyFrame:
    """RT-S06, open forløb. A team is somebody, and so is one who has the case now by `ansvar`."""
    if not (grounds.told("forloeb", "sagsbehandler") or grounds.told("forloeb", "team")):
        return whole("RT-S06", "Udtrækket nævner hverken sagsbehandler eller team.")
    now = pl.lit(grounds.pr).is_between(
        pl.col("fra").fill_null(grounds.pr), pl.col("til").fill_null(grounds.pr)
    ) & pl.any_horizontal(pl.col("sagsbehandler", "team").is_not_null())
    rows = grounds.forloeb.filter("aaben", is_nobody(pl.col("sagsbehandler")), is_nobody(pl.col("team")))
    rows = rows.join(grounds.tables["ansvar"].filter(now), on="forloeb_id", how="anti")
    said = pl.coalesce(sentence("Sagsbehandler er »{}«, og", "sagsbehandler"), pl.lit("Ingen sagsbehandler, og"))
    return found(rows, "RT-S06", sentence("{} intet team.", said))


def no_system_deadline(grounds: Grounds) -> pl.LazyFrame:
    """RT-S07, open forløb. Nothing where no open forløb has one: the column was not in the export."""
    without = grounds.forloeb.filter("aaben", pl.col("frist_system").is_null())
    if not grounds.told("forloeb", "frist_system"):
        without = without.limit(0)
    return found(without, "RT-S07", pl.lit("Forløbet er åbent, og fristen er tom."))


def overlapping(grounds: Grounds) -> pl.LazyFrame:
    """RT-S10, on the later forløb. Not for unknown benefits, nor for a forløb that stands in two exports (RT-S23)."""
    person = ["borger_id", "ydelse"]
    known = grounds.forloeb.drop_nulls([*person, "startdato"]).filter(
        (pl.col("slutdato") >= pl.col("startdato")).fill_null(value=True)
    )
    several = known.filter(pl.len().over(person) > 1).sort(*person, "startdato", "nr")
    rows = several.with_columns(
        foer=pl.col("startdato").shift().over(person),
        foer_til=pl.col("slutdato").fill_null(pl.date(9999, 12, 31)).cum_max().shift().over(person),
        foer_fil=pl.col("kilde_fil").shift().over(person),
    ).filter(
        pl.col("startdato") <= pl.col("foer_til"),
        ~((pl.col("startdato") == pl.col("foer")) & pl.col("kilde_fil").ne_missing(pl.col("foer_fil"))),
    )
    until = pl.when(pl.col("foer_til").dt.year() == 9999).then(pl.lit("i dag")).otherwise(day("foer_til"))
    return found(
        rows,
        "RT-S10",
        sentence("Begynder {}, mens et andet forløb på samme ydelse løber til {}.", day("startdato"), until),
    )


def a_system_has_the_case(grounds: Grounds) -> pl.LazyFrame:
    """RT-S11, open forløb. The words are those of `ord.toml`; a robot by a person's name is not caught."""
    rows = grounds.forloeb.filter("aaben", is_system(pl.col("sagsbehandler")))
    return found(rows, "RT-S11", sentence("Sagsbehandler er »{}«.", "sagsbehandler"))


def a_team_has_the_case(grounds: Grounds) -> pl.LazyFrame:
    """RT-S12, open forløb. A shared caseload under another name than a team's is not caught."""
    rows = grounds.forloeb.filter("aaben", is_team(pl.col("sagsbehandler"), teams(grounds)))
    return found(rows, "RT-S12", sentence("Sagsbehandler er »{}«.", "sagsbehandler"))


def same_start(grounds: Grounds) -> pl.LazyFrame:
    """RT-S17, one per file and day. What counts as many is `continuity.conversion_dates`' to say."""
    starts = grounds.forloeb.select("kilde_fil", "startdato").collect()
    shared = conversion_dates(starts).lazy()
    percent = (100 * pl.col("andel")).round().cast(pl.Int64)
    says = sentence("{} forløb ({} %) begynder {}.", "antal", percent, day("startdato"))
    nowhere = {"kilde_ark": pl.String, "kilde_raekke": pl.UInt32, "forloeb_id": pl.String, "nr": pl.UInt32}
    placed = shared.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in nowhere.items())
    return found(placed.with_columns(tabel=pl.lit("forloeb")), "RT-S17", says)


def no_birth_date(grounds: Grounds) -> pl.LazyFrame:
    """RT-S18, open forløb."""
    return _missing(grounds, "RT-S18", "foedselsdato", "fødselsdato", pl.col("aaben"))


def unlikely_age(grounds: Grounds) -> pl.LazyFrame:
    """RT-S19, at the start of the forløb."""
    age = completed_years(pl.col("foedselsdato"), pl.col("startdato"))
    rows = grounds.forloeb.filter(~age.is_between(YOUNGEST, OLDEST))
    return found(rows, "RT-S19", sentence("Alderen er {} år den {}.", age, day("startdato")))


def no_start(grounds: Grounds) -> pl.LazyFrame:
    """RT-S20. Ended forløb too: none of them can be judged."""
    return _missing(grounds, "RT-S20", "startdato", "startdato", pl.lit(value=True))


def no_target_group(grounds: Grounds) -> pl.LazyFrame:
    """RT-S21. Ended forløb too: none of them can be judged."""
    return _missing(grounds, "RT-S21", "maalgruppe", "målgruppe", pl.lit(value=True))


def ended_before_it_began(grounds: Grounds) -> pl.LazyFrame:
    """RT-S28."""
    rows = grounds.forloeb.filter(pl.col("slutdato") < pl.col("startdato"))
    return found(rows, "RT-S28", sentence("Begynder {} og slutter {}.", day("startdato"), day("slutdato")))


def contacted_long_before(grounds: Grounds) -> pl.LazyFrame:
    """RT-S32."""
    contact = pl.col("foerste_henvendelse")
    apart = (pl.col("startdato") - contact).dt.total_days()
    rows = grounds.forloeb.filter(apart > LONGEST_WAIT)
    return found(
        rows,
        "RT-S32",
        sentence("Første henvendelse er {}, {} dage før starten {}.", day(contact), apart, day("startdato")),
    )


def category_no_pack_names(grounds: Grounds) -> pl.LazyFrame:
    """RT-S33, one per file and value, on the first row that has it. Only where a pack that covers the forløb asks for the category."""
    column = "visitationskategori"
    asking = [
        (pack, only) for pack in grounds.packs for krav in pack.krav for only in krav.hvor if only.kolonne == column
    ]
    value = pl.col(column).str.strip_chars().str.to_lowercase()
    asked = pl.any_horizontal(pl.lit(value=False), *(covered_by(pack) for pack, _ in asking))
    named = pl.any_horizontal(
        pl.lit(value=False),
        *(covered_by(pack) & value.is_in([each.strip().lower() for each in only.vaerdier]) for pack, only in asking),
    )
    rows = (
        grounds.forloeb.filter(asked, ~named, ~value.is_in(["", UNKNOWN]))
        .with_columns(ens=value)
        .sort("nr")
        .group_by("kilde_fil", "ens", maintain_order=True)
        .agg(pl.first("kilde_ark", "kilde_raekke", "tabel", "nr", column), antal=pl.len())
        .with_columns(forloeb_id=pl.lit(None, dtype=pl.String))
    )
    says = sentence("{} forløb har visitationskategorien »{}«, og ingen regelside nævner den.", "antal", column)
    return found(rows, "RT-S33", says)


def _missing(grounds: Grounds, kode: str, column: str, name: str, among: pl.Expr) -> pl.LazyFrame:
    """Each forløb `among` them without the field; one finding of all where the export does not have it."""
    if not grounds.told("forloeb", column):
        return whole(kode, f"Intet forløb i udtrækket har {name}.")
    return found(grounds.forloeb.filter(among, pl.col(column).is_null()), kode, pl.lit(f"Feltet {name} er tomt."))


def spelled_two_ways(grounds: Grounds) -> pl.LazyFrame:
    """RT-S24, one per spelling but the commonest, on the first row that has it.

    Only what is the same in a fixed normal form: case, order ("Hansen, Bo"), accents, dots, å as aa. Never a guess:
    initials, e-mail addresses and changed surnames are not caught.
    """
    named = pl.concat(
        [
            frame.select("tabel", "nr", "kilde_fil", "kilde_ark", "kilde_raekke", "sagsbehandler")
            for frame in (grounds.forloeb, grounds.samtaler)
        ]
    ).drop_nulls("sagsbehandler")
    persons = named.filter(~is_system(pl.col("sagsbehandler")), ~is_team(pl.col("sagsbehandler"), teams(grounds)))
    order = ["tabel", "nr"]
    spellings = (
        persons.sort(order)
        .group_by("sagsbehandler", maintain_order=True)
        .agg(pl.first("tabel", "nr", "kilde_fil", "kilde_ark", "kilde_raekke"), antal=pl.len())
        .collect()
    )
    forms = pl.Series("form", [spelling(name) for name in spellings["sagsbehandler"]], dtype=pl.String)
    several = (
        spellings.with_columns(forms)
        .sort("antal", "sagsbehandler", descending=[True, False])
        .with_columns(
            flest=pl.col("sagsbehandler").first().over("form"), flest_antal=pl.col("antal").first().over("form")
        )
        .filter(pl.col("sagsbehandler") != pl.col("flest"))
    )
    says = sentence(
        "»{}« ({} gange) er også skrevet »{}« ({} gange).", "sagsbehandler", "antal", "flest", "flest_antal"
    )
    return found(several.lazy().with_columns(forloeb_id=pl.lit(None, dtype=pl.String)), "RT-S24", says)


def spelling(name: str) -> str:
    """The normal form of a person's name: what two spellings of one name have in common.

    >>> spelling("Hansen, Bo") == spelling("bo hansen") == spelling("Bo  Hansen.")
    True
    >>> spelling("Bo Hansen (boha)") == spelling("Bo Hanson")
    False
    """
    bare = re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKC", name)).casefold().translate(_LETTERS)
    plain = "".join(sign for sign in unicodedata.normalize("NFD", bare) if not unicodedata.combining(sign))
    return " ".join(sorted(re.findall(r"\w+", plain)))


def teams(grounds: Grounds) -> pl.Series:
    """The names of the teams, in lower case."""
    names = grounds.tables["forloeb"].select(pl.col("team").drop_nulls().str.strip_chars().str.to_lowercase().unique())
    return names.collect().to_series()
