"""Marked copies of faulty workbooks, and one list of all findings."""
