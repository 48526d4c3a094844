"""Files and bodies made to be slow, large or dangerous: refused at once, and nothing is kept."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

JSON = {"content-type": "application/json"}
YAML = {"content-type": "application/yaml"}

BOMBS = {
    "aliases": "a: &a [x,x]\n" + "".join(f"{n}: &{n} [{f'*{p},' * 9}x]\n" for p, n in pairwise("abcdefghi")),
    "tags": "!!python/object/apply:os.system ['touch owned']\n",
    "deep": "[" * 50_000,
    "deep map": "".join(f"{' ' * n}a:\n" for n in range(1200)),
    "huge key": f"? {'k' * 900_000}\n: 1\n",
    "merge": "a: &a {b: 1}\nc: {<<: *a}\n",
    "flow": "{" * 3_000,
    "number": f"schema: {'9' * 500_000}\n",
    "binary": "\x00\x01\x02",
    "quotes": '"' + "\\x41" * 100_000 + '"',
    "comment": "#" * 1_900_000,
    "documents": "---\n" * 100_000,
    "case names": "schema: 1\nid: ../../owned\n",
}  # fmt: skip


@pytest.mark.parametrize("path", ["/api/cases", "/api/cases/check"])
@pytest.mark.parametrize("name", list(BOMBS))
def test_a_malicious_file_is_refused_at_once(
    client: TestClient, workspace: Any, name: str, path: str
) -> None:
    content = BOMBS[name].encode()
    start = time.process_time()
    answer = client.post(path, content=content, headers=YAML)
    assert time.process_time() - start < 1
    assert answer.status_code in (200, 422) and answer.json()["problems"]
    assert len(answer.content) < 100_000 and "Traceback" not in answer.text
    kept = workspace.settings.cases
    assert not kept.exists() or not list(kept.iterdir())


JSON_BOMBS = {
    "deep": b"[" * 200_000,
    "deep object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "many keys": b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b"}",
    "number": b'{"case":' + b"9" * 100_000 + b"}",
    "many strategies": b'{"case":"harbour","strategies":["' + b'","'.join([b"x"] * 300_000) + b'"]}',
    "half a pair": b'{"case":"\\ud800"}',
    "not UTF-8": b'{"case":"\xff\xfe"}',
    "not JSON": b"{case: harbour}",
    "nothing": b"",
    "a list": b"[1,2]",
    "not a number": b'{"case":"harbour","worlds":NaN}',
    "other types": b'{"case":["harbour"],"strategies":"nothing","worlds":"8","seed":1e99,"more":null}',
}


@pytest.mark.parametrize("name", list(JSON_BOMBS))
def test_a_malicious_body_is_refused_at_once(client: TestClient, name: str) -> None:
    start = time.process_time()
    answer = client.post("/api/studies", content=JSON_BOMBS[name], headers=JSON)
    assert time.process_time() - start < 2
    assert answer.status_code in (400, 404, 422) and answer.json()["problems"]
    assert len(answer.content) < 50_000
