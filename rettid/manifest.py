"""What an output rests on, for the auditor who comes later (`spec.md` § 7, "Traceable")."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rettid import __version__

if TYPE_CHECKING:
    from rettid.summary import Summary


def manifest(summary: Summary) -> dict[str, Any]:
    """Input hashes, version, packs, reference day, profile and rows read, used and set aside. Nothing about a citizen."""
    reading = summary.reading
    return {
        "rettid": __version__,
        "pr": summary.pr.isoformat(),
        "kendt_pr": summary.kendt_pr.isoformat() if summary.kendt_pr else None,
        "periode": [summary.span.first.isoformat(), summary.span.last.isoformat()],
        "team": summary.team,
        "pakker": [{"id": pack.id, "version": pack.edition, "art": pack.art} for pack in summary.judged_by],
        "opsaetning": dict(zip(("navn", "sha256"), summary.opsaetning, strict=True)) if summary.opsaetning else None,
        "profiler": list(reading.profiles),
        "filer": [{"navn": file.navn, "sha256": file.sha256} for file in reading.files],
        "ark": [
            {
                "fil": sheet.fil,
                "ark": sheet.ark,
                "raekker_laest": sheet.raekker_laest,
                "raekker_brugt": sheet.raekker_brugt,
                "raekker_frasorteret": sheet.raekker_frasorteret,
            }
            for sheet in reading.sheets
        ],
        "forpligtelser": summary.funds.height,
        "andele": [
            {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
            for row in summary.shares.to_dicts()
        ],
    }
