"""Many training runs at once: what becomes of them, in plain NumPy and with compiled code."""
