# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What one stream does in time. The network is the test's; no server is needed."""

import asyncio
import uuid
from collections.abc import Coroutine, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sociallook.base.clock import DAY, now
from sociallook.notifications import events
from sociallook.notifications.streams import WAITING, Stream


class Browser:
    """The other end: keeps what it gets and goes away when told to."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self.leaves = asyncio.Event()

    async def receive(self) -> MutableMapping[str, Any]:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.got.put_nowait(message)

    async def body(self) -> bytes:
        """The next piece, without waiting longer than a test may."""
        message = await asyncio.wait_for(self.got.get(), 20)
        return bytes(message.get("body", b""))


def in_a_loop_of_its_own(listening: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own too: a browser that an earlier test opened keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, listening).result()


def stream() -> Stream:
    return Stream(bytes(32), uuid.uuid4())


def test_a_silent_stream_breathes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert events.BREATH == 25
    monkeypatch.setattr(events, "BREATH", 0.01)

    async def listen() -> None:
        browser, silent = Browser(), stream()
        task = asyncio.create_task(events._stream(silent, now() + DAY, browser.receive, browser.send))
        pieces = [await browser.body() for _ in range(4)]
        assert pieces == [b"", events.GREETING, b":\n\n", b":\n\n"]
        browser.leaves.set()
        await asyncio.wait_for(task, 20)

    in_a_loop_of_its_own(listen())


def test_a_stream_ends_when_its_sign_in_runs_out() -> None:
    async def listen() -> None:
        browser = Browser()
        await asyncio.wait_for(events._stream(stream(), now() + 50, browser.receive, browser.send), 20)
        sent = [browser.got.get_nowait() for _ in range(browser.got.qsize())]
        assert [message.get("more_body") for message in sent] == [None, True, True, False]

    in_a_loop_of_its_own(listen())


def test_who_does_not_keep_up_is_cut_off() -> None:
    async def listen() -> None:
        slow = stream()
        for _ in range(WAITING + 1):
            slow.put(b"x")
        browser = Browser()
        await asyncio.wait_for(events._stream(slow, now() + DAY, browser.receive, browser.send), 20)
        assert browser.got.qsize() == 2 + (WAITING - 1) + 1

    in_a_loop_of_its_own(listen())
