"""The scalar form: every number of forward map, back-propagation and descent as a step with its equation.

    from backprop_lab import load_lab
    from backprop_lab.derivation import derive, values
    steps = derive(load_lab("handout"))

`derive` gives the steps, `values` their numbers in floats or fractions, `write` any equation as
plain text, LaTeX, MathML, Typst or NumPy source, `numpy_source` a program.
"""

from .derive import Template, derive, template
from .expression import Expression, Node, Number, Ref
from .name import Name
from .source import numpy_source
from .step import PHASES, Sentence, Step
from .style import STYLES, Style
from .values import evaluate, given, values
from .write import write, write_name

__all__ = [
    "PHASES", "STYLES", "Expression", "Name", "Node", "Number", "Ref", "Sentence", "Step", "Style",
    "Template", "derive", "evaluate", "given", "numpy_source", "template", "values", "write", "write_name",
]  # fmt: skip
