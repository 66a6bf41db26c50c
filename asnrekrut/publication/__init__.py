"""What the public may see: one view of plain texts, and the page made from it."""
