"""`rettid map`: the questions about an export that no profile knows, and what came of the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text

from rettid.intake import mapping, profiles
from rettid.intake.contents import Contents
from rettid.intake.mapping import ASKED, SUGGESTED, TAKEN, UNUSED
from rettid.screen import danish
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.intake import Reading
    from rettid.intake.mapping import Column, Plan, Proposal, Word

    Ask = Callable[[str], str]

NOTHING, REST = "-", "--"


@dataclass(frozen=True, slots=True)
class User:
    """Whom to ask: `ask` shows a prompt and gives the answer, `out` is where everything else is shown."""

    ask: Ask
    out: TextIO


TABLES = {
    "forloeb": "forløb (borgere med startdato)",
    "samtaler": "samtaler",
    "tilbud": "tilbud og aktiviteter",
    "fravaer": "fravær og fritagelser",
    "ansvar": "ansvar (hvem havde sagen hvornår)",
    "ledighed": "ledighed (udbetalte timer pr. måned)",
}


def interview(proposal: Proposal, user: User) -> Proposal:
    """The proposal after the user has answered: everything in it is settled or left out.

    An empty answer takes what is suggested.
    """
    show(_opening(proposal), user.out)
    plans: list[Plan] = []
    for plan in proposal.plans:
        plans += _sheet(plan, user)
    return _words(replace(proposal, plans=tuple(plans)), user)


def show_proposal(proposal: Proposal, out: TextIO) -> None:
    """Print what was settled, suggested and left to ask about, sheet by sheet."""
    show(_overview(proposal), out)


def show_proof(reading: Reading, out: TextIO) -> None:
    """Print how the file is read with the new profile."""
    show(_proof(reading), out)


# --- Questions -------------------------------------------------------------------------------------------------


def _opening(proposal: Proposal) -> Iterator[RenderableType]:
    if proposal.profil:
        yield title(f'Udtrækket passer til profilen "{proposal.profil}". Der spørges kun om resten.')
    else:
        yield title("rettid kender ikke udtrækket. Sig, hvad kolonnerne betyder.")
    yield indented(
        ["Enter tager forslaget i [ ]. Et tal eller et navn vælger. - udelader, -- udelader resten. Ctrl-C afbryder."]
    )


def _sheet(plan: Plan, user: User) -> list[Plan]:
    show([title(_heading(plan))], user.out)
    if not plan.kolonner:
        show([indented(["Arket har ingen overskrifter og er ikke med."])], user.out)
        return [plan]
    if plan.profil:
        known = danish.count(len(plan.taken()), "kolonne er kendt", "kolonner er kendt")
        show([indented([f"Læses som {TABLES[plan.tabel]}: {known}."])], user.out)
    elif plan.naar is not None:
        rows = " og ".join(f'"{each}"' for each in plan.naar.er)
        show(
            [indented([f'Rækker, hvor "{plan.naar.overskrift}" er {rows}: læses som {TABLES[plan.tabel]}.'])], user.out
        )
    else:
        chosen = _choose("Hvad holder arket?", TABLES, plan.tabel or NOTHING, user)
        if chosen in (NOTHING, REST):
            return [_without_table(plan)]
        if chosen != plan.tabel:
            plan = mapping.plan_sheet(plan.sheet, table=chosen)[0]
    return [_fixed_group(_lacking(_unsettled(_settled(plan, user), user), user), user)]


def _settled(plan: Plan, user: User) -> Plan:
    """The plan after the user has seen what was taken without asking."""
    if plan.profil or not plan.taken():
        return plan
    while plan.taken():
        rows = table("Kolonne", "Læses som", "Fx")
        for felt, column in plan.taken().items():
            rows.add_row(column.overskrift, mapping.label(plan.tabel, felt), ", ".join(column.eksempler))
        show([rows], user.out)
        wrong = user.ask("Er det rigtigt? Enter: ja. Ellers skriv den kolonne, der er forkert: ")
        if not wrong:
            break
        found = _column_named(wrong, list(plan.taken().values()))
        if found is None:
            show([indented([f'Der er ingen kolonne "{wrong}" blandt dem.'])], user.out)
            continue
        plan = _about(plan, replace(found, felt="", grund=""), user)[0]
    return plan


def _unsettled(plan: Plan, user: User) -> Plan:
    done = False
    for column in [each for each in plan.kolonner if each.hvordan in (SUGGESTED, ASKED)]:
        now = next(each for each in plan.kolonner if each.nr == column.nr)
        if done:
            plan = plan.with_column(column.nr, UNUSED, "")
        elif now.hvordan in (SUGGESTED, ASKED):
            plan, done = _about(plan, now, user)
    return plan


def _about(plan: Plan, column: Column, user: User) -> tuple[Plan, bool]:
    """The plan after one column was asked about, and whether the user has had enough of this sheet."""
    samples = f": {', '.join(column.eksempler)}" if column.eksempler else ""
    number = danish.count(column.udfyldt, "værdi", "værdier")
    lines = [f'Kolonnen "{column.overskrift}" ({number}, {column.form}{samples})']
    lines += [f"  Forslag: {mapping.label(plan.tabel, column.felt)} – {column.grund}"] if column.felt else []
    lines += [f"  {column.grund}"] if column.grund and not column.felt else []
    show([Text(""), indented(lines)], user.out)
    answer = _choose("Hvad er det?", _options(plan, column), column.felt or NOTHING, user)
    if answer in (NOTHING, REST):
        return plan.with_column(column.nr, UNUSED, ""), answer == REST
    return plan.with_column(column.nr, TAKEN, answer), False


def _options(plan: Plan, column: Column) -> dict[str, str]:
    """The fields a column may be, those still free that fit what it holds, and what each is called."""
    taken = plan.taken()
    free = [name for name in mapping.allowed(plan.tabel) if name not in taken]
    contents = Contents.of(plan.cells(column))
    fitting = [name for name in free if mapping.fits(plan.tabel, name, contents)]
    needed = {name for either in plan.missing() for name in either}
    ordered = sorted(fitting, key=lambda name: (name != column.felt, name not in needed, name in profiles.IDS))
    return {name: mapping.label(plan.tabel, name) for name in ordered}


def _lacking(plan: Plan, user: User) -> Plan:
    """The plan after the user was asked for what the table can't do without."""
    for either in plan.missing():
        left = [column for column in plan.kolonner if column.hvordan != TAKEN]
        names = " eller ".join(mapping.label(plan.tabel, name) for name in either)
        show(
            [Text(""), indented([f"Mangler: {names}. Uden den kan arket ikke læses som {TABLES[plan.tabel]}."])],
            user.out,
        )
        answer = _choose(f"Hvilken kolonne er {names}?", _alike([each.overskrift for each in left]), NOTHING, user)
        if answer in (NOTHING, REST):
            continue
        chosen = next(each for each in left if each.overskrift == answer)
        fitting = [name for name in either if mapping.fits(plan.tabel, name, Contents.of(plan.cells(chosen)))]
        plan = plan.with_column(chosen.nr, TAKEN, (fitting or list(either))[0])
    return plan


