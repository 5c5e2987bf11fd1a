"""Résumés of invented people in designs as people use them, with exact labels."""
