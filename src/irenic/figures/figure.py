"""One figure, the same in the app, a report and a notebook: a chart, its text alternative and its table.

`Figure.spec` is what a page draws with Vega's JavaScript, `Figure.svg` and `Figure.png` are drawn offline.
Names are text everywhere: charts carry them as data, SVG and HTML escape them.
"""

from __future__ import annotations

import html
import math
import textwrap
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from irenic.figures.theme import Theme, config, dressed, palette
from irenic.study import NOTICE

Cell = str | float | int | None

CONTAINER = "container"
VEGALITE = "6.4"
"""Of the versions that vl-convert holds; the one that its JavaScript bundle has."""
_DIGITS = 6
_LETTER = 8.4
"""Width of a letter of the title in pixels, as wide as they come on average."""


@dataclass(frozen=True)
class Table:
    """The numbers of a figure, as they stand under it.

    Parameters
    ----------
    columns : headings, with units
    rows : one cell a column: text ready for people, or numbers
    caption : what the table shows; may be empty
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""

    def html(self) -> str:
        """Return the table as HTML, every cell escaped."""
        caption = f"<caption>{html.escape(self.caption)}</caption>" if self.caption else ""
        head = "".join(f'<th scope="col">{_cell(name)}</th>' for name in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{_cell(c)}</td>' for c in row)}</tr>" for row in self.rows)
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True, eq=False)
class Figure:
    """A chart with its text alternative and its numbers.

    Parameters
    ----------
    name : slug for ids and file names, such as ``fan-deaths``; letters a-z, digits, hyphens
    title : one line, plain text
    alt : text alternative in whole sentences: kind of chart, what it shows, the main numbers
    table : the figure's numbers
    chart : an Altair chart, or a Vega-Lite spec as a dict, with colours by role (see `theme.ink`) and
        its data within; width "container" where it may be as wide as the page
    note : how to read it, a sentence or two
    """

    name: str
    title: str
    alt: str
    table: Table
    chart: Any
    note: str = ""

    def spec(self, theme: Theme = "light") -> dict[str, Any]:
        """Return the Vega-Lite spec in a theme: data within, no address to fetch, without the title.

        Parameters
        ----------
        theme : "light" or "dark"
        """
        raw = self._raw
        kept = {k: v for k, v in raw.items() if k not in ("$schema", "config")}
        dark_or_light = {"config": _merged(raw.get("config", {}), config(theme))}
        about = {"description": self.alt, "usermeta": {"notice": NOTICE, "figure": self.name}}
        background = {"background": palette(theme)["background"]}
        spec: dict[str, Any] = _sound(dressed({**kept, **dark_or_light, **about, **background}, theme))
        return spec

    @cached_property
    def _raw(self) -> dict[str, Any]:
        """The chart as a dict, made once for both themes."""
        raw: dict[str, Any] = self.chart if isinstance(self.chart, dict) else self.chart.to_dict()
        return raw

    def heading(self, width: int = 720) -> dict[str, Any]:
        """Return the Vega-Lite title of a picture that stands alone: title in lines, notice below.

        Parameters
        ----------
        width : of the picture in pixels
        """
        lines = textwrap.wrap(self.title, max(20, int((width - 12) / _LETTER))) or [""]
        return {"text": lines, "subtitle": NOTICE}

    def svg(self, theme: Theme = "light", width: int = 720) -> str:
        """Return the figure as SVG that needs nothing else, with title, notice and text alternative.

        Parameters
        ----------
        theme : "light" or "dark"
        width : in pixels, of figures that can be of any width
        """
        import vl_convert

        drawn: str = vl_convert.vegalite_to_svg(
            self._alone(theme, width), vl_version=VEGALITE, allowed_base_urls=[]
        )
        about = f"<title>{html.escape(self.title)}</title><desc>{html.escape(self.alt)}</desc>"
        opening, rest = drawn.split(">", 1)
        return f'{opening} role="img">{about}{rest}'

    def png(self, theme: Theme = "light", scale: float = 2.0, width: int = 720) -> bytes:
        """Return the figure as a PNG, with title and notice.

        Parameters
        ----------
        theme : "light" or "dark"
        scale : pixels of the image for each pixel of the drawing
        width : of the drawing in pixels, of figures that can be of any width
        """
        import vl_convert

        drawn: bytes = vl_convert.vegalite_to_png(
            self._alone(theme, width), vl_version=VEGALITE, scale=scale, allowed_base_urls=[]
        )
        return drawn

    def document(self, theme: Theme = "light") -> dict[str, Any]:
        """Return all of the figure as plain data, as the app sends it to a page.

        Parameters
        ----------
        theme : "light" or "dark"

        Returns
        -------
        name, title, alt, note, notice, spec, heading (the spec's ``title`` where it is saved as a picture),
        table (columns, rows, caption)
        """
        table = {"columns": list(self.table.columns), "caption": self.table.caption}
        return {
            "name": self.name,
            "title": self.title,
            "alt": self.alt,
            "note": self.note,
            "notice": NOTICE,
            "spec": self.spec(theme),
            "heading": self.heading(),
            "table": {**table, "rows": [_sound(list(row)) for row in self.table.rows]},
        }

    def html(self, theme: Theme = "light") -> str:
        """Return the figure as HTML: the picture, how to read it, and its table folded away.

        Parameters
        ----------
        theme : "light" or "dark"
        """
        picture = self.svg(theme).replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        table = f"<details><summary>The numbers</summary>{self.table.html()}</details>"
        return f'<figure class="irenic-figure">{picture}<figcaption>{note}{table}</figcaption></figure>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return what a notebook shows."""
        return {"text/html": self.html(), "text/plain": f"{self.title}\n{self.alt}\n{NOTICE}."}

    def _alone(self, theme: Theme, width: int) -> dict[str, Any]:
        """Spec of a picture that stands alone: a width in pixels, a title, the notice."""
        spec = self.spec(theme)
        if spec.get("width") == CONTAINER:
            spec |= {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
        return spec | {"title": self.heading(width)}


def _cell(value: Cell) -> str:
    text = "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return f"<bdi>{html.escape(text)}</bdi>"


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return two configs in one; the second wins."""
    both = {k: _merged(below[k], above[k]) for k in below if isinstance(above.get(k), dict)}
    return {**below, **above, **both}


def _sound(value: Any) -> Any:
    """Return plain data that any JSON reader takes: no NaN, no needless digits."""
    if isinstance(value, dict):
        return {k: _sound(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(v) for v in value]
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    return value
