"""``irenic serve`` as a process: what it says, how it ends, where it listens, what survives a kill."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from irenic.app.serving import open_socket
from irenic.cli.app import app
from irenic.engine.run import Engine
from irenic.errors import StudyError
from irenic.strategy import load_strategies
from irenic.study import run_study

PATIENCE = 60
"""Seconds until what does not happen is a failure; machines are noisy."""

SERVE = [sys.executable, "-c", "from irenic.cli.app import main; main()", "serve"]

SLOW = """
import sys, time
from pathlib import Path
from irenic.app.lab import Lab, Labs
from irenic.app.serving import serve
from irenic.app.settings import Settings
from irenic.case import case_arrays, load_case
from irenic.engine.run import Engine
from irenic.parameters import load_parameters

path, root, delay = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
case = load_case(path)
engine = Engine(case_arrays(case), load_parameters(), 12)
inner = engine.run
def run(*args):
    time.sleep(delay)
    return inner(*args)
engine.run = run
labs = Labs()
labs.put(Lab(case, 12, engine))
settings = Settings(str(path), root / "studies", root / "cases", root / "cache", 0, 12, first_study=False)
serve(settings, browser=False, say=lambda text: print(text, file=sys.stderr, flush=True), labs=labs)
"""
"""A server whose engine takes `delay` seconds longer for each part of a study."""


class Running:
    """A server's process, once it has said where it is."""

    def __init__(self, command: list[str], folder: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "IRENIC_CASES": str(folder / "kept"), **environment},
        )  # fmt: skip
        assert self.process.stderr is not None
        self.said, line = "", " "
        while line and "http://" not in self.said:
            line = self.process.stderr.readline()
            self.said += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.said)
        assert found is not None
        self.port = int(found[1])

    def get(self, path: str) -> Any:
        return json.loads(self.ask(path))

    def ask(self, path: str, body: Any = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return bytes(answer.read())

    def stop(self, how: int = signal.SIGINT) -> tuple[int, float]:
        """Exit code and seconds until it was gone."""
        start = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        assert self.process.stderr is not None
        self.said += self.process.stderr.read()
        return code, time.monotonic() - start


@pytest.fixture
def started() -> Iterator[Callable[..., Running]]:
    found: list[Running] = []

    def start(command: list[str], folder: Path, **environment: str) -> Running:
        found.append(Running(command, folder, **environment))
        return found[-1]

    yield start
    for one in found:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
        assert one.process.stderr is not None
        one.process.stderr.close()


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["serve", "--no-browser", *arguments])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def test_an_unknown_case_is_told() -> None:
    text = refused("libia-2015", "--port", "0")
    assert "file_not_found" in text or "unknown_case" in text
    assert "libya-2015" in text


def test_a_broken_case_is_told_with_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("schema: 1\nid: 5\ngroups: none\n")
    text = refused(str(path), "--port", "0")
    assert "broken.yaml:2" in text and "broken.yaml:3" in text


def test_a_taken_port_is_told_with_what_to_do(toy_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        text = refused(str(toy_path), "--port", str(port))
    assert f"port_taken: {port}" in text
    assert "--port, or 0 for any" in text


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_out_of_range_is_told(port: str) -> None:
    assert "--port" in refused("--port", port)


def test_two_servers_never_share_a_port() -> None:
    with open_socket(0) as one:
        port = one.getsockname()[1]
        with pytest.raises(StudyError, match="port_taken"):
            open_socket(port)
    with open_socket(port):
        pass  # free again at once


def listening(process: int) -> set[str]:
    """Addresses on which a process listens, as the kernel has them."""
    held = {str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir() if path.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and f"socket:[{parts[9]}]" in held:
                found.add(parts[1].rpartition(":")[0])
    return found


def test_a_server_says_where_it_is_listens_on_loopback_alone_and_ends_at_ctrl_c(
    started: Callable[..., Running], toy_path: Path, tmp_path: Path
) -> None:
    options = ["--port", "0", "--no-browser", "--no-first-study", "--studies", str(tmp_path / "studies")]
    server = started([*SERVE, str(toy_path), *options], tmp_path)
    assert "this machine only" in server.said and "Ctrl-C" in server.said
    assert server.port > 0
    assert b"not a forecast" in server.ask("/case")
    if Path("/proc/net/tcp").exists():
        assert listening(server.process.pid) == {"0100007F"}
    streams = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(2)]
    for stream in streams:  # an open page does not hold it up
        stream.sendall(f"GET /api/jobs/stream HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert b"200 OK" in stream.recv(4096)
    code, seconds = server.stop()
    for stream in streams:
        stream.close()
    assert code in (0, 130)
    assert seconds < 2 * (1 + os.getloadavg()[0] / (os.cpu_count() or 1))
    assert "Traceback" not in server.said and "Stopped." in server.said
    assert not (tmp_path / "studies").exists()


def test_what_a_first_page_needs_is_all_that_is_imported() -> None:
    heavy = (
        "jax",
        "scipy.stats",
        "sklearn",
        "statsmodels",
        "pandas",
        "altair",
        "vl_convert",
        "zarr",
        "pyarrow",
    )
    code = (
        "import sys; from irenic.app.server import create_app; from irenic.app.settings import Settings; "
        f"create_app(Settings()); print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout.strip() == "[]"


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


def folder_bytes(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.mark.nightly
def test_a_killed_server_leaves_a_study_that_the_next_one_finishes_to_the_same_bytes(
    started: Callable[..., Running], toy_path: Path, toy_case: Any, toy_arrays: Any, small_engine: Engine,
    tmp_path: Path,
) -> None:  # fmt: skip
    folder = tmp_path / "harbour"
    folder.mkdir()
    for file, name in ((toy_path, "case"), (toy_path.with_name("toy_strategies.yaml"), "strategies")):
        shutil.copy(file, folder / f"{name}.yaml")
    command = [sys.executable, "-c", SLOW, str(folder / "case.yaml"), str(tmp_path)]
    first = started([*command, "0.6"], tmp_path)
    wanted = {"case": "harbour", "strategies": ["nothing", "strikes"], "worlds": 1024, "replicates": 1}
    key = json.loads(first.ask("/api/studies", wanted))["study"]
    until(lambda: any(one["parts_done"] for one in first.get("/api/studies?unfinished=true")))
    first.stop(signal.SIGKILL)
    second = started([*command, "0"], tmp_path)
    [left] = second.get("/api/studies?unfinished=true")
    assert (left["study"], left["parts"]) == (key, 8) and 0 < left["parts_done"] < 8
    assert second.get("/api/studies") == []
    second.ask(f"/api/studies/{key}/resume", {})
    until(lambda: second.get("/api/jobs")[0]["state"] not in ("waiting", "running"))
    assert second.get("/api/jobs")[0]["state"] == "done"
    second.stop()
    known = load_strategies(toy_path.with_name("toy_strategies.yaml"), toy_arrays)
    whole = run_study(
        toy_case, [known["nothing"], known["strikes"]], out=tmp_path / "whole", worlds=1024, replicates=1,
        months=12, engine=small_engine,
    )  # fmt: skip
    assert folder_bytes(tmp_path / "studies" / key) == folder_bytes(whole.path)
