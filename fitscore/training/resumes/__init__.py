"""Training of the résumé reader."""
