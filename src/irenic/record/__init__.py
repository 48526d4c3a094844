"""Real events, and what was recorded of a case: to draft, score and weigh; nothing here enters a run."""

from irenic.record.deaths import Deaths
from irenic.record.load import Record, load_record
from irenic.record.parties import Dyad, Party
from irenic.record.windows import Window

__all__ = ["Deaths", "Dyad", "Party", "Record", "Window", "load_record"]
