"""The trainer of the posting reader: `python -m fitscore.training.reader`."""
