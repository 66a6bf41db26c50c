"""What was confirmed and announced, and when: kept whole, chained by hashes, and held against every later run."""
