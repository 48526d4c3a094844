"""Charts of rows: a label, a bar or an interval on a common scale, words at its end.

One chart serves a telephone and a screen: where the drawing is narrow the labels stand above the bars, else
left of them. The page only sets the width; Vega's expressions do the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from irenic.figures.theme import ink

NARROW = 560
"""Pixels below which labels stand above the bars."""

GUTTER = 285
"""Room for labels beside the bars, in pixels."""

LETTERS = 42
"""Of a line of a label: as many as `GUTTER` holds."""

LINE = 15
BAR = 14
_PAD = 5
_GAP = 4


def plain_minus(number: str) -> str:
    """Return an expression that writes a number with the hyphen that every font has.

    Parameters
    ----------
    number : an expression that gives text
    """
    return f"replace({number}, '\u2212', '-')"


def of_values(values: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Return a chart of rows that the spec holds itself.

    Parameters
    ----------
    values : plain data, one dict a row
    """
    rows: Any = tuple(values)  # not a list: Altair copies lists, deeply, at every step of building a chart
    return alt.Chart(alt.InlineData(values=rows))


@dataclass(frozen=True)
class Rows:
    """The layout of a chart of rows.

    Parameters
    ----------
    values : one dict a row, with ``label`` (in lines), ``words`` (beside the bar), ``tip`` (all of it)
    domain : of the common scale
    right : pixels for the words beside the bars
    """

    values: Sequence[Mapping[str, Any]]
    domain: tuple[float, float]
    right: int = 120

    @property
    def label_lines(self) -> int:
        """Most lines of any label."""
        return max((1 + str(row["label"]).count("\n") for row in self.values), default=1)

    @property
    def step(self) -> int:
        """Height of a row in pixels: of its label with its words below, as it stands where it is narrow."""
        words = max((1 + str(row["words"]).count("\n") for row in self.values), default=1)
        return (self.label_lines + words) * LINE + 2 * _PAD + _GAP

    @property
    def height(self) -> int:
        """Height of all rows in pixels."""
        return self.step * len(self.values)

    def base(self) -> alt.Chart:
        """Return a chart of the rows that knows where each label and bar stands."""
        top = f"datum.row * {self.step}"
        above = f"{_PAD + LINE * (self.label_lines + 0.5) + _GAP}"
        first = f"{_PAD + LINE * (self.label_lines + 0.5)} - datum.label_lines * {LINE}"
        beside = f"{self.step / 2}"
        start = f"{self.step / 2} - (datum.label_lines - 1) * {LINE / 2}"
        return alt.Chart().transform_calculate(
            y_line=top,
            y_label=f"{top} + (narrow ? {first} : {start})",
            y_bar=f"{top} + (narrow ? {above} : {beside})",
            y_words=f"{top} + (narrow ? {above} : {beside} - (datum.words_lines - 1) * {LINE / 2})",
        )

    def x(self, field: str, axis: alt.Axis) -> alt.X:
        """Return the horizontal position of a field on the common scale.

        Parameters
        ----------
        field : of the rows
        axis : the same in every layer
        """
        ends = [alt.ExprRef(f"narrow ? 0 : {GUTTER}"), alt.ExprRef(f"width - {self.right}")]
        scale = alt.Scale(domain=list(self.domain), range=ends, nice=False, zero=False)
        return alt.X(f"{field}:Q", scale=scale, axis=axis, title=None)

    def y(self, field: str = "y_bar") -> alt.Y:
        """Return the vertical position in pixels."""
        return alt.Y(f"{field}:Q", scale=None, axis=None)

    def frame(self) -> list[alt.Chart]:
        """Return what all such charts have: lines between rows, tracks, labels and words."""
        base = self.base()
        across = {"x": alt.value(0), "x2": alt.value(alt.ExprRef("width"))}
        lined = base.transform_filter("datum.row > 0")
        text: dict[str, Any] = {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": LINE}
        words_at = alt.value(alt.ExprRef(f"width - {self.right - 14}"))
        track = base.mark_rule(strokeWidth=BAR, color=ink("panel"))
        return [
            lined.mark_rule(color=ink("grid")).encode(**across, y=self.y("y_line")),
            track.encode(x=alt.datum(self.domain[0]), x2=alt.datum(self.domain[1]), y=self.y()),
            base.mark_text(**text).encode(x=alt.value(0), y=self.y("y_label"), text="label:N"),
            base.mark_text(**text).encode(x=words_at, y=self.y("y_words"), text="words:N"),
        ]

    def guide(self, value: float, role: str = "rule", dash: Sequence[int] = (1, 0)) -> Any:
        """Return a short line across every bar at a value.

        Parameters
        ----------
        value : on the common scale
        role : of its colour
        dash : of the line
        """
        marks = self.base().mark_tick(
            size=BAR + 4, thickness=1.2, color=ink(role), orient="vertical", strokeDash=list(dash)
        )
        return marks.encode(x=alt.datum(value), y=self.y())

    def hover(self) -> Any:
        """Return what shows the whole of a row under the pointer: an unseen field over each."""
        tall = self.base().transform_calculate(y_end=f"datum.y_line + {self.step}")
        return tall.mark_rect(opacity=0).encode(
            x=alt.value(0),
            x2=alt.value(alt.ExprRef("width")),
            y=self.y("y_line"),
            y2="y_end",
            tooltip="tip:N",
        )

    def chart(self, *layers: alt.Chart) -> Any:
        """Return the layers as one chart as wide as its container.

        Parameters
        ----------
        layers : the frame and the marks, lowest first
        """
        counted = [
            {
                **row,
                "row": i,
                "label_lines": 1 + str(row["label"]).count("\n"),
                "words_lines": 1 + str(row["words"]).count("\n"),
            }
            for i, row in enumerate(self.values)
        ]
        found: Any = (
            alt.layer(*layers, data=alt.InlineData(values=counted))
            .properties(width="container", height=self.height)
            .add_params(alt.param(name="narrow", expr=f"width < {NARROW}"))
        )
        return found
