"""Fetching a release from a server on this machine that behaves well, badly and not at all."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from irenic.cli.fetch import fetch as command
from irenic.errors import DataError
from irenic.record.fetch import LATEST, SETTING, Centre, Fetched, download_folder, fetch
from irenic.record.fetch.releases import KNOWN, Known, checked_address, checked_release, chosen_centre
from tests.record.release_server import CONTENT, Server, archive

RELEASE = "25.1"
NAME = "ged251-csv.zip"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.awake.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def centre(server: Server) -> Centre:
    return Centre(address=server.address, connect=2, silence=2, attempts=1, pause=0, known={})


def take(centre: Centre, folder: Path, *, force: bool = False) -> Fetched:
    return fetch(RELEASE, folder=folder, centre=centre, force=force)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_whole_file_is_taken_and_its_digest_kept(server: Server, centre: Centre, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    found = fetch(RELEASE, folder=tmp_path / "new", centre=centre, progress=lambda *n: seen.append(n))
    assert found.path.read_bytes() == CONTENT
    assert (found.size, found.digest, found.was_here) == (len(CONTENT), sha(CONTENT), False)
    assert names(tmp_path / "new") == [NAME, f"{NAME}.sha256"]
    assert (tmp_path / "new" / f"{NAME}.sha256").read_text() == f"{sha(CONTENT)}  {NAME}\n"
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert server.plan.asked[0]["Accept-Encoding"] == "identity"


def test_a_file_that_is_here_is_not_taken_again(server: Server, centre: Centre, tmp_path: Path) -> None:
    take(centre, tmp_path)
    assert take(centre, tmp_path).was_here
    assert len(server.plan.asked) == 1
    assert not take(centre, tmp_path, force=True).was_here


def test_a_damaged_file_is_taken_again(server: Server, centre: Centre, tmp_path: Path) -> None:
    found = take(centre, tmp_path)
    found.path.write_bytes(CONTENT[:-1])
    assert take(centre, tmp_path).path.read_bytes() == CONTENT
    assert len(server.plan.asked) == 2


@pytest.mark.parametrize("by", ["tag", "changed"])
def test_a_broken_transfer_goes_on_where_it_ended(
    server: Server, centre: Centre, tmp_path: Path, by: str
) -> None:
    server.plan.cut = [70_000]
    server.plan.tag = '"one"' if by == "tag" else 'W/"weak"'
    server.plan.changed = "Wed, 11 Jun 2025 09:43:52 GMT"
    with pytest.raises(DataError, match=r"incomplete: .*the same command goes on from there"):
        take(centre, tmp_path)
    came = (tmp_path / f"{NAME}.part").stat().st_size
    assert 0 < came <= 70_000
    assert names(tmp_path) == [f"{NAME}.part", f"{NAME}.part.json"]
    assert take(centre, tmp_path).path.read_bytes() == CONTENT
    assert server.plan.asked[1]["Range"] == f"bytes={came}-"
    assert server.plan.asked[1]["If-Range"] == (server.plan.tag if by == "tag" else server.plan.changed)
    assert names(tmp_path) == [NAME, f"{NAME}.sha256"]


def test_breaks_are_outlived_in_one_call(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.cut = [50_000, 50_000, 50_000]
    assert take(replace(centre, attempts=4), tmp_path).path.read_bytes() == CONTENT
    assert len(server.plan.asked) == 4


def test_without_a_tag_or_a_date_nothing_is_resumed(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.cut, server.plan.tag = [70_000], None
    assert take(replace(centre, attempts=2), tmp_path).path.read_bytes() == CONTENT
    assert "Range" not in server.plan.asked[1]


def test_a_server_without_ranges_sends_all_again(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.cut, server.plan.ranges = [70_000], False
    assert take(replace(centre, attempts=2), tmp_path).path.read_bytes() == CONTENT


def test_a_file_changed_in_between_is_started_over(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.cut = [70_000]
    with pytest.raises(DataError, match="incomplete"):
        take(centre, tmp_path)
    server.plan.content, server.plan.tag = (other := archive(1)), '"two"'
    assert take(centre, tmp_path).path.read_bytes() == other
    assert server.plan.asked[1]["If-Range"] == '"one"'


@pytest.mark.parametrize(
    "note", ["", "{", "[]", '{"address": "elsewhere", "validator": "x"}', '{"validator": 1}']
)
def test_an_unusable_note_starts_over(server: Server, centre: Centre, tmp_path: Path, note: str) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(b"something else")
    (tmp_path / f"{NAME}.part.json").write_text(note)
    assert take(centre, tmp_path).path.read_bytes() == CONTENT
    assert "Range" not in server.plan.asked[0]


def test_more_than_the_whole_file_starts_over(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.cut = [70_000]
    with pytest.raises(DataError, match="incomplete"):
        take(centre, tmp_path)
    (tmp_path / f"{NAME}.part").write_bytes(CONTENT + b"more")
    assert take(replace(centre, attempts=2), tmp_path).path.read_bytes() == CONTENT


def test_a_truncated_file_is_never_put_in_place(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.content, server.plan.without_length = CONTENT[:100_000], True
    with pytest.raises(DataError, match=r"not_a_zip: .*100,000 bytes of something else"):
        take(centre, tmp_path)
    assert names(tmp_path) == []


def test_a_wrong_length_is_refused_or_resumed(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.stated = len(CONTENT) + 10
    with pytest.raises(DataError, match=r"incomplete"):
        take(centre, tmp_path)
    assert not (tmp_path / NAME).exists()
    known = {RELEASE: Known(len(CONTENT) + 1, sha(CONTENT))}
    server.plan.stated = None
    with pytest.raises(
        DataError, match=rf"wrong_size: .*{len(CONTENT):,} bytes; expected {len(CONTENT) + 1:,}"
    ):
        take(replace(centre, known=known), tmp_path / "other")
    assert names(tmp_path / "other") == []


def test_a_known_digest_must_agree(server: Server, centre: Centre, tmp_path: Path) -> None:
    right = replace(centre, known={RELEASE: Known(len(CONTENT), sha(CONTENT))})
    assert take(right, tmp_path).is_known
    wrong = replace(centre, known={RELEASE: Known(len(CONTENT), sha(b"other"))})
    with pytest.raises(DataError, match=r"digest_differs: .*use --force"):
        take(wrong, tmp_path / "other")
    assert names(tmp_path / "other") == []
    assert take(wrong, tmp_path / "other", force=True).digest == sha(CONTENT)


def test_a_file_that_differs_from_the_last_is_refused(server: Server, centre: Centre, tmp_path: Path) -> None:
    first = take(centre, tmp_path)
    first.path.unlink()
    server.plan.content = other = archive(1)  # a zip holds the time, so made once
    with pytest.raises(DataError, match="digest_differs"):
        take(centre, tmp_path)
    assert names(tmp_path) == [f"{NAME}.sha256"]
    assert take(centre, tmp_path, force=True).digest == sha(other)
    assert take(centre, tmp_path).was_here


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "release_not_found: .* expected a release that exists"),
        (410, "release_not_found"),
        (403, "server_refused: .*answer 403"),
        (500, "offline: .*the server answers 500"),
        (503, "offline: .*irenic data import FILE"),
    ],
)
def test_a_refusal_is_said(server: Server, centre: Centre, tmp_path: Path, status: int, code: str) -> None:
    server.plan.status = status
    with pytest.raises(DataError, match=code):
        take(centre, tmp_path)
    assert not (tmp_path / NAME).exists()
    assert len(server.plan.asked) == 1


def test_a_server_that_recovers_is_asked_again(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.status = 503

    def recover() -> None:
        while not server.plan.asked:
            time.sleep(0.005)
        server.plan.status = 200

    helper = threading.Thread(target=recover)
    helper.start()
    assert take(replace(centre, attempts=3, pause=0.1), tmp_path).digest == sha(CONTENT)
    helper.join()


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/x.zip",
        "http://example.org/x.zip",
        "file:///etc/passwd",
        "//example.org/x",
        "http://u@h/",
    ],
)
def test_a_redirect_elsewhere_is_refused(
    server: Server, centre: Centre, tmp_path: Path, location: str
) -> None:
    server.plan.status, server.plan.location = 302, location
    with pytest.raises(DataError, match=r"redirect_elsewhere|offline: .*Unsupported"):
        take(centre, tmp_path)
    assert len(server.plan.asked) == 1


def test_a_redirect_on_the_same_site_is_followed_but_not_for_ever(
    server: Server, centre: Centre, tmp_path: Path
) -> None:
    server.plan.status, server.plan.location = 302, "/elsewhere.zip"
    with pytest.raises(DataError, match="over 5 redirects"):
        take(centre, tmp_path)
    assert len(server.plan.asked) == 6


def test_a_silent_server_is_given_up(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.cut, server.plan.wait = [70_000], 5.0
    with pytest.raises(DataError, match=r"incomplete: .*nothing came for 0.2 seconds"):
        take(replace(centre, silence=0.2), tmp_path)
    assert (tmp_path / f"{NAME}.part").stat().st_size > 0


def test_no_server_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    nobody = Centre(address=f"http://127.0.0.1:{port}/", attempts=2, pause=0, known={})
    with pytest.raises(
        DataError, match=r"offline: .*expected an answer from 127.0.0.1.*take the file in a browser"
    ):
        take(nobody, tmp_path)
    assert names(tmp_path) == []


@pytest.mark.parametrize("without_length", [False, True])
def test_a_huge_file_is_refused(server: Server, centre: Centre, tmp_path: Path, without_length: bool) -> None:
    server.plan.without_length = without_length
    with pytest.raises(DataError, match="too_large"):
        take(replace(centre, max_bytes=100_000), tmp_path)
    assert NAME not in names(tmp_path)


def test_another_encoding_is_refused(server: Server, centre: Centre, tmp_path: Path) -> None:
    server.plan.encoding = "gzip"
    with pytest.raises(DataError, match='encoded as "gzip"'):
        take(centre, tmp_path)


def test_a_folder_that_cannot_be_made_is_said(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"not_writable: .*expected a place to write to"):
        take(centre, tmp_path / "file" / "below")


@pytest.mark.parametrize("given", ["", "25", "25.1.2", "16.1", "25.0", "../25.1", "２５.1", "25.1\n"])
def test_a_release_of_another_form_is_refused(given: str) -> None:
    with pytest.raises(DataError, match="bad_release"):
        checked_release(given)


@pytest.mark.parametrize(
    "given",
    [
        "http://ucdp.uu.se/",
        "ftp://127.0.0.1/",
        "file:///etc",
        "https://",
        "https://u:p@h/",
        "https://h/?q",
        "x",
        "http://[::1",
    ],
)
def test_an_unsafe_address_is_refused(given: str) -> None:
    with pytest.raises(DataError, match="bad_address"):
        checked_address(given)


def test_the_centre_is_ucdps_unless_the_setting_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    centre = chosen_centre()
    assert centre.address_of("25.1") == "https://ucdp.uu.se/downloads/ged/ged251-csv.zip"
    assert not centre.is_here
    assert centre.trusts("https://ucdp.uu.se/elsewhere")
    for address in (
        "http://ucdp.uu.se/",
        "https://uu.se/",
        "https://ucdp.uu.se:8443/",
        "https://a@ucdp.uu.se/",
    ):
        assert not centre.trusts(address)
    assert not centre.trusts("https://ucdp.uu.se:port/")
    monkeypatch.setenv(SETTING, "http://localhost:1/")
    assert chosen_centre().is_here
    assert LATEST in KNOWN
    assert download_folder().name == "downloads"


def test_the_command_prints_the_next_step(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typer

    monkeypatch.setenv(SETTING, server.address)
    app = typer.Typer()
    app.command()(command)
    arguments = ["ucdp", "--release", RELEASE, "--to", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "UCDP GED 25.1 fetched: 0.2 MB" in result.output
    assert sha(CONTENT) in result.output
    assert "CC BY 4.0" in result.output
    assert f"Next: irenic data import {tmp_path / NAME}" in result.output
    again = CliRunner().invoke(app, [*arguments, "--json"])
    assert '"was_here": true' in again.output
