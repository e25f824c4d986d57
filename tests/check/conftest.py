"""What tests of the checker may ask for."""

import os

import pytest

from backprop_lab.check.candidate import link
from check.nursery import Nursery


@pytest.fixture(scope="module")
def nursery():
    """The programs' processes are forked, where the system can do that, from one that has NumPy."""
    if not hasattr(os, "pidfd_open"):
        yield
        return
    made = Nursery()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link, "_started", made.started)
        yield
    made.close()
