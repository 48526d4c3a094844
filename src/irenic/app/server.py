"""The server: pages, the interface beneath them, and the wall around both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from irenic import __version__
from irenic.app.jobs import Jobs
from irenic.app.lab import Labs
from irenic.app.library import Library
from irenic.app.problems import RESPONSES, add_handlers
from irenic.app.security import Wall
from irenic.app.services import Services
from irenic.app.settings import Settings
from irenic.app.views import VIEWS
from irenic.study import NOTICE

DESCRIPTION = f"""{NOTICE[:1].upper()}{NOTICE[1:]}

Cases, studies, single runs, trials of a changed plan, comparisons and claims, as the pages of the app use
them; usable alone. Refusals are lists of problems, each with a stable code. Changes take JSON (or YAML, for
files) and are accepted from this machine only."""

SHARED_ROUTES = ("jobs", "studies", "figures", "pages")
"""Routes of no single view; pages last, since they answer at the root."""


def create_app(settings: Settings, labs: Labs | None = None) -> FastAPI:
    """Return a server for a case.

    Parameters
    ----------
    settings : what it is started with
    labs : engines that are warm already; for tests

    Raises
    ------
    CaseError : the case named first cannot be used
    """
    services = Services(settings, Library(settings), labs or Labs(), Jobs())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        warming = services.begin()
        yield
        warming.cancel()
        services.jobs.close()

    app = FastAPI(
        title="irenic", version=__version__, description=DESCRIPTION, lifespan=life, docs_url=None,
        redoc_url=None, openapi_url="/api/openapi.json", responses=RESPONSES,
        redirect_slashes=False,
    )  # fmt: skip
    app.state.services = services
    add_handlers(app)
    for name in (*(view.router for view in VIEWS), *SHARED_ROUTES):
        app.include_router(import_module(f"irenic.app.routes.{name}").router)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Wall, hosts=settings.hosts, origins=settings.origins, max_body=settings.max_body)
    return app
