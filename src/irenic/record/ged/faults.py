"""Problems of one file of events: one that ends the reading, or all that its rows hold."""

from __future__ import annotations

from collections import Counter

from irenic.errors import DataError, Problem

SHOWN = 20
"""Problems listed; of the rest the number is said."""

KEPT = 100
"""Problems of one code and column that are held while reading, so that a hostile file fills no memory."""


def refused(
    code: str, file: str, given: str, expected: str, hint: str = "", *, line: int | None = None
) -> DataError:
    """Return the error of a file that cannot be read at all; see `Problem` for the parts."""
    return DataError([Problem(code, file, line, "", given, expected, hint)])


class Faults:
    """Problems found in the rows of a file, in the order of its lines at the end.

    Parameters
    ----------
    file : the file as the user named it
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._kept: list[Problem] = []
        self._counts: Counter[str] = Counter()
        self._by_place: Counter[tuple[str, str]] = Counter()

    def __len__(self) -> int:
        return self._counts.total()

    def add(self, code: str, line: int, column: str, given: str, wanted: tuple[str, str]) -> None:
        """Take a problem; `wanted` is what was expected and what to do."""
        self._counts[code] += 1
        self._by_place[code, column] += 1
        if self._by_place[code, column] <= KEPT:
            self._kept.append(Problem(code, self.file, line, column, given, *wanted))

    def error(self) -> DataError:
        """Return all of it as one error: the first `SHOWN` by line, and how many there are of each kind."""
        problems = sorted(self._kept, key=lambda p: p.line or 0)[:SHOWN]
        if len(self) > len(problems):
            kinds = ", ".join(f"{code} {count:,}" for code, count in sorted(self._counts.items()))
            given = f"with {len(self):,} problems in all ({kinds})"
            hint = f"The first {len(problems)} are listed."
            problems.append(Problem("more_problems", self.file, None, "", given, "none", hint))
        return DataError(problems)
