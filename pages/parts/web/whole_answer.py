"""An answer that goes out as another than the app made: all of it is read first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def replaced(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    is_meant: Callable[[Message], bool],
    made: Callable[[Message, bytes], Awaitable[tuple[Message, bytes]]],
) -> None:
    """Let the app answer; what is meant goes out as `made` makes it.

    `is_meant` is asked of the beginning of an answer; others go out as they come.
    """
    begun: Message | None = None
    body = b""

    async def gather(message: Message) -> None:
        nonlocal begun, body
        if message["type"] == "http.response.start" and is_meant(message):
            begun = message
        elif begun is None:
            await send(message)
        else:
            body += message.get("body", b"")
            if not message.get("more_body", False):
                start, whole = await made(begun, body)
                await send(start)
                await send({"type": "http.response.body", "body": whole})

    await app(scope, receive, gather)
