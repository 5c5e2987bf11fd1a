"""The default model of fitscore: the files in `model`, and no code."""
