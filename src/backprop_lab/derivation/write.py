"""A tree as text in any style: with names, or with numbers put in for them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .expression import Expression, Number, Ref
from .name import Name
from .style import ATOM, GREEK, NONE, POWER, PRODUCT, SUM, Style

Written = tuple[str, int]
"""Text and the level at which it binds."""
Leaf = Callable[[Ref], Written]
EXACT = 0
"""As many digits as a float needs to be read back."""


def write(expression: Expression, style: Style, leaf: Leaf | None = None, need: int = NONE) -> str:
    """The tree in the style, in brackets where it binds less than `need`.

    `leaf` writes a name and says how tightly that binds; without it names are written as names.
    """
    text, level = _written(expression, style, leaf or (lambda ref: _named(ref, style)))
    return style.brackets.replace("#", text) if level < need else text


def _written(expression: Expression, style: Style, leaf: Leaf) -> Written:
    if isinstance(expression, Number):
        return figure(expression.value, style, EXACT)
    if isinstance(expression, Ref):
        return leaf(expression)
    rule = style.rules[expression.operation]
    needs = [rule.first] + [rule.rest] * (len(expression.arguments) - 1)
    parts = [write(a, style, leaf, n) for a, n in zip(expression.arguments, needs, strict=True)]
    if "#*" in rule.form:
        return rule.form.replace("#*", rule.between.join(parts)), rule.level
    return _filled(rule.form, *parts), rule.level


def _filled(form: str, *parts: str) -> str:
    """The form with #1, #2, ... replaced at once, whatever the parts hold."""
    first, *rest = form.split("#")
    return first + "".join(parts[int(piece[0]) - 1] + piece[1:] for piece in rest)


def _named(ref: Ref, style: Style) -> Written:
    """A name as a name; where something stands above it, or it is a fraction, a power needs brackets."""
    name = ref.name
    bare = ref.point is None and name == Name(name.letter, name.index) and not name.layered[1]
    return write_name(name, style, ref.point), ATOM if style.codes or bare else POWER


def write_name(name: Name, style: Style, point: int | None = None) -> str:
    """A name in the style, with the number of its data point (from 1) where one is given."""
    at = "" if point is None else style.point.replace("#", str(point + 1))
    if style.codes:
        return (name.code if style.name == "numpy" else name.text) + at
    plain = Name(name.letter, name.index)
    if name.over:
        of = Name("J" if name.over == "J" else "L")
        return _filled(style.partial, _set(of, style, at), _set(plain, style))
    new = style.new if name.mark == "new" else ""
    if name.memory:
        base = _scripts(style.letter.replace("#", name.memory), _set(plain, style), new, style)
    else:
        base = _set(plain, style, at + new)
    return style.hat.replace("#", base) if name.mark == "hat" else base


def _set(name: Name, style: Style, above: str = "") -> str:
    """A letter with its index, its layer and what else stands above."""
    letter, layer = name.layered
    above = (style.layer.replace("#", layer) if layer else "") + above
    if letter in GREEK:
        base = style.greek.replace("#", GREEK[letter] if style.name == "mathml" else letter)
    else:
        single = len(letter) == 1 and letter != "_"
        base = (style.letter if single else style.word).replace("#", letter.replace("_", " "))
    return _scripts(base, style.number.replace("#", name.index) if name.index else "", above, style)


def _scripts(base: str, below: str, above: str, style: Style) -> str:
    form = style.both if below and above else style.under if below else style.over if above else "#1"
    return _filled(form, base, below, above)


def figure(value: float | Fraction, style: Style, digits: int = 6) -> Written:
    """A number: a fraction in full, a float with so many digits, or `EXACT`."""
    if isinstance(value, Fraction):
        text, level = _fraction(abs(value), style)
        return (style.negative.replace("#", text), SUM) if value < 0 else (text, level)
    value = value or 0.0  # minus zero is 0 to a reader
    written = f"{value:.{digits}g}" if digits else repr(float(value)).removesuffix(".0")
    bare = written.removeprefix("-")
    mantissa, _, exponent = bare.partition("e")
    level = ATOM
    if bare in ("inf", "nan"):
        text = style.number.replace("#", style.infinite if bare == "inf" else style.undefined)
    elif exponent and style.power:
        text, level = _filled(style.power, mantissa, str(int(exponent))), PRODUCT
    else:
        text = style.number.replace("#", bare)
    return (style.negative.replace("#", text), SUM) if written.startswith("-") else (text, level)


def _fraction(value: Fraction, style: Style) -> Written:
    above, below = str(value.numerator), str(value.denominator)
    if below == "1":
        return style.number.replace("#", above), ATOM
    return _filled(style.fraction, above, below), PRODUCT
