"""How a score behaves: under changes that should not matter, and by group."""

from fitscore.audit.names import NameGroup, name_groups
from fitscore.audit.rates import Category, Group, Rate, Rates, rates_of
from fitscore.audit.robustness import Movement, Robustness, measure_robustness

__all__ = [
    "Category",
    "Group",
    "Movement",
    "NameGroup",
    "Rate",
    "Rates",
    "Robustness",
    "measure_robustness",
    "name_groups",
    "rates_of",
]
