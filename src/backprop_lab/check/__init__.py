"""Whether a student's program is right, and if not, which mistake it makes and where.

from backprop_lab import check
check(forward=my_forward, gradient=my_gradient)
"""

from .catalogue import Mistake, catalogue
from .face import Checked, check
from .verdict import Judged, Named, Place, Report

__all__ = ["Checked", "Judged", "Mistake", "Named", "Place", "Report", "catalogue", "check"]
