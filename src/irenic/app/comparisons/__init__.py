"""What the Compare view asks for: the comparison in words, and when a strategy fails."""
