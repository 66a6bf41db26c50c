"""From sheets to the register and its marks: finding tables, reading cells, joining by participant number."""
