# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The fan-out of one process: one connection that listens, one that asks who may know, any number of streams.

PostgreSQL hands notifications over in the order of their commits. For each one that names a space the hub asks who may
read that space **now**; so a reader whose right was taken gets nothing, not even what was on its way.
"""

import asyncio
import json
import logging
import signal
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import connections

CHANNEL: Final = "sociallook"
WAITING: Final = 100
"""Messages for one stream; whoever is slower is cut off, comes back and fetches what is new."""
PATIENCE: Final = 5
"""Seconds to wait for the database before a stream is refused."""

Handler = Callable[[int, FrameType | None], object]
"""Of a signal."""

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Stream:
    """One open stream. `None` in the queue ends it."""

    person: bytes
    sign_in: UUID
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def put(self, message: bytes) -> None:
        """Hand a message over, or end a stream that does not keep up."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Close it from our side."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """All streams of this process."""

    def __init__(self) -> None:
        self._streams: dict[bytes, set[Stream]] = defaultdict(set)
        self._listening = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self._asking: psycopg.AsyncConnection[Any] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._closed = False

    @asynccontextmanager
    async def open(self, stream: Stream) -> AsyncIterator[None]:
        """Let a stream hear from now on. Raises TimeoutError when the database cannot be reached."""
        await self._ready()
        self._streams[stream.person].add(stream)
        try:
            yield
        finally:
            self._streams[stream.person].discard(stream)
            if not self._streams[stream.person]:
                del self._streams[stream.person]

    def end_all(self) -> None:
        """End every stream of this process, because it hears nothing any more or is about to stop."""
        self._end(stream for streams in self._streams.values() for stream in streams)

    async def ask(self, query: str, values: list[object]) -> list[tuple[Any, ...]]:
        """Run one query on the connection that asks."""
        async with self._one_at_a_time:
            if self._asking is None or self._asking.closed:
                self._asking = await _connect()
            cursor = await self._asking.execute(query, values)
            return await cursor.fetchall()

    def close(self) -> None:
        """End all streams and let no new one in: the server stops."""
        self._closed = True
        self._end(stream for streams in self._streams.values() for stream in streams)

    async def _ready(self) -> None:
        if self._closed:
            raise TimeoutError
        if self._work is None or self._work.done():
            _before_stopping(self.close)
            self._work = asyncio.create_task(self._listen_for_ever())
        async with asyncio.timeout(PATIENCE):
            await self._listening.wait()

    async def _listen_for_ever(self) -> None:
        """Without a connection nothing is heard, so every stream ends; browsers come back and fetch what is new."""
        while True:
            try:
                await self._listen()
            except psycopg.Error:
                log.warning("The connection that listens was lost.")
            self._listening.clear()
            self.end_all()
            await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        async with await _connect() as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._listening.set()
            async for notify in connection.notifies():
                if self._streams:
                    await self._deliver(json.loads(notify.payload))

    async def _deliver(self, told: dict[str, Any]) -> None:
        event, named = told.pop("event"), told.pop("to", None)
        if event == "signed_out":
            self._end(self._of_sign_in(UUID(told["sign_in"])))
            return
        persons = None if named is None else {bytes.fromhex(person) for person in named}
        if "space" in told:
            may = await self._readers(told["space"])
            persons = may if persons is None else persons & may
        message = f"event: {event}\ndata: {json.dumps(told, separators=(',', ':'))}\n\n".encode()
        for person in persons or ():
            for stream in self._streams.get(person, ()):
                stream.put(message)

    async def _readers(self, space: str) -> set[bytes]:
        """Who may read this space at this moment; a failure ends the streams rather than telling too much."""
        rows = await self.ask("SELECT person FROM notifications_readers(ARRAY[%s::uuid])", [space])
        return {bytes(person) for (person,) in rows}

    def _of_sign_in(self, sign_in: UUID) -> list[Stream]:
        return [stream for streams in self._streams.values() for stream in streams if stream.sign_in == sign_in]

    @staticmethod
    def _end(streams: Iterable[Stream]) -> None:
        for stream in list(streams):
            stream.end()


def _before_stopping(act: Callable[[], None]) -> None:
    """Call `act` when the process is told to stop, and then whoever was to be called before.

    A server waits for open answers before it stops (uvicorn knows no other way), and streams do not end by themselves.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _both(lambda: loop.call_soon_threadsafe(act), before))


def _both(first: Callable[[], object], then: Handler) -> Handler:
    def handle(number: int, frame: FrameType | None) -> object:
        first()
        return then(number, frame)

    return handle


async def _connect() -> psycopg.AsyncConnection[Any]:
    """A connection of our own, outside Django's pool, in autocommit."""
    found = connections["default"].settings_dict
    options = {key: value for key, value in found["OPTIONS"].items() if key != "pool"}
    return await psycopg.AsyncConnection.connect(
        dbname=found["NAME"],
        user=found["USER"] or None,
        password=found["PASSWORD"] or None,
        host=found["HOST"] or None,
        port=found["PORT"] or None,
        autocommit=True,
        **options,
    )


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for ended in [other for other in _hubs if other.is_closed()]:
            with suppress(KeyError):
                del _hubs[ended]
        _hubs[loop] = Hub()
    return _hubs[loop]
