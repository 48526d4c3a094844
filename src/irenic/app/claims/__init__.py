"""What the Claims view asks for: the ledger, the worlds behind a verdict, the back-test."""
