"""``wayfare serve``."""

import click

from wayfare.cli.setup import ensure_ready


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages and API."""
    ensure_ready()
    run(host, port, workers)


def run(host: str, port: int, workers: int) -> None:
    """Start the server and stay until it is stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "wayfare.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
        log_access=False,
    ).serve()
