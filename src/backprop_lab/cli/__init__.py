"""The command line: `backprop-lab VERB ...`, its exit codes, and one message for whatever a user can cause."""

from .main import command, main

__all__ = ["command", "main"]
