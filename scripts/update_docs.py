"""Rewrite what the documents show by running it: the output of each command, the table of programs, the picture.

python scripts/update_docs.py            # or: make docs
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PICTURES = {
    "run": ("backprop-lab run --seed 5", "out"),
    "map-survey": ("backprop-lab map survey --starts 1e7 --rates 1e-5:1e-1:log:21 --out survey", "survey"),
    "map-plane": ("backprop-lab map plane --x rate:1e-4:1e-2:log --y scale:0.2:5:log --out plane", "plane"),
}
"""The pictures of the README: the command, and the folder in which it leaves picture.png."""
CHECKED = ROOT / "docs" / "check.md"
TABLE = re.compile(r"(?<=<!-- table -->\n).*?(?=<!-- /table -->)", re.DOTALL)
BLOCK = re.compile(r"```console\n\$ (backprop-lab [^\n]*)\n(.*?)```", re.DOTALL)


def output(command: str, folder: Path) -> str:
    """What a command prints, run in the folder beside a copy of the examples, 100 columns wide."""
    shutil.copytree(ROOT / "examples", folder / "examples", dirs_exist_ok=True)
    words = [sys.executable, "-m", "backprop_lab", *command.split()[1:]]
    environment = {
        "COLUMNS": "100", "PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "src"),  # this checkout's program, whichever is installed
    }  # fmt: skip
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines()) + "\n"


def rewritten(text: str, folder: Path) -> str:
    """The text with the output under each `$ backprop-lab ...` as it is now."""
    return BLOCK.sub(lambda found: f"```console\n$ {found[1]}\n{output(found[1], folder)}```", text)


def table() -> str:
    """What the checker says of the programs of tests/students, as docs/check.md shows it."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    from backprop_lab.check.files import check_file
    from backprop_lab.lab import load_lab
    from check.table import markdown, result, students

    every, lab = [*students("right"), *students("wrong")], load_lab("handout")
    with ThreadPoolExecutor(os.cpu_count()) as together:
        return markdown(list(together.map(lambda one: result(one, check_file(one.path, lab)), every))) + "\n"


def main() -> None:
    """Rewrite the documents, the table of checked programs, and the picture of the README."""
    with tempfile.TemporaryDirectory() as made:
        for document in DOCUMENTS:
            document.write_text(rewritten(document.read_text("utf-8"), Path(made)), "utf-8")
        text, told = CHECKED.read_text("utf-8"), table()
        CHECKED.write_text(TABLE.sub(lambda found: told, text), "utf-8")
        for name, (command, folder) in PICTURES.items():
            output(command, Path(made))
            (ROOT / "docs" / "pictures" / f"{name}.png").write_bytes((Path(made) / folder / "picture.png").read_bytes())


if __name__ == "__main__":
    main()
