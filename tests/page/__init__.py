"""The page and the widget in a real browser; without these tests: `pytest --ignore=tests/page`."""
