"""Starting the server, and the browser with it."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import replace

import uvicorn

from irenic.app.server import create_app
from irenic.app.settings import Settings
from irenic.errors import Problem, StudyError

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
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError as error:
        found.close()
        hint = "Another server may be running. Choose another port with --port, or 0 for any."
        given = error.strerror or "refused"
        raise StudyError(
            [Problem("port_taken", "--port", None, str(port), given, "a free port", hint)]
        ) from error
    return found


def serve(settings: Settings, *, browser: bool, say: Callable[[str], None]) -> None:
    """Serve until stopped (Ctrl-C).

    Parameters
    ----------
    settings : what the server is started with; port 0 for any that is free
    browser : whether to open a page
    say : prints a line for the user

    Raises
    ------
    StudyError : ``port_taken``
    CaseError : the case cannot be used
    """
    with open_socket(settings.port) as listening:
        port = listening.getsockname()[1]
        settings = replace(settings, port=port)
        app = create_app(settings)
        address = f"http://{HOST}:{port}/"
        say(f"irenic is at {address} (this machine only). Stop it with Ctrl-C.")
        if browser:
            threading.Timer(0.2, webbrowser.open, [address]).start()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        uvicorn.Server(config).run(sockets=[listening])