def _fixed_group(plan: Plan, user: User) -> Plan:
    """The plan with one target group for all rows, where no column tells it and the user knows."""
    if plan.tabel != "forloeb" or plan.profil or "maalgruppe" in plan.taken() or "maalgruppe" in plan.faste:
        return plan
    lines = ["Ingen kolonne siger, hvilken målgruppe borgerne er i, og uden den kan intet afgøres."]
    show([Text(""), indented(lines)], user.out)
    codes = mapping.groups()
    answer = _choose("Er alle i samme målgruppe?", codes, NOTHING, user)
    return plan if answer in (NOTHING, REST) else replace(plan, faste={**plan.faste, "maalgruppe": answer})


def _words(proposal: Proposal, user: User) -> Proposal:
    """The proposal after each word that no code list knows was asked about."""
    words = proposal.ord
    if words:
        show([title("Ord, som rettid ikke kender")], user.out)
    said: dict[str, dict[str, str]] = {name: dict(pairs) for name, pairs in proposal.vaerdier.items()}
    for word in words:
        answer = _word(word, proposal.codes(word.kodeliste), user)
        if answer == REST:
            break
        if answer != NOTHING:
            said.setdefault(word.kodeliste, {})[word.raa] = answer
    return replace(proposal, vaerdier=said)


def _word(word: Word, codes: Sequence[str], user: User) -> str:
    near = f" – {word.grund}" if word.grund else ""
    number = danish.count(word.antal, "gang", "gange")
    show([Text(""), indented([f'{word.kodeliste}: "{word.raa}" ({number}){near}'])], user.out)
    return _choose(
        "Hvad betyder det?", _alike(sorted(codes, key=lambda code: code != word.kode)), word.kode or NOTHING, user
    )


