"""Real events, and what was recorded of a case: to draft, score and weigh by; none of it enters a run."""
