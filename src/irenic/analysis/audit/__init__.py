"""The audit: every claim of a case on trial in a study's worlds, beside what the record says.

The rule for verdicts is decision D17, fixed before any run. Luck is taken out (means over replicates),
ignorance stays (the share of worlds), and a verdict that resamples or re-runs do not confirm is withdrawn.
"""

from __future__ import annotations

from irenic.analysis.audit.claims_file import ClaimsFile, read_claims
from irenic.analysis.audit.ledger import Ledger, Line
from irenic.analysis.audit.run import audit
from irenic.analysis.audit.subject import Options, Subject, subject_of
from irenic.analysis.audit.verdict import Verdict

__all__ = [
    "ClaimsFile",
    "Ledger",
    "Line",
    "Options",
    "Subject",
    "Verdict",
    "audit",
    "read_claims",
    "subject_of",
]
