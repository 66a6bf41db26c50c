"""``python -m asnrekrut``."""

from asnrekrut.cli import main

if __name__ == "__main__":
    main()
