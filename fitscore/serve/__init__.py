"""A page for recruiters and an API for tools, on this machine."""
