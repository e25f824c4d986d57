"""What a number of the derivation is called, as data: a letter, an index, and what was done to it.

w11 is the letter w with index 11; dz is dL/dz; dJ_dw11 the derivative of J; w11_new what the
update makes of it. A letter such as `w2_` is w of layer 2. The styles write all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_LAYERED = re.compile(r"(.*?[^\d_])(\d+)_")


@dataclass(frozen=True, slots=True)
class Name:
    """A name. `over` is "" or what is differentiated: "d" (short for L, of a quantity), "L" or "J"
    (of a parameter); `mark` is "" , "new" (after the update) or "hat" (Adam's correction);
    `memory` is "" or the letter of a method's memory of this parameter.
    """

    letter: str
    index: str = ""
    over: str = ""
    mark: str = ""
    memory: str = ""

    @property
    def text(self) -> str:
        """As people type it: w11, w1,12, dz, dL_dw11, m_w11_hat."""
        plain = self.letter + self.index
        if self.over:
            plain = f"d{plain}" if self.over == "d" else f"d{self.over}_d{plain}"
        if self.memory:
            plain = f"{self.memory}_{plain}"
        return f"{plain}_{self.mark}" if self.mark else plain

    @property
    def code(self) -> str:
        """`text` as a word that a program may use: w1_12 for w1,12."""
        return self.text.replace(",", "_")

    @property
    def layered(self) -> tuple[str, str]:
        """The letter alone and the number of its layer, "" where it has none: w2_ is ("w", "2")."""
        found = _LAYERED.fullmatch(self.letter)
        return (found[1], found[2]) if found else (self.letter, "")

    def derivative(self, of: str = "d") -> Name:
        """The derivative of L (`of` "d", or "L" for a parameter) or of J in this quantity."""
        return replace(self, over=of)

    def new(self) -> Name:
        """What the update makes of this quantity."""
        return replace(self, mark="new")

    def hat(self) -> Name:
        """The corrected quantity."""
        return replace(self, mark="hat")

    def kept(self, letter: str) -> Name:
        """A method's memory of this parameter."""
        return replace(self, memory=letter)
