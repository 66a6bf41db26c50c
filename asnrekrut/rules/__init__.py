"""The rules file: its language, how it is read, what makes it impossible, how it is put in words."""

RULES_FILE = "seleksi.toml"
LARGEST = 2**20  # bytes of it
