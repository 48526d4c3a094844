"""The small types a case is made of: ids, texts, graded figures and tables of them.

An **uncertain figure** is low <= best <= high with a grade and a source in words. Most stand in
tables that share one grade, source and spread; there a bare number v is shorthand for
low = v - spread, best = v, high = v + spread, with low and high kept inside the range of the
attribute. That limit is a stated rule of the format: it narrows an interval at the edge of the
possible, and never moves the best value. A mapping in place of the number says it all itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    StringConstraints,
    Tag,
)
from pydantic_core import PydanticCustomError

Grade = Literal["A", "B", "C", "D"]
"""A official count or several independent reports; B one good estimate; C judgement; D guess."""

NOBODY = "nobody"
"""Reserved id: holder of people whom no group controls."""

_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _clean_text(text: str) -> str:
    """Refuse empty text and characters that could repaint a reader's screen."""
    if not text:
        raise PydanticCustomError("empty_text", "text that says something")
    hidden = [
        c for c in text if c in _DIRECTION_MARKS or (ord(c) < 32 and c not in "\n\t") or 126 < ord(c) < 160
    ]
    if hidden:
        raise PydanticCustomError("bad_text", "text without control characters or direction overrides")
    return text


def _identifier(text: str) -> str:
    is_plain = text.isascii() and text.replace("_", "").replace("-", "").isalnum() and text[0].isalpha()
    if not is_plain or len(text) > 40 or text == NOBODY:
        raise PydanticCustomError(
            "bad_id",
            "an id: a letter, then letters, digits, _ or -, at most 40 in all, and not 'nobody'",
        )
    return text


def _holder(text: str) -> str:
    return text if text == NOBODY else _identifier(text)


def _month(text: str) -> str:
    year, _, month = text.partition("-")
    is_month = len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()
    if not is_month or not 1 <= int(month) <= 12 or int(year) < 1:
        raise PydanticCustomError("bad_month", "a month written as year-month, such as 2015-11")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000), AfterValidator(_clean_text)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=160), AfterValidator(_clean_text)]
Id = Annotated[str, AfterValidator(_identifier)]
HolderId = Annotated[str, AfterValidator(_holder)]
Month = Annotated[str, AfterValidator(_month)]
Share = Annotated[float, Field(ge=0, le=1)]
Spread = Annotated[float, Field(ge=0, le=10)]


class Strict(BaseModel):
    """Base of every part of a case: no key too many, no silent conversion, no change afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Figure(Strict):
    """An uncertain number: low <= best <= high, with its grade and source in words."""

    low: float
    best: float
    high: float
    grade: Grade
    source: Text


def _number_or_figure(value: Any) -> str:
    return "figure" if isinstance(value, (dict, Figure)) else "number"


Entry = Annotated[
    Annotated[float, Tag("number")] | Annotated[Figure, Tag("figure")],
    Discriminator(_number_or_figure),
]
"""What stands in a table: a number (shorthand) or a whole figure."""


class Graded(Strict):
    """What the entries of a table share."""

    grade: Grade
    spread: Spread
    source: Text

    def figure(self, entry: float | Figure, low: float, high: float) -> Figure:
        """Return an entry as a whole figure.

        Parameters
        ----------
        entry : number (shorthand) or figure
        low, high : range of the attribute; shorthand intervals end there
        """
        if isinstance(entry, Figure):
            return entry
        return Figure(
            low=max(entry - self.spread, low),
            best=entry,
            high=min(entry + self.spread, high),
            grade=self.grade,
            source=self.source,
        )


class Table(Graded):
    """One uncertain number per id."""

    values: dict[Id, Entry]

    def figures(self, low: float, high: float) -> Mapping[str, Figure]:
        """Return every entry as a whole figure; see `Graded.figure`."""
        return {key: self.figure(entry, low, high) for key, entry in self.values.items()}


class Table2(Graded):
    """One uncertain number per pair of ids, row first."""

    values: dict[Id, dict[Id, Entry]]

    def figures(self, low: float, high: float) -> Mapping[tuple[str, str], Figure]:
        """Return every entry as a whole figure; see `Graded.figure`."""
        return {
            (row, column): self.figure(entry, low, high)
            for row, entries in self.values.items()
            for column, entry in entries.items()
        }


class Override(Strict):
    """An analyst's own value for a figure, applied at load and kept with the case (D21).

    Parameters
    ----------
    figure : dotted place in the case file, such as ``control.values.port.NA``
    value : what to put there; a number, text or a mapping, checked like anything in the file
    by : who says so
    reason : why
    date : when, as 2026-01-31
    """

    figure: Name
    value: JsonValue
    by: Name
    reason: Text
    date: date
