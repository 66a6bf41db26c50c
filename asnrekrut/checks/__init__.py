"""Doubts that arise only when several tables are laid side by side: each kind in a small module of its own.

Most of them come from corrections that committees had to publish; what each caught is named beside the rule.
"""
