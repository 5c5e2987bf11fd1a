"""Measured comparisons and the training of what ships with fitscore."""
