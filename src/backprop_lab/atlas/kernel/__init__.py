"""Compiled training of many runs: a lab's passes and steps as vector code, pools of runs from the draw to the fate."""
