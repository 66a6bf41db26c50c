"""asnrekrut: from a committee's spreadsheets to ranked shortlists, exactly and explainably."""

__version__ = "0.1.0"
