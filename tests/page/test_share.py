"""The state leaves the page and comes back to the bit; nothing that is put into a link or a file breaks it."""

import json

import numpy as np
import pytest

from backprop_lab import load_lab
from backprop_lab.page.payload import payload
from backprop_lab.start import draw, parse_start
from page.labs import SHOWN
from page.states import ask, random_state

STATES = 340


@pytest.fixture(scope="module")
def handout():
    lab = load_lab("handout")
    return payload(lab, lab.start(7), 7)


def test_every_state_comes_back_from_its_link_and_its_file_to_the_bit(js):
    body = """return await Promise.all(a.map(async ([payload, patch]) => {
      const p = await open(payload, patch), { lab, now, first } = p;
      const ways = [p.fromHash(lab, p.toHash(lab, now, first), first), p.fromHash(lab, p.toHash(lab, now), first),
        p.fromFile(lab, p.toFile(lab, now), first), p.fromHash(lab, decodeURI(p.toHash(lab, now, first)), first)];
      return [p.checkState(lab, now), ...ways.map((back) => same(back, now) || back)];
    }));"""
    found = ask(js, body, [random_state(seed) for seed in range(STATES)])
    wrong = [(seed, told) for seed, told in enumerate(found) if told != [None, True, True, True, True]]
    assert wrong == []


def test_a_link_is_short_and_readable(js, handout):
    body = """const p = await open(a, b); const q = await open(a, {}), text = p.toHash(p.lab, p.now, p.first);
      return [q.toHash(q.lab, q.now, q.first), text];"""
    patch = {
        "seed": {"seed": "8", "index": "3"}, "rate": 0.001, "method": "momentum:0.9", "at": 5,
        "hide": ["answers", "formulas"], "predict": True, "y": [[60], [-0.0]],
        "kept": [{"seed": None, "theta": [1] * 10, "rate": 1e21, "steps": 5, "method": "adam"}],
    }  # fmt: skip
    assert ask(js, body, handout, patch) == [
        "#v=1&lab=handout&seed=7&rate=0.005",
        "#v=1&lab=handout&seed=8:3&y=60;-0&rate=0.001&method=momentum:0.9&at=5"
        "&kept=;1e21;5;adam;1,1,1,1,1,1,1,1,1,1&hide=answers,formulas&predict=1",
    ]


def test_theta_is_left_out_only_where_its_seed_gives_it(js, handout):
    body = """const p = await open(a, {}), theta = [...p.now.theta]; theta[3] += 1e-16;
      return p.toHash(p.lab, { ...p.now, theta }, p.first);"""
    assert "&theta=0." in ask(js, body, handout)


OWN = """const p = await open(a, {}), theta = [...p.first.theta], other = theta.map((v, i) => i === 3 ? v + 1e-16 : v);
  const link = (numbers, more) => p.fromHash(p.lab, `#v=1&seed=7&theta=${numbers.join()}${more}`, p.first);
  const file = (numbers, more) => p.fromFile(p.lab,
    JSON.stringify({ "backprop-lab page": 1, seed: "7", theta: numbers, ...more }), p.first);
  const kept = (text) => p.fromHash(p.lab, `#v=1&lab=handout&kept=${text}`, p.first).kept[0];
"""


def test_a_seed_is_let_go_where_it_does_not_give_the_theta_beside_it(js, handout):
    body = f"""{OWN} return [link(theta, ""), link(other, ""), link(theta, "&start=he"), file(theta, {{}}),
      file(other, {{}}), file(theta, {{ start: "he" }}), kept(`7;0.1;5;adam;${{theta}}`),
      kept(`7;0.1;5;adam;${{other}}`), kept(`7;0.1;5;adam;${{theta}};he`)].map(({{ seed, theta: numbers }}) =>
        [seed && seed.seed, same(numbers, theta) ? "theta" : same(numbers, other) ? "other" : numbers]);"""
    assert ask(js, body, handout) == [["7", "theta"], [None, "other"], [None, "theta"]] * 3


def test_a_lab_that_begins_with_another_theta_names_no_seed(js):
    lab = load_lab("handout")
    told = payload(lab, lab.start(8), 7)
    first = ask(js, "return (await open(a, {})).first;", told)
    assert (first["seed"], first["theta"]) == (None, lab.start(8).tolist())


