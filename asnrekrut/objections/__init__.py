"""Objections and complaints: the register, its deadlines, what an accepted one lets through and what it leads to."""
