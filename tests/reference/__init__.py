"""The oracle: the model of `docs/model.md` once more, in plain NumPy float64.

Written from the model text alone, without sight of the engine, so that a slip in one shows beside the other.
"""