def test_a_run_that_is_kept_keeps_what_it_was_drawn_from(js, handout):
    body = """const p = await open(a, b), q = await open(a, {});
      return [p.toHash(p.lab, p.now, p.first), p.fromHash(p.lab, p.toHash(p.lab, p.now, p.first), q.first).kept];"""
    run = {"seed": {"seed": "3", "index": "0"}, "rate": 0.5, "steps": 5, "method": "adam", "start": "he"}
    link, kept = ask(js, body, handout, {"kept": [run]})
    assert link.endswith("&kept=3;0.5;5;adam;;he")
    assert kept == [run | {"theta": draw(load_lab("handout").network, parse_start("he"), 3).tolist()}]


def test_keys_of_a_link_may_be_left_out_and_come_in_any_order(js, handout):
    body = """const p = await open(a, b), q = await open(a, {});
      const all = ["#rate=0.25&lab=handout&v=1", "v=1&lab=handout&rate=0.25&seed=7:0"];
      return [...all, "#v=1&lab=handout&rate=.25&start=uniform:-1:1&%61t=0"].map((text) =>
         same(p.fromHash(p.lab, text, q.first), p.now));"""
    assert ask(js, body, handout, {"rate": 0.25}) == [True, True, True]


def test_plane_card_and_ones_own_values_are_in_the_link_where_they_are_not_the_usual_ones(js, handout):
    text = "#v=1&lab=handout&seed=7&rate=0.005&plane=3&card=k1&yours=,38.5,,,,,,-0,,1e-300"
    body = """const p = await open(a, {}), state = p.fromHash(p.lab, b, p.first), { plane, card } = state.view;
      return [plane, card, state.yours, p.toHash(p.lab, state, p.first)];"""
    yours = [None, 38.5, None, None, None, None, None, -0.0, None, 1e-300]
    assert repr(ask(js, body, handout, text)) == repr([3, "k1", yours, text])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "parted by &"),
        ("#", "parted by &"),
        ("#top", "parted by &"),
        ("#lab=handout", "must have v=1; got no version"),
        ("#v=2&lab=handout", "got version 2"),
        ("#v=1&lab=xor", 'the lab must be handout, which this page shows; got "xor"'),
        ("#v=1&lab=handout&lab=handout", "the key lab twice"),
        ("#v=1&v=1&lab=handout", "the key v twice"),
        ("#v=1&lab=handout&__proto__=1", 'no key "__proto__"'),
        ("#v=1&lab=handout&constructor=1", 'no key "constructor"'),
        ("#v=1&lab=handout&toString=1", 'no key "toString"'),
        ("#v=1&lab=handout&rate=%", "a % that stands for no character"),
        ("#v=1&lab=handout&rate=%ff", "a % that stands for no character"),
        ("#v=1&lab=handout&rate=0", "rate must be a finite number above 0; got 0."),
        ("#v=1&lab=handout&rate=-0", "rate must be a finite number above 0; got -0."),
        ("#v=1&lab=handout&rate=1e999", 'must have a number for rate; got "1e999"'),
        ("#v=1&lab=handout&rate=NaN", "a number for rate"),
        ("#v=1&lab=handout&rate=0x10", "a number for rate"),
        ("#v=1&lab=handout&rate=", "a number for rate"),
        ("#v=1&lab=handout&steps=2.5", "steps must be a whole number from 1 to 10000; got 2.5"),
        ("#v=1&lab=handout&steps=1e9", "steps must be a whole number"),
        ("#v=1&lab=handout&at=101", "at must be a whole number from 0 to 100; got 101"),
        ("#v=1&lab=handout&point=2", "point must be a whole number from 0 to 1"),
        ("#v=1&lab=handout&cursor=-2", "cursor must be a whole number from -1"),
        ("#v=1&lab=handout&theta=1,2", "theta must be 10 finite numbers (w11, w12"),
        ("#v=1&lab=handout&theta=1,,2", "numbers parted by commas for theta"),
        ("#v=1&lab=handout&x=1;2", "x of point 1 must be 2 finite numbers; got 1."),
        ("#v=1&lab=handout&x=1,2", "the same number of points; got 1 and 2"),
        ("#v=1&lab=handout&seed=-1", "the seed must be a whole number from 0 to 2^64 - 1"),
        ("#v=1&lab=handout&seed=18446744073709551616", "the seed must be a whole number"),
        ("#v=1&lab=handout&seed=7:3:1", "the seed must be a whole number"),
        ("#v=1&lab=handout&start=cauchy", "a start must be uniform"),
        ("#v=1&lab=handout&start=uniform:1:-1", "LOW < HIGH"),
        ("#v=1&lab=handout&method=newton", "a method must be one of"),
        ("#v=1&lab=handout&method=momentum:2", "shares from 0"),
        ("#v=1&lab=handout&across=constructor", "across must be gradient, sharpest or the name of a parameter"),
        ("#v=1&lab=handout&reach=-1", "reach must be a finite number above 0"),
        ("#v=1&lab=handout&speed=1e5", "speed must be at most 1000"),
        ("#v=1&lab=handout&plane=101", "plane must be a whole number from -1 to 100; got 101"),
        ("#v=1&lab=handout&plane=start", 'a number for plane; got "start"'),
        ("#v=1&lab=handout&card=h9", 'card must be the name of an edge or a unit such as w11; got "h9"'),
        ("#v=1&lab=handout&from=1:2:3", 'from must be a seed such as 7 or 7:3; got "1:2:3"'),
        ("#v=1&lab=handout&card=constructor", "card must be the name of an edge or a unit"),
        ("#v=1&lab=handout&yours=1,,2", "yours must be 10 finite numbers, or nothing in place of some; got 3"),
        ("#v=1&lab=handout&yours=1,,x", "numbers, or nothing in place of some, parted by commas for yours"),
        ("#v=1&lab=handout&log=yes", "0 or 1 for log"),
        ("#v=1&lab=handout&hide=answers,answers", "hide must be any of answers, formulas, controls, each once"),
        ("#v=1&lab=handout&kept=7;0.1", "runs parted by ~"),
        ("#v=1&lab=handout&kept=7;0.1;5;adam;", "runs parted by ~"),
        ("#v=1&lab=handout&kept=7;0.1;5;adam;;he;1", "runs parted by ~"),
        ("#v=1&lab=handout&kept=7;0.1;5;adam;;cauchy", "In run 1 that is kept, a start must be uniform"),
        ("#v=1&lab=handout&kept=7;0.1;5;adam;1,2", "In run 1 that is kept, theta must be 10"),
        ("#v=1&lab=handout&kept=x;0.1;5;adam", "In run 1 that is kept, the seed must be"),
        ("#v=1&lab=handout&kept=" + "~".join(["7;0.1;5;adam"] * 9), "a list of at most 8 runs; got a list of 9"),
        ("#v=1&lab=handout&theta=" + "1," * 150_000, "The link must have at most 200000 characters"),
    ],
)  # fmt: skip
def test_a_link_that_cannot_be_used_is_told_in_a_sentence(js, handout, text, told):
    said = ask(js, "const p = await open(a, {}); return p.fromHash(p.lab, b, p.first);", handout, text)
    assert isinstance(said, str)
    assert told in said
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 400


