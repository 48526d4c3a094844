"""Check the ids that a strategy file names against those of the case."""

from __future__ import annotations

from dataclasses import dataclass

from irenic.case.document import Place, Plain
from irenic.errors import did_you_mean, quoted
from irenic.strategy.findings import Findings
from irenic.strategy.places import reachable
from irenic.strategy.plan import CaseNames


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of a case that levers can name.

    Parameters
    ----------
    names : of the case
    findings : takes the problems
    """

    names: CaseNames
    findings: Findings

    def known(self, kind: str) -> tuple[str, ...]:
        """Return the ids of a kind: "group" (without the extremist), "district", "issue" or "patron"."""
        by_kind = {
            "district": self.names.districts,
            "issue": self.names.issues,
            "patron": self.names.patrons,
        }
        return tuple(by_kind[kind]) if kind in by_kind else reachable(self.names)

    def is_one(self, name: str, place: Place, kind: str) -> bool:
        """Return whether a name is an id of the kind; the problem is noted where it is not."""
        known = self.known(kind)
        if name in known:
            return True
        if kind == "group" and name in self.names.groups:
            expected, hint = "any group but the extremist", "No lever reaches that group; remove the entry."
            self.findings.note("extremist_named", place, quoted(name), expected, hint)
            return False
        article = "an" if kind[0] in "aeiou" else "a"
        self.findings.unknown(f"unknown_{kind}", place, name, known, f"{article} {kind} of the case")
        return False

    def listed(self, value: Plain, place: Place, kind: str) -> list[str]:
        """Return the ids of a list that are of the kind; the others are noted."""
        read = []
        for i, name in enumerate(self.findings.sequence(value, place, f"{kind}s")):
            if not isinstance(name, str):
                hint = did_you_mean(str(name), self.known(kind))
                self.findings.note(
                    f"unknown_{kind}", (*place, i), quoted(name), f"a {kind} of the case", hint
                )
            elif self.is_one(name, (*place, i), kind):
                read.append(name)
        return read
