"""Reports: a study as one file, in HTML or Markdown, that a reader needs nothing else for."""

from __future__ import annotations

from irenic.report.brief import brief_from, brief_of
from irenic.report.document import Brief
from irenic.report.html import report_html
from irenic.report.markdown import report_markdown
from irenic.report.material import Request
from irenic.report.write import write_report

__all__ = ["Brief", "Request", "brief_from", "brief_of", "report_html", "report_markdown", "write_report"]
