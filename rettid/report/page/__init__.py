"""The report as one HTML page that works from a file share, offline: `document.page`."""

from rettid.report.page.document import page
from rettid.report.page.drill import Explorer

__all__ = ["Explorer", "page"]
