"""A typer program that does nothing: the least that ``--help`` can take with typer."""

import typer

app = typer.Typer()


@app.command()
def nothing() -> None:
    """Do nothing."""


if __name__ == "__main__":
    app()
