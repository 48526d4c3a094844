"""Worlds weighted by what was recorded: which of them history speaks for, and which parameters it moves."""
