"""What every page has in common: one file that needs nothing else, no script, no picture, no network; good on paper too."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

STYLE = """
@page { size: A4; margin: 15mm; }
body { font: 16px/1.45 "Segoe UI", Arial, sans-serif; color: #1a1a1a; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .3rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.om { color: #444; font-size: .9rem; margin: .2rem 0; overflow-wrap: anywhere; }
ol, ul { margin: .5rem 0; padding-left: 1.6rem; } li { margin: .15rem 0; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; font: 13px "Segoe UI", Arial, sans-serif; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #ccc; }
footer { margin-top: 2.5rem; border-top: 1px solid #999; padding-top: .5rem; font-size: .85rem; color: #444; overflow-wrap: anywhere; }
tbody th { white-space: nowrap; font-weight: 400; }
section { break-inside: auto; } h2, h3, caption { break-after: avoid; } li, tr { break-inside: avoid; }
@media print { body { font-size: 10.5pt; margin: 0; max-width: none; padding: 0; } }
"""


def document(title: str, body: Iterable[str], more_style: str = "", script: str = "") -> str:
    """The whole page. `more_style` comes after STYLE; the policy allows that one style, the one script, and nothing else.

    The script runs last; the browser itself refuses it to make markup out of text.
    """
    style = STYLE + more_style
    allowed = f"style-src {_source(style)}; " + (
        f"script-src {_source(script)}; require-trusted-types-for 'script'; trusted-types 'none'; " if script else ""
    )
    policy = f"default-src 'none'; {allowed}base-uri 'none'; form-action 'none'"
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="da">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>",
            *body,
            *([f"<script>{script}</script>"] if script else []),
            "</body>\n</html>\n",
        ]
    )


def _source(text: str) -> str:
    """What the policy calls this very text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of texts, of which the first of each row is its heading."""
    yield f"<table>\n<caption>{escape(caption)}</caption>"
    yield (
        "<thead><tr>" + "".join(f'<th scope="col">{escape(text)}</th>' for text in headings) + "</tr></thead>\n<tbody>"
    )
    for first, *rest in rows:
        yield (
            f'<tr><th scope="row">{escape(first)}</th>' + "".join(f"<td>{escape(text)}</td>" for text in rest) + "</tr>"
        )
    yield "</tbody>\n</table>"


def footer(rests_on: Mapping[str, object], *lines: str) -> Iterator[str]:
    """What the page rests on (the manifest), after what the page itself has to say."""
    files = ", ".join(f"{file['navn']} (SHA-256 {file['sha256']})" for file in rests_on["filer"])  # type: ignore[attr-defined]
    packs = ", ".join(f"{pack['id']} version {pack['version']}" for pack in rests_on["pakker"])  # type: ignore[attr-defined]
    yield "<footer>"
    yield f"<p>Lavet med rettid {escape(str(rests_on['rettid']))}. {escape(' '.join(lines))}</p>"
    yield f"<p>Læst: {escape(files)}.</p>\n<p>Regelsider: {escape(packs)}.</p>\n</footer>"
