"""A run that nobody watches: which export it takes, that it is alone, and what it leaves in its log.

Nothing here asks what time it is: moments are given. Nothing is tried again: a run that can't be made now ends with
exit code 2 and says when.
"""

from __future__ import annotations

from rettid.unattended.age import parse_age, refuse_old
from rettid.unattended.export import Export, given_export, newest_export
from rettid.unattended.lock import only_run
from rettid.unattended.log import LOG, Told, logged
from rettid.unattended.settling import refuse_unfinished

__all__ = [
    "LOG",
    "Export",
    "Told",
    "given_export",
    "logged",
    "newest_export",
    "only_run",
    "parse_age",
    "refuse_old",
    "refuse_unfinished",
]
