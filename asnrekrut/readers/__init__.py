"""The kinds of files there are, one module each. They run inside ``asnrekrut.worker`` and know nothing of findings."""
