"""What the rules file is called, and how large it may be."""

from __future__ import annotations

RULES_FILE = "seleksi.toml"
LARGEST = 2**20  # bytes
