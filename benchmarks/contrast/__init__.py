"""Contrast sets: fillings of a short résumé that differ in one fact, with their verdicts."""
