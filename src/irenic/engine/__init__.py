"""The engine: one conflict month after another, for blocks of worlds at once."""
