"""Take the pictures of the app in docs/app/: one of each view, with a study that is there already.

    .venv/bin/python tools/screenshots.py STUDIES [CHROMIUM]

STUDIES is a folder of studies of the shipped case; the newest is shown. What is on the pictures is whatever
the app shows at these addresses, so look at them before they are committed.
"""

from __future__ import annotations

import shutil
import sys
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from irenic.app.server import create_app
from irenic.app.serving import open_socket
from irenic.app.settings import Settings

OUT = Path(__file__).parents[1] / "docs" / "app"
SIZE = {"width": 1280, "height": 960}
SHOTS = {
    "case": ("/case", "light", ""),
    "map": ("/map?strategy=bottom_up&against=nothing&measure=holder&month=12", "light", ""),
    "try": ("/try", "light", "Skip the guess and run"),
    "compare": ("/compare", "light", ""),
    "claims": ("/claims?claim=C10", "light", ""),
    "map-dark": ("/map?strategy=nothing&measure=extremist&month=24&district=sirte", "dark", ""),
}
"""Picture -> address, theme, and the button that is pressed first, if any."""


def settle(page: Page, pressed: str) -> None:
    """Press a button, and wait until the page has drawn what it asked for."""
    page.wait_for_selector("figure canvas", timeout=120_000)
    if pressed:
        page.get_by_role("button", name=pressed).click()
    page.wait_for_timeout(20_000)


def main(studies: Path, chromium: str) -> None:
    """Serve, visit, save."""
    with open_socket(0) as listening:
        port = listening.getsockname()[1]
        app = create_app(Settings(studies=studies, port=port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        OUT.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, (address, theme, pressed) in SHOTS.items():
                page = browser.new_page(viewport=SIZE, color_scheme=theme)  # type: ignore[arg-type]
                page.goto(f"http://127.0.0.1:{port}{address}")
                settle(page, pressed)
                page.screenshot(path=OUT / f"{name}.png")
                print(OUT / f"{name}.png")
                page.close()
            browser.close()
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    found = sys.argv[2] if len(sys.argv) > 2 else shutil.which("chromium")
    if len(sys.argv) < 2 or found is None:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), found)
