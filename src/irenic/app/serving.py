"""Starting the server, and the browser with it."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from irenic.app.server import create_app
from irenic.app.settings import Settings
from irenic.errors import Problem, StudyError

if TYPE_CHECKING:
    from irenic.app.jobs import Jobs
    from irenic.app.lab import Labs

HOST = "127.0.0.1"


def open_socket(port: int) -> socket.socket:
    """Return a listening socket on loopback.

    Parameters
    ----------
    port : 0 for any that is free

    Raises
    ------
    StudyError : ``port_taken``
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere this would let a second server take the same port
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen(128)  # from here on a page that asks too early waits in place of being refused
    except OSError as error:
        found.close()
        hint = "Another server may be running. Choose another port with --port, or 0 for any."
        given = error.strerror or "refused"
        raise StudyError(
            [Problem("port_taken", "--port", None, str(port), given, "a free port", hint)]
        ) from error
    return found


class StoppingServer(uvicorn.Server):
    """A server that tells its jobs, and the streams that report them, as soon as it is to stop.

    Parameters
    ----------
    config : of uvicorn
    jobs : of the app
    """

    def __init__(self, config: uvicorn.Config, jobs: Jobs) -> None:
        super().__init__(config)
        self._jobs = jobs

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at a signal; streams end by themselves, so nothing is cut off."""
        self._jobs.closed = True
        super().handle_exit(sig, frame)


def serve(settings: Settings, *, browser: bool, say: Callable[[str], None], labs: Labs | None = None) -> None:
    """Serve until stopped (Ctrl-C).

    Parameters
    ----------
    settings : what the server is started with; port 0 for any that is free
    browser : whether to open a page
    say : prints a line for the user
    labs : engines that are warm already; for tests

    Raises
    ------
    StudyError : ``port_taken``
    CaseError : the case cannot be used
    """
    with open_socket(settings.port) as listening:
        port = listening.getsockname()[1]
        settings = replace(settings, port=port)
        app = create_app(settings, labs)
        address = f"http://{HOST}:{port}/"
        say(f"irenic is at {address} (this machine only). Stop it with Ctrl-C.")
        if browser:
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        with suppress(KeyboardInterrupt):  # how a server that was stopped by Ctrl-C ends
            StoppingServer(config, app.state.services.jobs).run(sockets=[listening])
    say("Stopped. What was finished is kept; an unfinished study can be gone on with.")
