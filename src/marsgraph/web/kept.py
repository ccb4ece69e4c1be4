"""Answers that are made once: bounded in bytes, each made by one thread while others wait, errors never kept.

What is kept is true for one version of the data, and an application serves one version.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Final

_OVERHEAD: Final = 512
"""The bytes that an entry takes besides its own."""


class Kept:
    """The latest answers, by what they answer."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self._making: dict[Hashable, Future[bytes]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Give what is kept, or make it."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            waited = self._making.get(key)
            if waited is None:
                mine = self._making[key] = Future()
        return waited.result() if waited else self._make(key, make, mine)

    def _make(self, key: Hashable, make: Callable[[], bytes], mine: Future[bytes]) -> bytes:
        try:
            answer = make()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            self._keep(key, answer)
            mine.set_result(answer)
            return answer
        finally:
            with self._lock:
                del self._making[key]

    def _keep(self, key: Hashable, answer: bytes) -> None:
        if len(answer) > self._most // 4:
            return
        with self._lock:
            self._answers[key] = answer
            self._size += len(answer) + _OVERHEAD
            while self._size > self._most:
                self._size -= len(self._answers.popitem(last=False)[1]) + _OVERHEAD
