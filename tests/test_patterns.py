"""Every regular expression of the package takes linear time, whatever it is fed.

Nobody lists the patterns: they are found in the modules. From the parts of a pattern that may repeat, long strings are
made that reach such a part, repeat what it accepts, and end in something that fits nowhere; these are what makes a
careless pattern take quadratic or exponential time.
"""

from __future__ import annotations

import ast
import importlib
import re
import signal
import time
from pathlib import Path
from re import _constants as code
from re import _parser as parser
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import asnrekrut
from asnrekrut.readers.xlsx_sheet import _candidates
from asnrekrut.terminal.command_words import _ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(asnrekrut.__file__).parent
METHODS = {"match", "fullmatch", "search", "findall", "finditer", "sub", "split"}
# Where a pattern is put together as the program runs: it is made here, or what it searches is short.
MADE = {
    "terminal/command_words.py": [re.compile(pattern, re.DOTALL) for pattern, _ in _ERRORS],
    "rules/toml_text.py": [],  # only statements of at most statements._LONGEST characters are searched for slips
    "documents/office.py": [],  # the office's own pattern for the number of a document; each repetition is possessive
    "publication/objections.py": [],  # a code of the rules, literally
    "readers/xlsx_sheet.py": [_candidates(2, "-[^<]*", ["1", "23"]), _candidates(15, "[^<]*", ["0"])],
}
SIGNS = " \t\n09aAzZ_-.,;:/\\\"'<>()[]{}=*+#%&|!?$@^~é…–\0"
LENGTHS = (5_000, 20_000, 100_000)  # characters; the next is tried if one took quadratic time or worse
SLOW = 0.8  # seconds of processor time for the last; linear takes a twentieth of that, quadratic ten times as much
MANY = 60  # times: a part that repeats no more often does no harm
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
CLASSES = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}


class Used(NamedTuple):
    """A pattern of the package, and the methods it is used with."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def used() -> list[Used]:
    methods: dict[tuple[str, str], set[str]] = {}
    found: list[tuple[str, re.Pattern[Any], set[str]]] = []
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        found += [(name, pattern, {"fullmatch"}) for pattern in MADE.get(name, [])]
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in METHODS:
                owner, method = call.func.value, call.func.attr
                if isinstance(owner, ast.Name) and owner.id == "re":
                    written = call.args[0]
                    assert isinstance(written, ast.Constant) or name in MADE, f"{name}:{call.lineno} is not tried"
                    if isinstance(written, ast.Constant):
                        found.append((f"{name}:{call.lineno}", re.compile(written.value), {method}))
                elif isinstance(owner, (ast.Name, ast.Attribute)):
                    label = getattr(owner, "id", "") or getattr(owner, "attr", "")
                    methods.setdefault((name, label), set()).add(method)
        if path.name != "__main__.py":
            module = importlib.import_module(".".join(path.relative_to(ROOT.parent).with_suffix("").parts))
            for label, value in vars(module).items():
                ways = methods.setdefault((name, label), set())
                found += [(f"{name} {label}", one, ways) for one in held(value)]
    whole: dict[re.Pattern[Any], tuple[str, set[str]]] = {}
    for where, pattern, ways in found:
        whole.setdefault(pattern, (where, set()))[1].update(ways or {"match"})
    return [Used(where, pattern, frozenset(ways)) for pattern, (where, ways) in whole.items()]


def held(value: object) -> Iterator[re.Pattern[Any]]:
    """The patterns in a constant of a module."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (dict, tuple, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from held(one)


# --- what a pattern is fed ----------------------------------------------------------------------------------


def sample(nodes: Any) -> str:
    """A text that parts of a pattern accept, as far as that is easily told."""
    return "".join(_sample(kind, value) for kind, value in nodes)


def _sample(kind: object, value: Any) -> str:
    if kind is code.LITERAL:
        return chr(value)
    if kind in {code.IN, code.ANY, code.NOT_LITERAL}:
        return next(iter(accepted(kind, value)), "a")
    if kind is code.BRANCH:
        return sample(value[1][0])
    if kind in REPEATS:
        return sample(value[2]) * max(value[0], min(value[1], 1))
    inside = inner(kind, value)
    return "" if kind in {code.ASSERT, code.ASSERT_NOT} else "".join(sample(part) for part in inside)


