"""Formulas read back: each style's text made Python by its own small rules, and Python worked out through `ast`."""

import ast
import math
import operator
import re
import xml.etree.ElementTree as ET

SLOPE = -0.5
"""Of every leaky ReLU in these tests, as what is written does not always tell it."""


def sigmoid(a):
    return 1 / (1 + math.exp(-a)) if a >= 0 else math.exp(a) / (1 + math.exp(a))


FUNCTIONS = {
    "relu": lambda a: a if a > 0 else 0 * a,
    "leaky": lambda a: a if a > 0 else type(a)(SLOPE) * a,
    "leaky_slope": lambda a: type(a)(1 if a > 0 else SLOPE),
    "tanh": math.tanh, "sigmoid": sigmoid, "softplus": lambda a: max(a, 0.0) + math.log1p(math.exp(-abs(a))),
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "max": max, "frac": operator.truediv,
}  # fmt: skip
BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


class _Reader:
    """The value of an expression's parts, each read by the method of its kind."""

    def __init__(self, known, number):
        self.known, self.number = known, number

    def value(self, node):
        return getattr(self, type(node).__name__)(node)

    def Constant(self, node):
        return self.number(node.digits)

    def Name(self, node):
        return self.known[node.id]

    def Subscript(self, node):
        return self.known[node.value.id, node.slice.value]

    def List(self, node):
        (compare,) = node.elts
        assert ast.unparse(compare).endswith(" > 0")
        return self.number(1 if self.value(compare.left) > 0 else 0)

    def UnaryOp(self, node):
        assert isinstance(node.op, ast.USub)
        return -self.value(node.operand)

    def BinOp(self, node):
        left, right = self.value(node.left), self.value(node.right)
        if not isinstance(node.op, ast.Pow):
            return BINARY[type(node.op)](left, right)
        if ast.unparse(node.right) == "2":
            return left * left
        return left ** int(right) if left == 10 else left**right  # nothing right has another power

    def Call(self, node):
        return FUNCTIONS[node.func.id](*map(self.value, node.args))


def worked_out(text, known, number=float):
    """The value of Python's arithmetic in `text`: names from `known`, a[1] from known["a", 1], [a > 0] is 1 or 0."""
    tree = ast.parse(text, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.digits = ast.get_source_segment(text, node)
    return _Reader(known, number).value(tree)


def of_text(text):
    """A comma within an index is a line to Python."""
    return re.sub(r"(?<=\w),(?=\d)", "_", text).replace("leaky'", "leaky_slope").replace("^", "**")


def of_latex(text):
    text = re.sub(r"\\(left|right|!)", "", text)
    text = re.sub(r"\\operatorname\{(\w+)\}", r"\1", text).replace("leaky'", "leaky_slope")
    text = re.sub(r"\\(tanh|exp|log|max)", r"\1", text).replace(r"\cdot", "*")
    while "{" in text:
        before = text
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        text = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", text)
        text = re.sub(r"\^\{(-?\d+)\}", r"**\1", text)
        assert text != before, text
    return text


def of_typst(text):
    text = re.sub(r'op\("(\w+)"\)', r"\1", text).replace("leaky'", "leaky_slope").replace("^", "**")
    return re.sub(r"lr\((\[[^\[\]]*\])\)", r"\1", text.replace(" dot ", " * "))


SIGNS = {"·": "*", "−": "-", "\u2061": "", **{sign: sign for sign in "+()[]>,"}}


def of_mathml(text):
    return _element(ET.fromstring(f"<mrow>{text}</mrow>"))


def _element(node):
    parts = [_element(child) for child in node]
    match node.tag:
        case "mrow":
            return "".join(parts)
        case "mn" | "mi":
            return node.text.replace("leaky′", "leaky_slope")
        case "mo":
            return SIGNS[node.text]
        case "mfrac":
            return "(({})/({}))".format(*parts)
        case "msqrt":
            return f"sqrt({''.join(parts)})"
        case "msup":
            return "{}**{}".format(*parts)
    raise SyntaxError(node.tag)


PYTHON = {"text": of_text, "latex": of_latex, "mathml": of_mathml, "typst": of_typst}
CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "mover": 2, "msubsup": 3}
ELEMENTS = {*CHILDREN, "mrow", "mi", "mn", "mo", "mtext", "msqrt"}


def check_mathml(text):
    """Well-formed, of MathML Core alone, each element with as many children as it must have, no script ambiguous."""
    for node in ET.fromstring(f"<mrow>{text}</mrow>").iter():
        assert node.tag in ELEMENTS, node.tag
        assert not node.attrib
        assert len(node) == CHILDREN.get(node.tag, len(node)), text
        assert bool(node.text) == (node.tag in ("mi", "mn", "mo", "mtext")), text
        assert not (node.tail or "").strip()
        if node.tag in ("msup", "msubsup", "msub"):
            assert node[0].tag in ("mi", "mn", "mrow", "msqrt", "msub"), text
        if node.tag == "msup" and node[0].tag == "mrow":
            assert [*node[0].iter()][-1].text in (")", "]"), text


def check_latex(text):
    """Braces and \\left \\right balanced; after each atom at most one index and one power, and a fraction has none."""
    tokens = re.findall(r"\\[A-Za-z]+|\\.|[^\s]", text)
    assert tokens.count(r"\left") == tokens.count(r"\right")
    rest = _row(tokens, None)
    assert not rest, rest


def _row(tokens, end):
    seen, fraction = set(), False
    while tokens:
        token, *tokens = tokens
        if token == end:
            return tokens
        assert token != "}", "a brace too many"
        if token in "^_":
            assert token not in seen, "double script"
            assert not fraction, "script on a fraction"
            seen.add(token)
            assert tokens[0] == "{", "a script without braces"
            tokens = _row(tokens[1:], "}")
            continue
        seen, fraction = set(), token == r"\frac"
        if fraction:
            assert tokens[0] == "{"
            tokens = _row(tokens[1:], "}")
            assert tokens[0] == "{"
            tokens = _row(tokens[1:], "}")
        elif token == "{":
            tokens = _row(tokens, "}")
    assert end is None, "a brace is not closed"
    return tokens
