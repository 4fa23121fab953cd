"""The work of `rettid report`: options looked at before the files, every file made before one is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from rettid.cli.delivering import percent
from rettid.cli.following import DEFAULT, followed, forecasts_of, manifest_of, register_of
from rettid.cli.judging import Question, judged
from rettid.cli.options import say
from rettid.errors import DONE, UsageError, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from rettid.cli.opening import Opening
    from rettid.forecasts import Forecasts
    from rettid.intake.sources import SourceFile
    from rettid.report.build import Reports
    from rettid.report.model import Kind, Report
    from rettid.report.published import Published
    from rettid.report.sources import Sources
    from rettid.spans import Span
    from rettid.summary import Summary
    from rettid.targets.model import Register

FORMATS = ("docx", "xlsx", "pdf", "html")
EVERYTHING = "alt"


@dataclass(frozen=True, slots=True)
class Order:
    """What `rettid report` is asked, as the options stand."""

    question: Question
    slags: str
    format: str
    out: Path
    skabelon: Path | None
    forrige: Path | None
    raekker: bool = False
    """Whether the page has the rows behind its numbers."""
    benchmark: Sequence[Path] | None = None
    omraade: str | None = None
    maal_fil: Path | None = None
    prognose: str | None = None
    """The percentage in time that is forecast."""


def made(order: Order, opening: Callable[[], Opening]) -> int:
    """Make the reports and say what was written."""
    from rettid.report.render import check_extra
    from rettid.report.word import check_template

    check_extra()
    kinds, forms = _kinds(order.slags), _listed(order.format, "--format", FORMATS)
    if order.raekker and ("maaned" not in kinds or "html" not in forms):
        raise UsageError(
            "--med-raekker: rækkerne står kun på månedens side. Skriv --slags maaned --format html, eller lad --med-raekker være."
        )
    if order.skabelon is not None:
        check_template(order.skabelon)
    if "pdf" in forms:
        from rettid.report.pdf import converter

        converter()
    reports, more = _reports(order, opening())
    files = _files(reports, kinds, forms, order)
    _write(order, reports, kinds, files, more)
    say("\n".join(f"{order.out / name}: skrevet." for name in files), DONE)
    return DONE


def _reports(order: Order, opening: Opening) -> tuple[Reports, dict[str, Any]]:
    """What the reports are made of, and what the manifest says of the targets and the forecast."""
    from rettid.report import before
    from rettid.report.build import Reports
    from rettid.report.sources import Sources
    from rettid.screen import danish
    from rettid.statistics.control import Break

    given = [] if order.forrige is None else [before.read(order.forrige)]
    figures, aim = _published(order, opening), percent(order.prognose, "--prognose")
    register, register_file = _register(order, opening)
    summary = judged(order.question, opening)
    if summary.span.first > summary.pr:
        raise UsageError(
            f"--periode: perioden begynder {danish.day(summary.span.first)}, efter den dag, der regnes pr. "
            f"({danish.day(summary.pr)}). Vælg en periode, der er begyndt."
        )
    others = None if figures is None else figures(summary.span)
    found = [before.read(path) for path in before.manifests(order.out)]
    breaks = sorted((Break(day, why) for day, why in opening.setup.brud), key=lambda one: one.dag)
    sources = Sources(benchmark=others, trykt=before.together(*given, *found), brud=breaks)
    made = forecasts_of(summary, aim)
    more = manifest_of(register_file) | ({} if made is None else {"prognose": made.told})
    return Reports(summary, _with_promises(sources, summary, register, made)), more


def _register(order: Order, opening: Opening) -> tuple[Register | None, SourceFile | None]:
    """The register of the file that was named, else of maal.toml where there is one."""
    if order.maal_fil is None and not DEFAULT.is_file():
        return None, None
    return register_of(order.maal_fil, opening)


def _with_promises(sources: Sources, summary: Summary, register: Register | None, made: Forecasts | None) -> Sources:
    """The sources with what was promised, how it stands, and what is forecast."""
    from rettid.report.followed import forecasts, initiatives, promise

    expected = () if made is None else forecasts(made)
    if register is None:
        return replace(sources, prognoser=expected)
    follow = followed(register, summary, made)
    return replace(
        sources, initiativer=initiatives(follow), loefte=promise(follow), opfoelgning=follow, prognoser=expected
    )


def _published(order: Order, opening: Opening) -> Callable[[Span], Published] | None:
    """The published figures, each with the own number it is held against; of the period, when the period is known."""
    from rettid.benchmarks.choice import in_period
    from rettid.cli import benchmarking
    from rettid.report.published import Published

    if not order.benchmark:
        if order.omraade is not None:
            raise UsageError("--omraade siger, hvem I er i de offentliggjorte tal. Giv dem med --benchmark FIL.")
        return None
    asked = benchmarking.Order(list(order.benchmark), omraade=order.omraade)
    meant, own_area = benchmarking.meant(asked, opening)
    return lambda span: Published(in_period(meant, span), own_area)


def _kinds(text: str) -> list[Kind]:
    from rettid.report.model import KINDS

    asked = _listed(text, "--slags", (*KINDS, EVERYTHING))
    return [kind for kind in KINDS if kind in asked or EVERYTHING in asked]


def _listed(text: str, option: str, known: Sequence[str]) -> list[str]:
    """The names that an option lists. Raises UsageError for one that is not there."""
    asked = [name.strip().lower().replace("å", "aa") for name in text.split(",") if name.strip()]
    for name in asked:
        if name not in known:
            raise UsageError(f'{option}: "{name}" kendes ikke. Vælg blandt: {", ".join(known)}.')
    if not asked:
        raise UsageError(f"{option}: der står intet. Vælg blandt: {', '.join(known)}.")
    return [name for name in known if name in asked]


def _files(reports: Reports, kinds: Sequence[Kind], forms: Sequence[str], order: Order) -> dict[str, bytes]:
    """The files by name, in every format that was asked for."""
    files: dict[str, bytes] = {}
    for kind in kinds:
        report = reports.report(kind)
        stem = f"rettid-rapport-{reports.summary.pr.isoformat()}-{kind}"
        if "docx" in forms or "pdf" in forms:
            from rettid.report.word import docx

            document = docx(report, order.skabelon)
            files |= {f"{stem}.docx": document} if "docx" in forms else {}
            files |= {f"{stem}.pdf": _pdf(document)} if "pdf" in forms else {}
        if "xlsx" in forms:
            from rettid.report.workbook import xlsx

            files[f"{stem}.xlsx"] = xlsx(report)
        if "html" in forms:
            files[f"{stem}.html"] = _page(report, reports.summary, rows=order.raekker)
    return files


def _page(report: Report, summary: Summary, *, rows: bool) -> bytes:
    """The page; the rows behind come only where the report stays in the team and they were asked for."""
    from rettid.manifest import manifest
    from rettid.report.page import Explorer, page

    return page(report, manifest(summary), Explorer(summary, rows) if report.intern else None).encode()


def _pdf(document: bytes) -> bytes:
    from rettid.report.pdf import pdf

    return pdf(document)


def _write(
    order: Order, reports: Reports, kinds: Sequence[Kind], files: dict[str, bytes], more: dict[str, Any]
) -> None:
    """The files, and one manifest for them with the cells that have left the team so far."""
    from rettid import output
    from rettid.cli import benchmarking
    from rettid.manifest import of_run
    from rettid.report import before
    from rettid.report.model import INTERNAL

    outward = any(kind not in INTERNAL for kind in kinds)
    printed = reports.outward.trykt if outward else reports.sources.trykt
    more = more | {
        "slags": list(kinds),
        before.KEY: [] if printed is None else before.together(printed).to_dicts(),
    }
    if reports.sources.benchmark is not None:
        more["officielle"] = benchmarking.files(reports.sources.benchmark.tal)
    told = output.manifest_bytes(of_run(reports.summary, files, more=more))
    name = output.manifest_name(f"rettid-rapport-{reports.summary.pr.isoformat()}")
    try:
        order.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(
            f"--out {order.out}: mappen kan ikke laves ({reason(fault)}). Vælg en anden mappe med --out."
        ) from fault
    output.write_files({order.out / each: partial(_fill, content) for each, content in {**files, name: told}.items()})


def _fill(content: bytes, file: BinaryIO) -> None:
    file.write(content)
