"""The judges: one for each part of a lab, each from answers to a verdict."""
