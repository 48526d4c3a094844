"""Reading a study's results: comparisons, robustness over weightings, reach of phases."""
