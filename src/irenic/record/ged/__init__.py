"""Events of the UCDP Georeferenced Event Dataset: every release from 17.1 to 26.1."""

from irenic.record.ged.citation import LICENCE, citation
from irenic.record.ged.coverage import Coverage, TypeCoverage, coverage
from irenic.record.ged.layouts import SCHEMA
from irenic.record.ged.read import GedFile, read_ged
from irenic.record.ged.source import Limits, Progress

__all__ = [
    "LICENCE",
    "SCHEMA",
    "Coverage",
    "GedFile",
    "Limits",
    "Progress",
    "TypeCoverage",
    "citation",
    "coverage",
    "read_ged",
]
