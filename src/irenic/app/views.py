"""The views of the app: one row each, in the order of the navigation.

A view is a page (`templates/<id>.html`), a module of the page (`static/js/<id>.js`) and routes beneath it
(`routes/<router>.py`). A further view is a further row.
"""

from __future__ import annotations

from typing import NamedTuple


class View(NamedTuple):
    """One view.

    Parameters
    ----------
    id : names its page, its module and its address
    title : in the navigation
    says : what it is for, one line
    router : module of `irenic.app.routes` with what it asks for
    """

    id: str
    title: str
    says: str
    router: str

    @property
    def path(self) -> str:
        """Address of the page."""
        return f"/{self.id}"


VIEWS = (
    View("case", "Case", "Who fights whom, where, over what, and how well it is known", "cases"),
    View("map", "Map", "One run on the map, month by month", "runs"),
    View("try", "Try", "Change a plan, predict, and see what changes", "trials"),
    View("compare", "Compare", "Which strategy holds up, and where it fails", "comparisons"),
    View("claims", "Claims", "The argument, claim by claim", "claims"),
)
"""Every view, in order."""
