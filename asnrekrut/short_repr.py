"""How values show themselves in a notebook, a log or a traceback: by what they are, with nothing of the people in them.

Whoever wants names, numbers or cells asks for them by name.
"""

from __future__ import annotations

from asnrekrut.nik import without_nik


class ShortRepr:
    """Mixed into a value that holds people, or a part of one: ``<StageOutcome tes>``.

    Its ``_said`` are the attributes to show; they say nothing of a person.
    """

    __slots__ = ()
    _said: tuple[str, ...] = ()

    def __repr__(self) -> str:
        said = (without_nik(str(getattr(self, name))) for name in self._said)
        return f"<{' '.join((type(self).__name__, *filter(None, said)))}>"