@pytest.mark.parametrize(
    ("name", "y", "told"),
    [("binary", "0.5;2", "numbers from 0 to 1; got 2 at point 2"), ("softmax", "0.5,0.4", "shares that sum to 1")],
)  # fmt: skip
def test_targets_must_suit_the_loss_as_in_python(js, name, y, told):
    from backprop_lab.lab import from_tables

    loss = f"{name}_cross_entropy"
    classes, output = (2, "identity") if name == "softmax" else (1, "sigmoid")
    tables = {
        "name": name, "network": {"widths": [1, classes], "output": output}, "objective": {"loss": loss},
        "data": {"x": [[1.0]], "y": [[1.0, 0.0]] if classes == 2 else [[1.0]]}, "descent": {"rate": 0.1},
    }  # fmt: skip
    lab = from_tables(tables)
    body = "const p = await open(a, {}); return p.fromHash(p.lab, b, p.first);"
    x = ";".join("1" for _ in y.split(";"))
    assert told in ask(js, body, payload(lab, lab.start(1), 1), f"#v=1&lab={name}&x={x}&y={y}")
    fine = "0.500004,0.5" if classes == 2 else "0.5;1"  # numpy.allclose lets so much pass
    x = ";".join("1" for _ in fine.split(";"))
    assert isinstance(ask(js, body, payload(lab, lab.start(1), 1), f"#v=1&lab={name}&x={x}&y={fine}"), dict)


