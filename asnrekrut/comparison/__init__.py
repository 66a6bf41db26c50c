"""A list computed elsewhere, or under other rules, against the present result."""
