"""Pages in which a case examines itself, written to `docs/` by ``irenic docs`` (see `write`)."""
