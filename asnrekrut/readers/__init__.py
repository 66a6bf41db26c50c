"""The kinds of files there are, one module each; they know no selections.

``isolated`` has a child (``worker``, under ``limits``) read a file. There ``kinds`` tells what it is and calls ``read``
of ``xlsx``, ``xls``, ``ods``, ``html`` or ``text``, which hand the cells of a sheet over as a ``grid``. Of
workbooks calamine reads the values (``values``); the module of each kind finds what calamine leaves out: errors,
formulas that were never computed, hidden and merged cells, numbers shown otherwise than they are (``number_formats``).
``messages`` says to the user why a file is not read.
"""
