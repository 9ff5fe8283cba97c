"""Changes of the application behind VisualDL's server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def change_application(server: Any, change: Callable[[Any], object]) -> None:
    """Makes the server change each application that it creates.

    Args:
        server: The module ``visualdl.server.app``.
        change: Called with the Flask application.
    """
    create_app = server.create_app

    def create(args: Any) -> Any:
        application = create_app(args)
        change(application)
        return application

    server.create_app = create
