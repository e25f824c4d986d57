"""Other runs of a program draw a start that lives, in whatever way it draws; and the same one at the same seed."""

from itertools import islice

import numpy as np
import pytest

from backprop_lab.check.candidate import Process, read_source
from backprop_lab.check.luck import STEPS, lucky
from check.labs import lab

pytestmark = pytest.mark.usefixtures("nursery")
DRAWN = {
    "a generator": "import numpy as np\ntheta = np.random.default_rng().uniform(-1, 1, 10)\n",
    "a seeded one": "import numpy as np\ntheta = 2 * np.random.default_rng(7).random(10) - 1\n",
    "of old": "import numpy as np\ntheta = np.random.uniform(-1, 1, 10)\n",
    "of old, seeded": "import numpy as np\nnp.random.seed(3)\ntheta = -1 + 2 * np.random.rand(10)\n",
    "layer by layer": "import numpy as np\nrs = np.random.RandomState(1)\n"
    "theta = np.concatenate([rs.uniform(-1, 1, n).ravel() for n in ((2, 2), (2, 2), 2)])\n",
    "Python's": "from random import uniform\ntheta = [uniform(-1, 1) for _ in range(10)]\n",
    "Python's, seeded": "import random\nrandom.seed(5)\ntheta = [2 * random.random() - 1 for i in range(10)]\n",
}


def start(folder, text, entropy):
    path = folder / "lab.py"
    path.write_text(text, "utf-8")
    with Process(read_source(path), entropy=entropy) as process:
        (theta,) = process.described.numbers["theta"]
    return theta


def lives(theta):
    """For how many steps something moves, and whether all of theta does: by the lab's own gradient."""
    objective, moved = lab("handout").objective, np.zeros(10, bool)
    for step in range(STEPS):
        slope = objective.gradient(theta)
        if not slope.any():
            return step, bool(moved.all())
        moved |= slope != 0
        theta = theta - 0.005 * slope
    return STEPS, bool(moved.all())


@pytest.mark.parametrize("way", DRAWN)
def test_the_luckiest_start_moves_all_of_theta_for_some_steps(way, tmp_path):
    first, second = islice(lucky(DRAWN[way], lab("handout"), 1), 2)
    steps, all_moved = lives(start(tmp_path, DRAWN[way], first))
    assert (steps >= 4, all_moved) == (True, True)
    assert lives(start(tmp_path, DRAWN[way], second)) >= (4, False)


def test_who_draws_twice_has_luck_with_the_second_theta_in_another_run(tmp_path):
    text = "import numpy as np\nfirst = np.random.uniform(-1, 1, 10)\ntheta = np.random.uniform(-1, 1, 10)\n"
    best = max(lives(start(tmp_path, text, one)) for one in islice(lucky(text, lab("handout"), 1), 2))
    assert best >= (4, True)


def test_no_number_comes_twice_and_all_begin_where_they_should():
    text = "import numpy as np\nnp.random.seed(1)\nimport random\nrandom.uniform(0, 1)\n"
    numbers = list(lucky(text, lab("handout"), 501))
    assert sorted(numbers) == sorted(set(numbers))
    assert 501 <= min(numbers) <= max(numbers) < 601


def test_labs_that_draw_otherwise_get_the_numbers_as_they_come():
    assert list(islice(lucky("x = 1", lab("handout"), 1), 3)) == [1, 2, 3]


def test_a_seed_of_thousands_of_digits_is_no_reason_to_stop():
    assert len(list(lucky(f"np.random.seed({'1' * 9000})", lab("handout"), 1))) > 9
