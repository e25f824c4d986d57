"""How formulas are set, as tables: plain text, LaTeX, MathML, Typst and NumPy source.

A rule has a form in which #1 and #2 stand for the arguments and #* for all of them with `between`
in between, the level at which the whole binds, and the levels that its first and its other
arguments need to stand without brackets. The page gets these tables as they are, so that what it
writes is what is written here.
"""

from __future__ import annotations

from dataclasses import dataclass

NONE, SUM, PRODUCT, POWER, ATOM = range(5)
"""How tightly something binds: a sum least, a name or a number most."""


@dataclass(frozen=True)
class Rule:
    """How one operation is set."""

    level: int
    first: int
    rest: int
    form: str
    between: str = ""


@dataclass(frozen=True)
class Style:
    """One way to set formulas: rules for operations, forms for numbers and names.

    # is what goes in. `letter` and `word` set a letter of one character and of more, `greek` one
    of `GREEK`; `under`, `over` and `both` give #1 an index #2 and #3 above it; `partial` is the
    derivative of #1 in #2; `layer`, `point` and `new` stand above. `negative` leads a number,
    `power` is #1 times ten to the #2, `fraction` a quotient of whole numbers, `infinite` what is
    too large. A style with `codes` writes names as programs do.
    """

    name: str
    rules: dict[str, Rule]
    brackets: str = "(#)"
    letter: str = "#"
    word: str = "#"
    greek: str = "#"
    number: str = "#"
    under: str = ""
    over: str = ""
    both: str = ""
    partial: str = ""
    hat: str = "#"
    new: str = ""
    layer: str = ""
    point: str = "[#]"
    negative: str = "-#"
    power: str = ""
    fraction: str = "#1/#2"
    infinite: str = "inf"
    undefined: str = "nan"
    equals: str = " = "
    codes: bool = False


def _named(operations: str, form: str) -> dict[str, Rule]:
    """Functions that are written with their own name, ! in the form."""
    return {name: Rule(ATOM, NONE, NONE, form.replace("!", name)) for name in operations.split()}


TEXT = Style(
    "text",
    {
        **_named("relu tanh sigmoid softplus exp log sqrt", "!(#1)"),
        "add": Rule(SUM, SUM, PRODUCT, "#*", " + "),
        "sub": Rule(SUM, SUM, PRODUCT, "#1 - #2"),
        "mul": Rule(PRODUCT, PRODUCT, POWER, "#*", "*"),
        "div": Rule(PRODUCT, PRODUCT, POWER, "#1/#2"),
        "square": Rule(POWER, ATOM, ATOM, "#1^2"),
        "step": Rule(ATOM, SUM, SUM, "[#1 > 0]"),
        "leaky": Rule(ATOM, NONE, NONE, "leaky(#1)"),
        "leaky_slope": Rule(ATOM, NONE, NONE, "leaky'(#1)"),
        "max": Rule(ATOM, NONE, NONE, "max(#*)", ", "),
    },
    codes=True,
)

LATEX = Style(
    "latex",
    {
        **_named("tanh exp log", r"\!\left(#1\right)"),
        **_named("relu sigmoid softplus", r"\operatorname{!}\left(#1\right)"),
        "add": Rule(SUM, SUM, PRODUCT, "#*", " + "),
        "sub": Rule(SUM, SUM, PRODUCT, "#1 - #2"),
        "mul": Rule(PRODUCT, PRODUCT, POWER, "#*", r" \cdot "),
        "div": Rule(PRODUCT, NONE, NONE, r"\frac{#1}{#2}"),
        "square": Rule(POWER, ATOM, ATOM, "#1^{2}"),
        "sqrt": Rule(ATOM, NONE, NONE, r"\sqrt{#1}"),
        "step": Rule(ATOM, SUM, SUM, r"\left[#1 > 0\right]"),
        "leaky": Rule(ATOM, NONE, NONE, r"\operatorname{leaky}\left(#1\right)"),
        "leaky_slope": Rule(ATOM, NONE, NONE, r"\operatorname{leaky}'\left(#1\right)"),
        "max": Rule(ATOM, NONE, NONE, r"\max\left(#*\right)", ", "),
    },
    r"\left(#\right)",
    word=r"\mathrm{#}", greek=r"\#", under="#1_{#2}", over="#1^{#3}", both="#1_{#2}^{#3}",
    partial=r"\frac{\partial #1}{\partial #2}", hat=r"\hat{#}", new=r"\mathrm{new}", layer="[#]", point="(#)",
    power=r"#1 \cdot 10^{#2}", fraction=r"\frac{#1}{#2}", infinite=r"\infty", undefined=r"\mathrm{nan}",
)  # fmt: skip


def _mathml(form: str) -> str:
    """A MathML form from its operators: what stands between ` is an operator."""
    parts = form.split("`")
    return "".join(f"<mo>{part}</mo>" if i % 2 else part for i, part in enumerate(parts))


