"""The kinds of documents: their names, their usual form, and what a Word template of each may contain."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Form = Literal["word", "pdf"]


class Kind(Struct, frozen=True):
    """One kind of document.

    Attributes:
        code: as options, file names and templates name it.
        title: what it is.
        form: its usual form.
        face: the class of fonts.
        sections: the parts that a Word template names; () where they differ from one document to the next.
        fields: the single values for those who write their own wording.
        number: which of the profile's patterns its number follows; '' for none.
    """

    code: str
    title: str
    form: Form
    face: Literal["letters", "decrees", "lists"]
    sections: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    number: str = ""


SUFFIXES: dict[Form, str] = {"word": ".docx", "pdf": ".pdf"}
_COMMON = ("nomor", "tanggal", "tahap", "seleksi", "instansi")
KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "berita-acara", "Berita acara", "word", "letters",
            ("dasar", "rapat", "hasil", "cara", "kejadian", "penetapan", "pendukung"),
            (*_COMMON, "hari_tanggal", "tempat", "peserta", "hadir", "tidak_hadir"), "minutes",
        ),
        Kind("lampiran-berita-acara", "Lampiran berita acara", "pdf", "lists"),
        Kind(
            "pengumuman", "Pengumuman", "word", "letters",
            ("dasar", "perubahan", "hasil", "lulus", "tidak_lulus", "kontak"), (*_COMMON, "nomor_berita_acara"),
            "announcement",
        ),
        Kind("lampiran", "Lampiran pengumuman", "pdf", "lists"),
        Kind("undangan", "Undangan", "word", "letters", ("waktu", "ketentuan"), _COMMON, "invitation"),
        Kind("daftar-hadir", "Daftar hadir", "pdf", "lists"),
        Kind("lembar-penilaian", "Lembar penilaian", "pdf", "lists"),
        Kind("lembar-hasil", "Lembar hasil peserta", "pdf", "lists"),
        Kind(
            "keputusan", "Keputusan", "word", "decrees",
            ("menimbang", "mengingat", "memperhatikan", "memutuskan"), _COMMON, "decree",
        ),
        Kind("formulir-sanggah", "Formulir sanggah", "pdf", "lists"),
        Kind("jawaban-sanggah", "Jawaban sanggah", "word", "letters", ("putusan",), _COMMON, "answer"),
        Kind("rekapitulasi", "Rekapitulasi", "pdf", "letters"),
        Kind("daftar-naskah", "Daftar naskah", "pdf", "lists"),
    )
}  # fmt: skip
CORRESPONDENCE = ("undangan", "jawaban-sanggah")  # addressed to somebody, without a title
PAGE = "halaman"  # the public page, which is no document
