"""Real events, and what was recorded of a case: for drafting, scoring and weighting; nothing here enters a run."""