def inner(kind: object, value: Any) -> list[Any]:
    """The parts inside a part."""
    if kind is code.BRANCH:
        return list(value[1])
    if kind is code.SUBPATTERN:
        return [value[3]]
    if kind is code.ATOMIC_GROUP:
        return [value]
    if kind in {code.ASSERT, code.ASSERT_NOT}:
        return [value[1]]
    return [value[2]] if kind in REPEATS else []


def accepted(kind: object, value: Any) -> list[str]:
    """The signs that a part for a single character accepts."""
    return [sign for sign in "a1A " + SIGNS if kind is code.ANY or _fits(kind, value, sign)]


def _fits(kind: object, value: Any, sign: str) -> bool:
    if kind is code.NOT_LITERAL:
        return ord(sign) != value
    hit, negated = False, False
    for one, what in value:
        negated |= one is code.NEGATE
        hit |= (one is code.LITERAL and ord(sign) == what) or (one is code.RANGE and what[0] <= ord(sign) <= what[1])
        if one is code.CATEGORY:
            hit |= re.match(CLASSES[str(what).removeprefix("CATEGORY_").removeprefix("UNI_")], sign) is not None
    return hit != negated


def pumps(nodes: Any) -> set[str]:
    """What can be repeated where these parts repeat."""
    found = {sample(nodes)}
    for kind, value in nodes:
        found |= set(accepted(kind, value)) if kind in {code.IN, code.ANY, code.NOT_LITERAL} else set()
        found |= {text for part in inner(kind, value) for text in pumps(part)}
    return found - {""}


def repeats(nodes: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """What leads to each part that can repeat often, and the part."""
    for kind, value in nodes:
        if kind in REPEATS and value[1] > MANY:
            yield before, value[2]
        for part in inner(kind, value):
            yield from repeats(part, before)
        before += _sample(kind, value)


def attacks(pattern: re.Pattern[Any]) -> set[tuple[str, str]]:
    """Beginnings, and what is repeated behind them."""
    nodes = parser.parse(pattern.pattern, pattern.flags)
    found = {("", sign) for sign in SIGNS} | {("", sample(nodes) or "a"), ("", sample(nodes)[:-1] or "a")}
    for before, part in repeats(nodes):
        found |= {("", before or "a")}
        for pump in pumps(part):
            found |= {(before, pump), ("", before + pump), (before, pump + " "), (before, " " + pump)}
    return found


# --- how long it takes --------------------------------------------------------------------------------------


class TooSlowError(Exception):
    pass


def limit(length: int) -> float:
    """Seconds that a pattern of quadratic time takes for so many characters if it takes ``SLOW`` for the most."""
    return SLOW * (length / LENGTHS[-1]) ** 2


def spent(one: Used, method: str, written: str) -> float:
    """Processor time, which is cut off."""
    text = written if isinstance(one.pattern.pattern, str) else written.encode("latin-1", "replace")

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    start = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, SLOW)
        done = getattr(one.pattern, method)(*([text[:0]] if method == "sub" else []), text)
        for _ in done if method == "finditer" else ():
            pass
    except TooSlowError:
        return SLOW
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def tried(one: Used) -> str | None:
    """An attack under which a pattern is slow."""
    for before, pump in attacks(one.pattern):
        for end in ("\0", ""):
            for method in one.methods:
                if all(spent(one, method, before + pump * (n // len(pump)) + end) >= limit(n) for n in LENGTHS):
                    return f"{one.where}: {method}({before!r} + {pump!r} * n + {end!r})"
    return None


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer of processor time")
def test_every_pattern_takes_linear_time() -> None:
    patterns = used()
    assert len(patterns) > 100
    assert [slow for one in patterns if (slow := tried(one))] == []


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"<c[^>]*>(?:[^<]|<(?!/c>))*?</c>"])
def test_a_careless_pattern_is_noticed(pattern: str) -> None:
    assert tried(Used("here", re.compile(pattern), frozenset({"search"})))
