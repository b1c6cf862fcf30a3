"""What goes to the database server and back, counted, and struck on request.

A hook of this kind cannot be taken out again: install it in a child (support.children).
"""

from collections.abc import Callable, Generator
from typing import Any

import psycopg

Trip = Generator[Any, Any, Any]
Struck = Callable[[Trip], Callable[[], None] | None]


def commits(trip: Trip) -> bool:
    """Tell whether it asks the server to keep what was done."""
    return getattr(trip, "__name__", "") == "_commit_gen"


def meet(strike: Struck) -> None:
    """Let a fault see every statement, commit and piece of COPY before it goes.

    What the fault returns is called when the answer is here.
    """
    wait = psycopg.Connection.wait

    def waiting(connection: Any, trip: Trip, *rest: Any, **named: Any) -> Any:
        back = strike(trip)
        answer = wait(connection, trip, *rest, **named)
        if back is not None:
            back()
        return answer

    psycopg.Connection.wait = waiting  # type: ignore[method-assign, assignment] # counted