def test_a_class_of_500_points_is_shared_too(js):
    from backprop_lab.lab import from_tables

    data = {"x": [[i / 7] for i in range(500)], "y": [[1.0]] * 500}
    lab = from_tables({"name": "many", "network": {"widths": [1, 1]}, "data": data, "descent": {"rate": 0.1}})
    body = """const p = await open(a, { at: 1, theta: [0.1], seed: null });
      const texts = [p.toHash(p.lab, p.now), p.toHash(p.lab, p.now, p.first)];
      return texts.map((text) => same(p.fromHash(p.lab, text, p.first), p.now));"""
    assert ask(js, body, payload(lab, lab.start(1), 1)) == [True, True]


JUNK = [
    "", "=", "&", "&&", ";", ",", "~", "%", "%00", "%C3%28", "+", " ", "0", "-", "e", "1e400", "-0", "NaN",
    "null", "undefined", "__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "\u202e",
    "\ud800", "\x00", "😀", "<script>", "a" * 500, "9" * 400, "v=1", "lab=xor", "seed=", "theta=", "kept=",
    "kept=~", "kept=;;;;", "x=;", "y=1", "hide=", "predict=2", "point=1e0", "cursor=999999", "start=uniform",
    "method=adam:0:0:0", "rate=1e-320", "at=-0", "plane=-1", "card=", "yours=", "yours=,", "yours=,,,,,,,,,",
]  # fmt: skip


def mutated(rng, text):
    """The text with one to four pieces of junk in it, taken out of it or exchanged."""
    for _ in range(rng.integers(1, 5)):
        at, end = sorted(rng.integers(0, len(text) + 1, 2))
        junk = JUNK[rng.integers(len(JUNK))]
        text = [text[:at] + junk + text[at:], text[:at] + text[end:], text[:at] + junk + text[end:], text + "&" + junk][
            rng.integers(4)
        ]
    return text


TRY = """return await Promise.all(a.map(async ([payload, patch, texts]) => {
  const p = await open(payload, patch);
  return texts.map((text) => {
    try {
      const state = p[b](p.lab, text, p.first);
      const said = typeof state === "string";
      if (said) return /^[A-Z].*\\.$/s.test(state) && state.length < 1000 ? "told" : `badly told: ${state}`;
      const kept = ({}).x === undefined && same(p[c](p.lab, p[d](p.lab, state), p.first), state);
      return p.checkState(p.lab, state) ?? (kept ? "fine" : "not kept");
    } catch (error) { return `thrown: ${error.stack}`; }
  });
}));"""


def sound(found):
    told = [word for words in found for word in words]
    assert [word for word in told if word not in ("told", "fine")] == []
    return told


def test_no_link_at_all_breaks_the_page(js):
    rng = np.random.default_rng(12)
    made = [random_state(seed) for seed in range(60)]
    body = """return await Promise.all(a.map(async ([payload, patch]) => {
      const p = await open(payload, patch); return p.toHash(p.lab, p.now, p.first);
    }));"""
    links = ask(js, body, made)
    texts = [[mutated(rng, link) for _ in range(40)] for link in links]
    texts[0] += [rng.bytes(60).decode("latin-1") for _ in range(200)]
    texts[1] += ["#v=1&lab=handout&" + j for j in JUNK] + ["&".join(JUNK), "#" + "v=1&" * 90_000, "#" + "%" * 100_000]
    told = sound(ask(js, TRY, [[*m, t] for m, t in zip(made, texts, strict=True)], "fromHash", "fromHash", "toHash"))
    assert len(told) > 2600
    assert {"told", "fine"} == set(told)


VALUES = [
    None, "", "7", [], {}, [[]], [None], True, False, -1, 0, 1.5, 1e308, [1, 2], [["1", "2"]], {"theta": []},
    "constructor", [{}], [[1, 2], [3]], [{"rate": 1}], {"length": 10},
    [{"seed": 7, "rate": 0.1, "steps": 5, "method": "adam"}],
    [{"seed": "7", "start": 7, "rate": 0.1, "steps": 5, "method": "adam"}],
    "é" * 300,
]  # fmt: skip


