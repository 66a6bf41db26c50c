"""The documents that the committee signs, hands out and publishes, all from one result."""
