"""Judges a whole program: its functions are found, each part gets its verdict; what a wrong part spoils is silenced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...lab import Lab
from ..asked import Candidate
from ..catalogue import PARTS, Part
from ..roles import Roles, find_roles
from ..verdict import Judged, Report
from .beginning import judge_start
from .context import Another, Context, all_cases, no_other
from .data import with_data
from .descent import judge_descent
from .drawn import judge_plot
from .flags import TOLD, constants, flags
from .forward import judge_forward
from .gradient import judge_gradient
from .objective import judge_objective
from .unit import judge_unit
from .watched import watch

ASKED: tuple[Part, ...] = ("forward", "gradient", "objective")
"""Parts whose functions are asked for numbers that differ from case to case."""
GOOD_ENDS = frozenset({"SystemExit", "SystemExit: 0", "SystemExit: None", "SystemExit: False"})
"""How a program ends itself when all is well."""


def judge(candidate: Candidate, lab: Lab, *, file: str = "", seed: int = 0, use: Mapping[str, str] | None = None,
          another: Another = no_other, parts: Sequence[Part] = PARTS) -> Report:  # fmt: skip
    """The report on a program.

    `parts` are those that are judged, `use` names functions by role, `seed` draws the random cases.
    """
    cases = all_cases(lab, seed)
    roles = find_roles(candidate, lab, cases, use or {})
    context = Context(candidate, lab, roles, cases, seed, another)
    found = _parts(context, parts)
    judged = tuple(found[part] for part in PARTS if part in parts and part in found)
    return Report(file, lab.name, judged, _functions(roles), _flags(judged), _notes(context, judged), seed)


def _parts(context: Context, parts: Sequence[Part]) -> dict[Part, Judged]:
    forward, maps = judge_forward(context)
    gradient, bases = judge_gradient(context, forward, maps)
    found: dict[Part, Judged] = {
        "forward": forward,
        "gradient": gradient.at(flags=(*gradient.flags, *_gradient_flags(context, gradient))),
    }
    if context.lab.network.depth > 1:
        found["activation"] = judge_unit(context, "activation", forward)
        found["slope"] = judge_unit(context, "slope", gradient)
    if set(parts) & {"objective", "descent", "start", "plot"}:
        watched = watch(context)
        found["objective"] = judge_objective(context, maps, watched, forward)
        descent, followed = judge_descent(context, [*bases, *maps], watched, (forward, gradient))
        found["objective"], found["descent"] = with_data(context, watched, found["objective"], descent)
        found["start"] = judge_start(context, followed or (watched.likeliest if watched is not None else None))
        known = found["objective"].verdict == "right" and forward.verdict != "wrong"
        found["plot"] = judge_plot(context, watched, known, found["descent"])
    asked = [found[part] for part in ASKED if part in found]
    found["forward"] = forward.at(flags=(*forward.flags, *constants(context, asked)))
    return found


def _gradient_flags(context: Context, gradient: Judged) -> tuple[str, ...]:
    binding = context.roles["gradient"]
    if gradient.verdict != "right" or binding is None or binding.layout is None:
        return ()
    found = flags(context, binding, binding.layout.codes, "float32" in gradient.flags)
    return tuple(flag for flag in found if flag not in gradient.flags)


def _functions(roles: Roles) -> dict[str, tuple[str, str]]:
    return {role: (binding.function.name, binding.how) for role, binding in roles.bindings.items()}


def _flags(judged: Sequence[Judged]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flag for part in judged for flag in part.flags))


def _notes(context: Context, judged: Sequence[Judged]) -> tuple[str, ...]:
    """What went wrong while the program ran, then what the flags say."""
    where, rest = context.candidate.source.where, "; the rest of the program ran without this statement."
    last = max((n.lineno for n in context.candidate.source.tree.body), default=0)
    failures = [
        f"{where(f.line)}: {f.message}{'' if f.kind == 'syntax' else rest}"
        for f in context.candidate.described.failures
        if not (f.kind == "exit" and f.message in GOOD_ENDS and f.line >= last)
    ]
    parsed = not any(f.kind == "syntax" for f in context.candidate.described.failures)
    if parsed and not context.candidate.described.functions:
        failures.append("The program has no functions. Put each part into a function of its own: "
                        "forward(theta, x, y), gradient(theta, x, y); then it can be judged.")  # fmt: skip
    return (*failures[:5], *(TOLD[flag] for flag in _flags(judged) if flag in TOLD))
