"""The decision guide: which schedule, which numbers, and how strong the evidence is.

`rows` is the table of cases, `verdicts` what is known about the rules of the starting guide, `rates` the peak rates of
known recipes, `losses` why the rate has to be known first, `sources` what is cited. `advise` reads them.
"""

from paddle_lrkit.advise.advice import Advice, advise
from paddle_lrkit.advise.case import Case

__all__ = ["Advice", "Case", "advise"]
