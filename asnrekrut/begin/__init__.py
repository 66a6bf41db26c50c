"""A new selection folder: from a preset, from answers, from last year's folder, from the office's own recap."""