def _choose(question: str, options: Mapping[str, str], suggested: str, user: User) -> str:
    """One of the options (each with what is shown of it), NOTHING or REST. Asks until the answer is one of them."""
    names = list(options)
    # Each number stays beside its word: only the blanks between choices may break a line.
    numbered = [f"{number} {shown}".replace(" ", "\u00a0") for number, shown in enumerate(options.values(), start=1)]
    lines = wrap("   ".join([*numbered, "-\u00a0ingen"]), 94, break_long_words=False, break_on_hyphens=False)
    show([indented([line.replace("\u00a0", " ") for line in lines], "dim")], user.out)
    spelled = {shown.casefold(): name for name, shown in options.items()} | {name: name for name in names}
    while True:
        answer = user.ask(f"  {question} [{options.get(suggested, suggested)}]: ") or suggested
        if answer in (NOTHING, REST):
            return answer
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        if (chosen := spelled.get(answer.casefold())) is not None:
            return chosen
        near = get_close_matches(answer.casefold(), spelled, n=1)
        hint = f' Mente du "{options[spelled[near[0]]]}"?' if near else ""
        show([indented([f'"{answer}" er ikke et af valgene.{hint} Skriv et tal, et navn eller -.'])], user.out)


def _alike(options: Sequence[str]) -> dict[str, str]:
    return {option: option for option in options}


def _column_named(answer: str, columns: Sequence[Column]) -> Column | None:
    found = [each for each in columns if answer.casefold() in (each.overskrift.casefold(), each.felt)]
    return found[0] if found else None


def _without_table(plan: Plan) -> Plan:
    return replace(plan, tabel="", kolonner=tuple(replace(each, hvordan=UNUSED, felt="") for each in plan.kolonner))


# --- What came of it -------------------------------------------------------------------------------------------


def _heading(plan: Plan) -> str:
    place = f'Ark "{plan.sheet.ark}" i {plan.sheet.fil}' if plan.sheet.ark else plan.sheet.fil
    row = plan.sheet.foerste_raekke + plan.overskriftsraekke
    number = danish.count(plan.rows.height, "række", "rækker")
    return f"{place}: {number}, overskrifter i række {row}" if plan.kolonner else place


def _overview(proposal: Proposal) -> Iterator[RenderableType]:
    fits = f'passer til profilen "{proposal.profil}"' if proposal.profil else "kendes ikke"
    yield title(f"Udtrækket {fits}.")
    rows = table("Ark", "Læses som", "Taget", "Forslag", "Spørgsmål", "Mangler")
    for plan in proposal.plans:
        counts = [sum(each.hvordan == how for each in plan.kolonner) for how in (TAKEN, SUGGESTED, ASKED)]
        lacking = ", ".join(" eller ".join(each) for each in plan.missing()) or "–"
        place = plan.sheet.ark or plan.sheet.fil
        rows.add_row(place, plan.tabel or "ingen tabel", *map(danish.whole, counts), lacking if plan.tabel else "–")
    yield rows
    if proposal.ord:
        yield indented([f"{danish.count(len(proposal.ord), 'ord', 'ord')} i kolonnerne kendes ikke."])


def _proof(reading: Reading) -> Iterator[RenderableType]:
    yield title("Prøven: udtrækket læst med den nye profil")
    rows = table("Ark", "Blev til", "Læst", "Brugt", "Sat fra", numbers=False)
    for sheet in reading.sheets:
        numbers = (sheet.raekker_laest, sheet.raekker_brugt, sheet.raekker_frasorteret)
        rows.add_row(
            sheet.ark or sheet.fil, ", ".join(sheet.tabeller) or "ikke brugt", *(danish.whole(each) for each in numbers)
        )
    yield rows
    reasons = reading.set_aside.group_by("kode").len().sort("len", "kode", descending=[True, False])
    if reasons.height:
        first = dict(reading.set_aside.select("kode", "aarsag").unique("kode", keep="first").iter_rows())
        yield bullets([f"{danish.whole(number)} × {code}: {first[code]}" for code, number in reasons.iter_rows()])
    if reading.unknown.height:
        count = int(reading.unknown["antal"].sum())
        yield indented(
            [f"{danish.count(count, 'værdi', 'værdier')} kendes ikke eller kan ikke læses; se dem med rettid check."]
        )