def files(handout, rng):
    """Files that were changed by hand, in what they hold and in their text."""
    sample = {
        "backprop-lab page": 1, "lab": "handout", "seed": "7", "start": "uniform:-1:1", "x": [[1, 2]], "y": [[3]],
        "rate": 0.1, "steps": 5, "method": "adam", "at": 1, "kept": [{"rate": 0.1, "steps": 5, "method": "adam"}],
        "hide": ["answers"], "theta": [0.5] * 10, "log": True,
    }  # fmt: skip
    for key in [
        *sample,
        "__proto__",
        "constructor",
        "other",
        "toString",
        "cursor",
        "across",
        "speed",
        "plane",
        "card",
        "yours",
        "predict",
        "point",
    ]:
        for value in VALUES:
            yield json.dumps(sample | {key: value})
        yield json.dumps({k: v for k, v in sample.items() if k != key})
    text = json.dumps(sample)
    for _ in range(400):
        yield mutated(rng, text)
    yield from ["", "null", "1", "[]", "{}", '"text"', "[" * 100_000, "\ufeff" + text, text * 2, " " * 2_000_000]
    yield text.replace("0.1", "1e999")


def test_no_file_at_all_breaks_the_page(js, handout):
    texts = list(files(handout, np.random.default_rng(3)))
    told = sound(ask(js, TRY, [[handout, {}, texts]], "fromFile", "fromFile", "toFile"))
    assert len(told) > 900
    assert {"told", "fine"} == set(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello", "The file must be JSON"),
        ("[]", "one that this page saved"),
        ('{"backprop-lab page": 2}', "must be of version 1; got 2"),
        ('{"backprop-lab page": 1, "lab": "xor"}', "the lab must be handout"),
        ('{"backprop-lab page": 1, "lab": "handout", "rate": "1"}', 'rate must be a finite number above 0; got "1"'),
        ('{"backprop-lab page": 1, "lab": "handout", "kept": [5]}', "a run that is kept must be a table"),
        ('{"backprop-lab page": 1, "lab": "handout", "kept": [{"x": 5}]}', 'got "x"'),
        ('{"backprop-lab page": 1, "lab": "handout", "kept": 5}', "kept must be a list of at most 8 runs; got 5"),
        ('{"backprop-lab page": 1, "lab": "handout", "hide": "answers"}', "hide must be any of"),
        ('{"backprop-lab page": 1, "lab": "handout", "log": 1}', "log must be true or false; got 1"),
        ('{"backprop-lab page": 1, "lab": "handout", "yours": [1]}', "yours must be 10 finite numbers"),
        ('{"backprop-lab page": 1, "lab": "handout", "yours": {"0": 1}}', "yours must be 10 finite numbers"),
        ('{"backprop-lab page": 1, "lab": "handout", "card": 1}', "card must be the name of an edge or a unit"),
        ('{"backprop-lab page": 1, "lab": "handout", "plane": null}', "plane must be a whole number from -1"),
        ('{"backprop-lab page": 1, "lab": "handout", "method": 1}', "method must be a text"),
        ('{"backprop-lab page": 1, "lab": "handout", "start": 1}', "start must be a text"),
        ('{"backprop-lab page": 1, "lab": "handout", "y": []}', "y must be a list of 1 to 200 points; got a list of 0"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_a_sentence(js, handout, text, told):
    assert told in ask(js, "const p = await open(a, {}); return p.fromFile(p.lab, b, p.first);", handout, text)


def test_what_no_link_can_hold_is_refused_too(js, handout):
    body = """const p = await open(a, {});
      const patches = [{ view: null }, { seed: "7" }, { kept: [null] }, { seed: { seed: "7", index: 0 } },
        { theta: Array(10).fill(NaN) }];
      return [null, 5, ...patches.map((patch) => ({ ...p.now, ...patch }))].map((s) => p.checkState(p.lab, s));"""
    told = ask(js, body, handout)
    words = [
        "a table of keys",
        "a table of keys",
        "view must",
        "seed and index must",
        "In run 1 that is kept",
        "got 0",
        "got nan",
    ]
    assert all(word in said for word, said in zip(words, told, strict=True)), told


def test_the_first_state_of_every_lab_is_valid(js):
    made = [payload(lab, lab.start(3), 3) for lab in SHOWN.values()] + [random_state(seed)[0] for seed in range(80)]
    body = """return await Promise.all(a.map(async (payload) => {
      const p = await open(payload, {}); return p.checkState(p.lab, p.first);
    }));"""
    assert ask(js, body, made) == [None] * len(made)
