"""The command line: parse arguments, one library call, print, map errors to exit codes."""

from fitscore.cli.app import main

__all__ = ["main"]
