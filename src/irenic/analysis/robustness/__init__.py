"""Decisions under deep uncertainty: robustness, whether its measures agree, and what is worth finding out."""
