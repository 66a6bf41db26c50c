"""Tests that take long or need a browser: `.ci/long` runs them, a plain `pytest` does not."""
