"""Every page answers, says what it must, and loads only what is here."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from irenic.app.views import VIEWS

LOADED = re.compile(r'(?:src|href)="([^"]+)"')


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_a_view_says_what_it_is_and_what_it_is_not(client: TestClient, view: object) -> None:
    answer = client.get(view.path)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "imulated, exploratory, not a forecast" in answer.text
    assert f'href="{view.path}"' in answer.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_what_a_page_loads_is_there_and_from_here(client: TestClient, view: object) -> None:
    for address in LOADED.findall(client.get(view.path).text):  # type: ignore[attr-defined]
        assert address.startswith(("/", "#"))
        if address.startswith("/static/"):
            assert client.get(address).status_code == 200, address


def test_the_root_leads_to_the_first_view(client: TestClient) -> None:
    answer = client.get("/?case=harbour", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/case?case=harbour")


def test_a_case_that_is_not_there_is_told_on_the_page(client: TestClient) -> None:
    answer = client.get("/case?case=<script>alert(1)</script>")
    assert "unknown_case" in answer.text and "<script>alert" not in answer.text
