"""Train a decision on labelled pairs: `python -m fitscore.training --data DIR --out FILE`."""
