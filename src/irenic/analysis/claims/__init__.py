"""Claims: an argument as a list of propositions whose tests are written before any run.

The claims of a case lie beside it in ``claims.yaml``. Each says what the argument says, where in the
article, by which mechanism; which plans are compared and what must be so for it to hold; what the later
record says; and what would change that. How a verdict is drawn is fixed elsewhere, for all alike (D17).
"""

from __future__ import annotations

from irenic.analysis.claims.arms import ArmPlan, arm_strategy
from irenic.analysis.claims.claim import MONTHS, VERDICTS, Arm, Claim, Reading, Verdict
from irenic.analysis.claims.labels import arm_label, changes_in_words
from irenic.analysis.claims.load import FILE, check_claims, claim_words, load_claims, parse_claims
from irenic.analysis.claims.page import claims_markdown
from irenic.analysis.claims.wording import arm_in_words, asked_in_words, claims_document

__all__ = [
    "FILE",
    "MONTHS",
    "VERDICTS",
    "Arm",
    "ArmPlan",
    "Claim",
    "Reading",
    "Verdict",
    "arm_in_words",
    "arm_label",
    "arm_strategy",
    "asked_in_words",
    "changes_in_words",
    "check_claims",
    "claim_words",
    "claims_document",
    "claims_markdown",
    "load_claims",
    "parse_claims",
]
