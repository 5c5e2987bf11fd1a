"""Ways of hiding text from a reader, format by format; `python -m benchmarks.hidden`."""
