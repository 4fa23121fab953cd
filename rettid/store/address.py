"""Where a history lies: a folder, or a PostgreSQL database by URL. How the place may be shown."""

from __future__ import annotations

import re

from rettid.errors import StoreError

_URL = re.compile(r"\s*([a-z][\w+.-]+):/+", re.IGNORECASE | re.ASCII)
_SCHEMES = ("postgresql", "postgres")
_PLAIN = re.compile(r"\w+://(?:[^/?#@\s]*@)?(?P<vaert>[\w.-]*)(?::\d+)?(?:/(?P<base>[\w.-]*))?(?:\?[^@]*)?", re.ASCII)


def is_url(place: object) -> bool:
    """Whether the place is an address and not a folder; a drive (`C:/`) is a folder."""
    return _URL.match(str(place)) is not None


def database(place: object) -> str:
    """The URL of a PostgreSQL database as psycopg takes it. Raises StoreError for any other kind of address."""
    scheme = _URL.match(str(place))
    if scheme is None or scheme[1] not in _SCHEMES:
        raise StoreError(
            "Historikkens sted er en adresse, rettid ikke kan bruge. Angiv en mappe eller en database: postgresql://bruger@server/database."
        )
    return f"{scheme[1]}://{str(place)[scheme.end() :].strip()}"


def shown(place: object) -> str:
    """The place as it may be printed: of an address only server and database, never what could be a user or a password.

    One that is not plain (a sign in the password that should have been written %40) is shown without either.

    >>> shown("postgresql://koege:hemmelig@db.koege.dk:5432/rettid?sslmode=require")
    'postgresql://db.koege.dk/rettid'
    >>> shown("postgresql://koege:hem@melig@db/rettid"), shown("lister/historik")
    ('postgresql://…', 'lister/historik')
    """
    if not is_url(place):
        return str(place)
    plain = _plain(place)
    return f"postgresql://{plain['vaert']}/{plain['base'] or ''}" if plain else "postgresql://…"


def is_plain(place: object) -> bool:
    """Whether the address has its special signs where they belong."""
    return _plain(place) is not None


def _plain(place: object) -> re.Match[str] | None:
    return _PLAIN.fullmatch(str(place).strip())
