import os
from typing import Any

import click

from openredress.ops import setup


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes; one per core is right.")
@click.option("--threads", default=4, show_default=True, help="Threads in each process.")
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the web pages and the API.

    Brings the database tables up to date, collects the static files into
    OPENREDRESS_HOME and listens until it is told to stop (Ctrl-C or SIGTERM); requests
    under way are finished first. Nothing about a visitor is logged. `openredress work`
    has to run beside it. What is unsafe in the settings is said on stderr; see `openredress check`.

    \b
    Example:
      openredress serve --port 8000 --workers 2

    Exits with 0 when stopped, 3 when the database cannot be reached, the port is
    taken or a key is open to every account.
    """
    setup.refuse_taken_port(host, port)
    os.environ["OPENREDRESS_STATIC"] = "collected"
    setup.start()
    setup.migrate()
    setup.warn_of_missing_keys()
    setup.warn_of_exposure(host)
    setup.collect_static()

    from django.db import connections

    from openredress.ops.answering import settle

    connections.close_all()  # A connection must not be shared with the workers forked next.
    settle()  # What the workers find here they share, as long as nobody goes through it.
    click.echo(f"OpenRedress is at http://{host}:{port}/", err=True)
    _server({
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "openredress.ops.answering.Worker",
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "error",  # Its warnings repeat requests that it could not understand.
        "logger_class": "openredress.ops.logs.DiscreetServerLogger",
        "control_socket_disable": True,
        "graceful_timeout": 10,
        "proc_name": "openredress",
    }).run()  # fmt: skip


def _server(options: dict[str, Any]) -> Any:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from openredress.wsgi import application

            return application

    return Server()
