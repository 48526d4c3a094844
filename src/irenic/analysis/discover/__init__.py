"""Scenario discovery: in which worlds something happens, as boxes, a tree's opinion and sentences."""

from __future__ import annotations

from irenic.analysis.discover.box import Box, Fit, Limit
from irenic.analysis.discover.find import Found, Options, find_box, find_boxes
from irenic.analysis.discover.inputs import Input
from irenic.analysis.discover.words import sentence

__all__ = ["Box", "Fit", "Found", "Input", "Limit", "Options", "find_box", "find_boxes", "sentence"]