_CALL = "<mi>!</mi><mo>\u2061</mo><mrow><mo>(</mo>#1<mo>)</mo></mrow>"
_LEAKY = "<mi>leaky</mi><mo>\u2061</mo><mrow><mo>(</mo>#1<mo>)</mo></mrow>"
MATHML = Style(
    "mathml",
    {
        **_named("relu tanh sigmoid softplus exp log", f"<mrow>{_CALL}</mrow>"),
        "add": Rule(SUM, SUM, PRODUCT, "<mrow>#*</mrow>", "<mo>+</mo>"),
        "sub": Rule(SUM, SUM, PRODUCT, _mathml("<mrow>#1`−`#2</mrow>")),
        "mul": Rule(PRODUCT, PRODUCT, POWER, "<mrow>#*</mrow>", "<mo>·</mo>"),
        "div": Rule(PRODUCT, NONE, NONE, "<mfrac>#1#2</mfrac>"),
        "square": Rule(POWER, ATOM, ATOM, "<msup>#1<mn>2</mn></msup>"),
        "sqrt": Rule(ATOM, NONE, NONE, "<msqrt>#1</msqrt>"),
        "step": Rule(ATOM, SUM, SUM, _mathml("<mrow>`[`#1`&gt;`<mn>0</mn>`]`</mrow>")),
        "leaky": Rule(ATOM, NONE, NONE, f"<mrow>{_LEAKY}</mrow>"),
        "leaky_slope": Rule(ATOM, NONE, NONE, f"<mrow>{_LEAKY.replace('leaky</mi>', 'leaky′</mi>')}</mrow>"),
        "max": Rule(ATOM, NONE, NONE, _mathml("<mrow><mi>max</mi>`(`#*`)`</mrow>"), "<mo>,</mo>"),
    },
    "<mrow><mo>(</mo>#<mo>)</mo></mrow>",
    letter="<mi>#</mi>", word="<mi>#</mi>", greek="<mi>#</mi>", number="<mn>#</mn>",
    under="<msub>#1#2</msub>", over="<msup>#1<mrow>#3</mrow></msup>", both="<msubsup>#1#2<mrow>#3</mrow></msubsup>",
    partial="<mfrac><mrow><mo>∂</mo>#1</mrow><mrow><mo>∂</mo>#2</mrow></mfrac>",
    hat="<mover>#<mo>^</mo></mover>", new="<mtext>new</mtext>", layer="<mo>[</mo><mn>#</mn><mo>]</mo>",
    point="<mo>(</mo><mn>#</mn><mo>)</mo>", negative="<mrow><mo>−</mo>#</mrow>",
    power="<mrow><mn>#1</mn><mo>·</mo><msup><mn>10</mn><mn>#2</mn></msup></mrow>",
    fraction="<mfrac><mn>#1</mn><mn>#2</mn></mfrac>", infinite="∞", equals="<mo>=</mo>",
)  # fmt: skip

TYPST = Style(
    "typst",
    {
        **_named("tanh exp log", "!(#1)"),
        **_named("relu sigmoid softplus", 'op("!")(#1)'),
        "add": Rule(SUM, SUM, PRODUCT, "#*", " + "),
        "sub": Rule(SUM, SUM, PRODUCT, "#1 - #2"),
        "mul": Rule(PRODUCT, PRODUCT, POWER, "#*", " dot "),
        "div": Rule(PRODUCT, NONE, NONE, "frac(#1, #2)"),
        "square": Rule(POWER, ATOM, ATOM, "#1^2"),
        "sqrt": Rule(ATOM, NONE, NONE, "sqrt(#1)"),
        "step": Rule(ATOM, SUM, SUM, "lr([#1 > 0])"),
        "leaky": Rule(ATOM, NONE, NONE, 'op("leaky")(#1)'),
        "leaky_slope": Rule(ATOM, NONE, NONE, 'op("leaky")\'(#1)'),
        "max": Rule(ATOM, NONE, NONE, "max(#*)", ", "),
    },
    word='"#"', under="#1_(#2)", over="#1^(#3)", both="#1_(#2)^(#3)",
    partial="frac(partial #1, partial #2)", hat="hat(#)", new='"new"', layer="\\[#\\]", point="\\(#\\)",
    power="#1 dot 10^(#2)", fraction="frac(#1, #2)", infinite="infinity", undefined='"nan"',
)  # fmt: skip

NUMPY = Style(
    "numpy",
    {
        **_named("tanh exp log sqrt", "np.!(#1)"),
        "add": Rule(SUM, SUM, PRODUCT, "#*", " + "),
        "sub": Rule(SUM, SUM, PRODUCT, "#1 - #2"),
        "mul": Rule(PRODUCT, PRODUCT, POWER, "#*", " * "),
        "div": Rule(PRODUCT, PRODUCT, POWER, "#1 / #2"),
        "square": Rule(POWER, ATOM, ATOM, "#1**2"),
        "total": Rule(ATOM, NONE, NONE, "np.sum(#1)"),
        "relu": Rule(ATOM, NONE, NONE, "np.maximum(#1, 0.0)"),
        "step": Rule(ATOM, SUM, SUM, "np.where(#1 > 0, 1.0, 0.0)"),
        "leaky": Rule(ATOM, POWER, POWER, "np.where(#1 > 0, #1, #2 * #1)"),
        "leaky_slope": Rule(ATOM, SUM, NONE, "np.where(#1 > 0, 1.0, #2)"),
        "sigmoid": Rule(ATOM, NONE, NONE, "np.exp(-np.logaddexp(0.0, -(#1)))"),
        "softplus": Rule(ATOM, NONE, NONE, "np.logaddexp(0.0, #1)"),
        "max": Rule(ATOM, NONE, NONE, "np.maximum.reduce([#*])", ", "),
    },
    point="_#", infinite="np.inf", undefined="np.nan", codes=True,
)  # fmt: skip

STYLES = {style.name: style for style in (TEXT, LATEX, MATHML, TYPST, NUMPY)}

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
"""Letters that are written as words and set as one sign."""
