"""Names from a study or a case as they stand in sentences: one line, nothing hidden, set apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from irenic.analysis.wording import listing
from irenic.figures.words import shown, strategy_labels
from irenic.study import Manifest


def clean(text: str) -> str:
    """Return text from a file as one line without control or direction marks of its own.

    Parameters
    ----------
    text : from a case, a study or a kept document
    """
    return shown(" ".join(text.split()))


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: "All deaths" becomes "all deaths"."""
    text = clean(label)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def sentence_of(text: str) -> str:
    """Return text from a file as it stands between sentences: clean, with a full stop at its end."""
    said = clean(text)
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."


@dataclass(frozen=True, slots=True)
class Names:
    """What people call the strategies of a study.

    Parameters
    ----------
    labels : id -> label, clean, and like no other
    """

    labels: Mapping[str, str]

    @classmethod
    def of(cls, manifest: Manifest) -> Names:
        """Return the names of a study's strategies, as figures show them."""
        return cls(strategy_labels(manifest))

    def quoted(self, name: str) -> str:
        """Return a strategy's label in quotation marks, for sentences."""
        return f"\u201c{self.labels[name]}\u201d"

    def listed(self, names: Sequence[str]) -> str:
        """Return labels in quotation marks as "a, b and c"."""
        return listing([self.quoted(name) for name in names])
