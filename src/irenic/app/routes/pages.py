"""The pages: one for each view, the list of the interface, and the files they load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from irenic import __version__
from irenic.app.charts import chart_library
from irenic.app.problems import problems_body
from irenic.app.services import Parts, Services
from irenic.app.views import VIEWS, View
from irenic.errors import IrenicError
from irenic.study import NOTICE

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parents[1] / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FILES = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.suffix in TYPES}
"""Every file that a page may load, by its address."""

ENVIRONMENT = Environment(
    loader=PackageLoader("irenic.app"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


@router.get("/")
def root(request: Request) -> RedirectResponse:
    """Go to the first view."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{VIEWS[0].path}{query}", 307)


@router.get("/static/vega.js")
def vega(parts: Parts) -> Response:
    """Give the chart library, as the Altair package's own converter bundles it."""
    headers = {"cache-control": "max-age=3600"}
    return Response(chart_library(parts.settings.cache), media_type="text/javascript", headers=headers)


@router.get("/static/{name:path}")
def static(name: str) -> Response:
    """Give one of the pages' own files; anything else is not there."""
    path = FILES.get(name)
    if path is None:
        return Response(status_code=404)
    return FileResponse(path, media_type=TYPES[path.suffix], headers={"cache-control": "no-cache"})


@router.get("/api")
def interface(request: Request, parts: Parts) -> HTMLResponse:
    """List the paths of the interface for people."""
    found = request.app.openapi()
    return HTMLResponse(page("interface.html", parts, None, interface=found))


def page(template: str, parts: Services, view: View | None, key: str = "", **more: Any) -> str:
    """Return a page of the app as HTML.

    Parameters
    ----------
    template : its file
    parts : the server's parts
    view : which view it is; None for a page of its own
    key : name of the case; the first one's where empty
    more : what its template needs besides
    """
    problems: list[dict[str, Any]] = []
    title, key = "", key or parts.library.first
    try:
        title = parts.library.case(key).title
    except IrenicError as error:
        problems = problems_body(error.problems)["problems"]
    return ENVIRONMENT.get_template(template).render(
        views=VIEWS, view=view, case_key=key, case_title=title, problems=problems, version=__version__,
        notice=NOTICE, cases=[entry.key for entry in parts.library.cases()], **more,
    )  # fmt: skip


def _page_of(view: View) -> Callable[[Parts, str], HTMLResponse]:
    def show(parts: Parts, case: str = "") -> HTMLResponse:
        return HTMLResponse(page(f"{view.id}.html", parts, view, case))

    return show


for _view in VIEWS:
    router.add_api_route(_view.path, _page_of(_view), methods=["GET"], response_class=HTMLResponse)
