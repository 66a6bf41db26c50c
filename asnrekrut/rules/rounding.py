"""How each step is rounded: by which rule, to how many decimals. Columns are rounded in ``core.exact``."""

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Struct

from asnrekrut.rules.base import Decimals, Section, entry
from asnrekrut.rules.values import choice

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Stage

StepName = Literal["mark", "scale", "weight", "final"]


class Rule(Enum):
    """How a rounding step treats what lies beyond its last decimal; the values are the rules file's words."""

    HALF_UP = "setengah ke atas"
    HALF_EVEN = "setengah ke genap"
    DOWN = "ke bawah"

    def rounds_up(self, whole: Any, twice: Any, den: int) -> Any:
        """Whether sizes ``whole + twice / (2·den)`` go up to ``whole + 1``; integers, or arrays of them."""
        if self is Rule.HALF_UP:
            return twice >= den
        if self is Rule.HALF_EVEN:
            return (twice > den) | ((twice == den) & (whole % 2 == 1))
        return twice < 0  # never; the shape is that of the sizes


RuleName = Annotated[str, choice(tuple(rule.value for rule in Rule))]


class Rounding(Struct, frozen=True):
    """So many decimals, by this rule. ``None`` in its place means the step does not round."""

    decimals: int
    rule: Rule = Rule.HALF_UP

    def __call__(self, value: Fraction) -> Fraction:
        """Round one number: halves go away from zero, to the even neighbour, or everything is cut off."""
        power = 10**self.decimals
        whole, rest = divmod(abs(value.numerator) * power, value.denominator)
        size = whole + bool(self.rule.rounds_up(whole, 2 * rest, value.denominator))
        return Fraction(size if value >= 0 else -size, power)


class Step(Section):
    """Satu langkah pembulatan dengan caranya sendiri."""

    decimals: Decimals = entry("desimal", "Banyaknya desimal.")
    rule: RuleName = entry("cara", "Cara membulatkan.")


AnyStep = Decimals | Literal["tanpa"] | Step


class Roundings(Section):
    """Pembulatan pada setiap langkah: banyaknya desimal, ``"tanpa"``, atau desimal dengan cara sendiri."""

    rule: RuleName = entry("cara", "Cara membulatkan, bila langkah tidak menyebut yang lain.", "setengah ke atas")
    mark: AnyStep = entry("nilai", "Nilai gabungan panel.")
    scale: AnyStep = entry("skala", "Nilai tahap pada skalanya.")
    weight: AnyStep = entry("bobot", "Nilai tahap yang sudah dibobot.")
    final: AnyStep = entry("akhir", "Nilai akhir.")


class StageRoundings(Section):
    """Pembulatan yang berlaku hanya pada tahap ini; langkah yang tidak disebut mengikuti ``[pembulatan]``."""

    mark: AnyStep | None = entry("nilai", "Nilai gabungan panel.", None)
    scale: AnyStep | None = entry("skala", "Nilai tahap pada skalanya.", None)
    weight: AnyStep | None = entry("bobot", "Nilai tahap yang sudah dibobot.", None)


def rounding(rules: "Rules", step: StepName, stage: "Stage | None" = None) -> Rounding | None:
    """The rounding of a step: the stage's own, else the general one; None where it does not round."""
    own = None if stage is None else getattr(stage.roundings, step)
    chosen: AnyStep = getattr(rules.roundings, step) if own is None else own
    if chosen == "tanpa":
        return None
    decimals, rule = (chosen, rules.roundings.rule) if isinstance(chosen, int) else (chosen.decimals, chosen.rule)
    return Rounding(decimals, Rule(rule))


def rounded(value: Fraction, step: Rounding | None) -> Fraction:
    """A number after a step, which may not round."""
    return value if step is None else step(value)


def lifted(rules: "Rules", stage: "Stage") -> dict[str, tuple[Fraction, Fraction]]:
    """The steps of a stage that rounding alone takes above their maximum: the maximum and what becomes of it."""
    scale, weight = Fraction(stage.scale), Fraction(stage.weight or 0)
    value = rounded(scale, rounding(rules, "scale", stage))
    weighted = rounded(value * weight / scale, rounding(rules, "weight", stage))
    tops = {"nilai tahap": (scale, value), "nilai berbobot": (weight, weighted)} if stage.scored else {}
    return {name: (top, reached) for name, (top, reached) in tops.items() if reached > top}
