"""Workbooks to hand out, planned from the rules."""
