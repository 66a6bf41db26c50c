"""``templat/``: the workbooks to hand out, so that what comes back needs no repair."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from asnrekrut.forms.plan import SUFFIX, plan
from asnrekrut.forms.sheets import write_forms
from asnrekrut.intake.needs import needs_of
from asnrekrut.io import TEMPLATES
from asnrekrut.notation import show_count
from asnrekrut.outputs.folder import publish
from asnrekrut.selection import REGISTER, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.rules.model import Rules

NAME = TEMPLATES


def write_templates(
    folder: Path,
    known: Selection,
    replace_edited: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Write ``templat/`` into the selection folder; see ``folder.publish`` for what can go wrong."""
    forms = sorted(plan(known), key=lambda form: form.file)
    places = _below([form.file for form in forms])

    def write(fresh: Path) -> None:
        for file, sheets in groupby(forms, key=lambda form: form.file):
            progress(f"menulis {file}")
            path = fresh / places[file]
            path.parent.mkdir(parents=True, exist_ok=True)
            write_forms(path, known.rules, list(sheets))

    return publish(folder, write, NAME, replace_edited)


def _below(files: Sequence[str]) -> dict[str, str]:
    """Where each file stands in the folder: without the folders that all share, the book of events left out."""
    parents = [parts for file in files if (parts := PurePosixPath(file).parent.parts)]
    shared = 0
    while parents and all(len(p) > shared and p[shared] == parents[0][shared] for p in parents):
        shared += 1
    deep = {file: PurePosixPath(file).parts for file in files}
    return {file: PurePosixPath(*parts[min(shared, len(parts) - 1) :]).as_posix() for file, parts in deep.items()}


def remarks(known: Selection) -> Iterator[str]:
    """What whoever hands the workbooks out must know, in Indonesian."""
    register = known.register
    if register is None or known.register_doubted:
        yield (
            "Daftar peserta belum diisikan, sebab masih ada temuan di dalamnya; lihat asnrekrut check."
            if known.register_delivered
            else "Daftar peserta belum ada; ulangi perintah ini sesudah daftar pelamar tersimpan agar namanya terisi."
        )
    else:
        yield f"Daftar {show_count(len(register))} peserta dan {len(known.formations)} formasi sudah diisikan."
        looks = sum(one.open for one in known.findings if one.stage == REGISTER)
        if looks:
            yield (
                f"Daftar pelamar masih mempunyai {show_count(looks)} temuan yang perlu dipastikan; "
                "periksalah dengan asnrekrut check sebelum templatnya dibagikan."
            )
        for s, stage in enumerate(known.rules.stages):
            count = len(known.invited_to(s))
            if count < len(register):
                yield f"{stage.name}: hanya {show_count(count)} peserta yang masih berhak menurut nilai yang ada."
    for name in _other_kinds(known.rules):
        yield f'Aturan menyebut "{name}", sedangkan templatnya .xlsx; sesuaikan kunci berkas dalam seleksi.toml.'
    yield "Bagikan berkasnya; yang kembali disimpan dengan nama dan folder menurut berkas aturan."


def _other_kinds(rules: Rules) -> list[str]:
    """Files that the rules want as something else than a workbook."""
    wanted = dict.fromkeys(name for need in needs_of(rules) for name in need.files)
    return [name for name in wanted if PurePosixPath(name).suffix.lower() not in {SUFFIX, "", ".*"}]
