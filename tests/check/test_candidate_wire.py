"""Frames: what is sent arrives to the bit, and nothing that does not fit is taken."""

import json
from io import BytesIO

import numpy as np
import pytest

from backprop_lab.check.candidate.answer import Answer, Curve, Described, Event, Failure, Function
from backprop_lab.check.candidate.pack import WireError, pack, reader, unpack
from backprop_lab.check.candidate.program import Program
from backprop_lab.check.candidate.question import Argument, Call, with_arrays
from backprop_lab.check.candidate.wire import BODY, HEAD, MAGIC, PREFIX, decode, encode

IDENT = b"0123456789abcdef"
NUMBERS = np.array([[1.5, -0.0], [np.nan, np.inf]])


def there_and_back(kind, value):
    _, word, packed, arrays = decode(BytesIO(encode(IDENT, "word", value)).read, IDENT)
    assert word == "word"
    return unpack(kind, packed, arrays)


def frame(head, body=b"", magic=MAGIC, ident=IDENT):
    data = head if isinstance(head, bytes) else json.dumps(head).encode()
    return BytesIO(PREFIX.pack(magic, ident, len(data), len(body)) + data + body).read


def same(one, other):
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if hasattr(one, "__dataclass_fields__"):
        return type(one) is type(other) and all(same(getattr(one, k), getattr(other, k)) for k in one.__slots__)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize(
    "record",
    [
        Answer("numbers", (NUMBERS, np.array(2.0), np.zeros((0, 3))), ("float64",) * 3, "list", 4, (1,),
               (Event(3, "h", NUMBERS),)),
        Answer("nothing"),
        Described((Function("f", ("a",), 1, None, 1, 2), Function("N.f", (), 0, 0, 1, 2, "N", ("w",), "method")),
                  (Curve("plot", None, NUMBERS, 3), Curve("plot", NUMBERS, NUMBERS, 3, True, "J")), True,
                  (Failure(1, "error", "é ⊥"),), {"theta": (NUMBERS,)}, (Event(1, "t", NUMBERS),), "out", 7, ("os",)),
        Program("/a/b.py", "text", (1, 2), (10,), ("w11",), None, 10.0, 2.0, 3, 1 << 40, 0),
        Program("/a/b.py", "text", (), (), (), 2**40, float("inf"), 0.1, 3, 0, 9),
    ],
    ids=lambda record: type(record).__name__,
)  # fmt: skip
def test_records_arrive_to_the_bit(record):
    assert same(record, there_and_back(type(record), record))


def test_arguments_travel_as_arrays():
    call = Call(
        "f", (Argument(2), Argument(0.1, "float", "rate"), Argument(NUMBERS)), before=(("g", (Argument(3.0),)),)
    )
    assert same(with_arrays(call), there_and_back(tuple[Call, ...], (with_arrays(call),))[0])


@pytest.mark.parametrize(
    "receive",
    [
        frame(["word", 1, []], magic=b"HTTP/1.1"),
        frame(["word", 1, []], ident=b"f" * 16),
        frame(b"\xff\xfe"),
        frame(b"{"),
        frame(b"[" * 100_000),
        frame(b"9" * 10_000),
        frame(["word", 1]),
        frame([1, 1, []]),
        frame(["word", 1, {}]),
        frame({"word": 1}),
        frame(b'["word", NaN, []]'),
        frame(b'["word", 1.5, []]'),
        frame(["word", 0, [[2]]], bytes(8)),
        frame(["word", 0, [[1]]], bytes(16)),
        frame(["word", 0, [[1]]], bytes(7)),
        frame(["word", 0, [[-1]]], bytes(8)),
        frame(["word", 0, [[True]]], bytes(8)),
        frame(["word", 0, ["1"]], bytes(8)),
        frame(["word", 0, [[0, 10**30]]]),
        frame(["word", 0, [[1] * 65]], bytes(8)),
        BytesIO(PREFIX.pack(MAGIC, IDENT, HEAD + 1, 0)).read,
        BytesIO(PREFIX.pack(MAGIC, IDENT, 10, BODY)).read,
    ],
)
def test_what_is_no_frame_is_refused(receive):
    with pytest.raises(WireError):
        decode(receive, IDENT)


@pytest.mark.parametrize(
    "packed",
    [None, 3, "numbers", [], ["numbers"], {"kind": "numbers"}, ["right", [], [], "", None, [], []],
     ["numbers", [0], [], "", None, [], []], ["numbers", [-1], [], "", None, [], []],
     ["numbers", "x", [], "", None, [], []], ["numbers", [], [1], "", None, [], []],
     ["numbers", [], [], "x" * 30_000, None, [], []], ["numbers", [], [], "", "4", [], []],
     ["numbers", [], [], "", True, [], []], ["numbers", [], [], "", 2**60, [], []],
     ["numbers", [], [], "", None, [], [[1, "h"]]], [["numbers"], [], [], "", None, [], []]],
)  # fmt: skip
def test_what_is_no_answer_is_refused(packed):
    with pytest.raises(WireError):
        unpack(Answer, packed, [])


@pytest.mark.parametrize(("kind", "packed"), [(float, "fast"), (float, 1), (float, "0x1p99999"), (bool, 1),
                                              (tuple[str, int], ["a"]), (tuple[str, int], ["a", "b"])])  # fmt: skip
def test_what_is_of_another_type_is_refused(kind, packed):
    with pytest.raises(WireError):
        unpack(kind, packed, [])


def test_only_types_that_were_thought_of_go_over_the_wire():
    with pytest.raises(TypeError, match="go over the wire"):
        reader(complex)


@pytest.mark.parametrize("value", ["x" * (HEAD + 1), np.zeros(BODY // 8 + 1), np.zeros((0, 1 << 25))])
def test_what_is_too_long_is_not_sent(value):
    with pytest.raises(WireError, match="too much"):
        encode(IDENT, "word", value)


def test_numbers_are_packed_exactly():
    assert float.fromhex(pack(0.1, [])) == 0.1
