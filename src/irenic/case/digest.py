"""A fingerprint of what a case says.

Two files have the same digest when they say the same: comments, layout, quoting, 1 or 1.0, keys
left at their default, and the order of keys do not matter. The order of groups, issues, districts
and patrons is an exception and *is* content: it fixes the order of every array, and with it which
quasi-random number meets which group. Notes, sources and overrides are content too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from irenic.case.fields import Strict


def canonical_content(model: Strict, ordered: Sequence[str]) -> str:
    """Return a model as canonical JSON: sorted keys, no spaces, shortest exact numbers.

    Parameters
    ----------
    model : a case or a part of one
    ordered : names of its fields, mappings, whose order of keys is content
    """
    content = model.model_dump(mode="json", by_alias=True)
    content["order"] = {name: list(getattr(model, name)) for name in ordered}
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def content_digest(model: Strict, ordered: Sequence[str]) -> str:
    """Return the SHA-256 of `canonical_content`, 64 hex digits."""
    return hashlib.sha256(canonical_content(model, ordered).encode("utf-8")).hexdigest()
