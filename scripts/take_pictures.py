"""Take the pictures of the page that the documents show, in a real browser.

python scripts/take_pictures.py          # or: make docs
"""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from backprop_lab import load_lab
from backprop_lab.page.build import page

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SEEN = "try { localStorage.setItem('backprop-lab tour', 'seen'); } catch {}"
HANDOUT = load_lab("handout").trained(rate=0.0005)
KEPT = "#v=1&at=5&kept=5;0.0005;100;gradient_descent"
SHOTS = {
    "page": (HANDOUT, "#v=1&at=22", "light", (1280, 1180), ""),
    "page-step": (HANDOUT, "#v=1&predict=1&cursor=16&at=3", "light", (1280, 1180), ".left-side"),
    "page-dark": (load_lab("handout"), KEPT, "dark", (1280, 1180), ".right-side"),
    "page-slice": (HANDOUT, "#v=1&at=30", "light", (1280, 1000), "A slice of J"),
    "page-check": (HANDOUT, "#v=1&at=0", "light", (1280, 1000), "Check the gradient"),
    "page-xor": (load_lab("xor"), "#v=1&at=40", "light", (1280, 1000), ".network-panel"),
    "page-phone": (HANDOUT, "#v=1&at=22", "light", (390, 900), ""),
}
"""Lab, hash, colours, size of the window, and the part that is shown: a fold's title or a selector, else all."""


def main() -> None:
    """Write every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, shot in SHOTS.items():
            take(browser, name, *shot)
        browser.close()


def take(browser, name, lab, hash, colours, size, part):
    """One picture of one state."""
    file = PICTURES / f"{name}.html"
    file.write_text(page(lab, lab.start(5), 5), "utf-8")
    context = browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True)), color_scheme=colours)
    context.add_init_script(SEEN)
    shown = context.new_page()
    shown.goto(file.as_uri() + hash)
    shown.wait_for_selector("[data-ready]")
    target = shown
    if part and part[0] != ".":
        fold = shown.locator("details", has=shown.get_by_role("heading", name=part))
        fold.locator("summary").first.click()
        target = fold
    elif part:
        target = shown.locator(part)
    shown.wait_for_timeout(1500)
    target.screenshot(path=PICTURES / f"{name}.png")
    context.close()
    file.unlink()


if __name__ == "__main__":
    main()
