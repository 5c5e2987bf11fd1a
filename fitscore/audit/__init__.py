"""How a score behaves: under changes that should not matter, and by group."""

from fitscore.audit.names import NameGroup, name_groups

__all__ = ["NameGroup", "name_groups"]
