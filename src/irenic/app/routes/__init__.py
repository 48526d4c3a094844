"""Routes of the server, one module for each kind of thing asked for; each has a ``router``."""
