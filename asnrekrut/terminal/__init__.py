"""The terminal: what is shown, and typer's own words in Indonesian."""
