"""Write src/backprop_lab/labs/digits.csv from the digits that scikit-learn carries.

    pip install scikit-learn && python scripts/make_digits.py

Source of the data: E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits" (test
part), UCI Machine Learning Repository, 1998, licence CC BY 4.0. 64 counts of ink from 0 to 16,
row by row, then the digit.
"""

from pathlib import Path

from sklearn.datasets import load_digits

TARGET = Path(__file__).parent.parent / "src" / "backprop_lab" / "labs" / "digits.csv"

digits = load_digits()
heading = [f"pixel{row}{column}" for row in range(8) for column in range(8)] + ["digit"]
lines = [",".join(heading)]
for pixels, digit in zip(digits.data.astype(int), digits.target, strict=True):
    lines.append(",".join(str(v) for v in [*pixels, digit]))
TARGET.write_text("\n".join(lines) + "\n", encoding="ascii")
print(f"{len(lines) - 1} digits in {TARGET.name}")
