"""Rewrite what the README shows by running it: the output of each command, and the picture.

python scripts/update_docs.py            # or: make docs
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = "docs/pictures/run.png"
SHOWN = "backprop-lab run --seed 5"
BLOCK = re.compile(r"```console\n\$ (backprop-lab [^\n]*)\n(.*?)```", re.DOTALL)


def output(command: str, folder: Path) -> str:
    """What a command prints, run in the folder, 100 columns wide."""
    words = [sys.executable, "-m", "backprop_lab", *command.split()[1:]]
    environment = {"COLUMNS": "100", "PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines()) + "\n"


def rewritten(text: str, folder: Path) -> str:
    """The text with the output under each `$ backprop-lab ...` as it is now."""
    return BLOCK.sub(lambda found: f"```console\n$ {found[1]}\n{output(found[1], folder)}```", text)


def main() -> None:
    """Rewrite the README and its picture."""
    with tempfile.TemporaryDirectory() as made:
        readme = ROOT / "README.md"
        readme.write_text(rewritten(readme.read_text("utf-8"), Path(made)), "utf-8")
        output(SHOWN, Path(made))
        (ROOT / PICTURE).write_bytes((Path(made) / "out" / "picture.png").read_bytes())


if __name__ == "__main__":
    main()
