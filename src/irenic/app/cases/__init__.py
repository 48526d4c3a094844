"""What the Case view asks for: a case told, drawn, checked, changed and kept."""
