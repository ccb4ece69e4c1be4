"""Stopping, listing, waiting, ending: what surrounds queries."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import fake_engine
import pytest
from fake_engine import ask
from processes import ASKING, PATIENCE, children, descriptors, eventually, lives

from marsgraph.errors import MarsGraphError, NotFoundError
from marsgraph.workers import (
    Answer,
    Busy,
    Client,
    Crashed,
    EngineFailed,
    Refusal,
    Refused,
    Request,
    Server,
    Settings,
    Stopped,
    TimeLimit,
    addresses,
    frames,
    start,
    walls,
)
from marsgraph.workers.client import _Channel, leased
from marsgraph.workers.desk import Awaited
from marsgraph.workers.output import Output
from marsgraph.workers.slots import Offenders

Starting = Callable[[Settings], Server]


def outcome(client: Client, request: Request) -> Answer | MarsGraphError:
    """Run a request; give the answer or the refusal."""
    try:
        return client.run(request)
    except MarsGraphError as error:
        return error


def begin(pool: ThreadPoolExecutor, client: Client, request: Request) -> Future[Answer | MarsGraphError]:
    """Run a request elsewhere, and wait until it runs."""
    before = {each.mark for each in client.running()}  # one that has just ended may still be among them
    future = pool.submit(outcome, client, request)
    assert eventually(lambda: bool({each.mark for each in client.running()} - before))
    return future


# ---- Stopping and listing


def test_stop(client: Client) -> None:
    """A caller stops its query by the name that it gave."""
    with ThreadPoolExecutor() as pool:
        future = begin(pool, client, ask("sleep", 60, name="unguessable"))

        assert client.stop("unguessable")
        assert isinstance(future.result(), Stopped)


def test_stop_unknown(client: Client) -> None:
    """A name that no running query has stops nothing."""
    assert not client.stop("guessed")


def test_stop_before_start(started: Starting) -> None:
    """A query that waits for a worker can be stopped: it never runs."""
    client = Client(started(Settings(quick=1, slow=0)).address)
    with ThreadPoolExecutor() as pool:
        first = begin(pool, client, ask("sleep", 1))
        second = pool.submit(outcome, client, replace(ask("sleep", 60, name="waits"), announced=True))

        assert eventually(lambda: client.stop("waits"))
        assert isinstance(first.result(), Answer)
        assert isinstance(second.result(), Stopped)
    assert not client.stop("waits")


def test_running(client: Client) -> None:
    """The list tells of each query how long it runs, and neither its name nor its text."""
    with ThreadPoolExecutor() as pool:
        future = begin(pool, client, ask("sleep", 60, name="unguessable"))
        (listed,) = client.running()
        client.stop("unguessable")
        future.result()

    assert "unguessable" not in repr(listed)
    assert listed.id == frames.id_hash("unguessable").hex()


def test_end_by_mark(client: Client) -> None:
    """The operator stops a query by its mark in the list."""
    with ThreadPoolExecutor() as pool:
        future = begin(pool, client, ask("sleep", 60))

        assert client.end(client.running()[0].mark)
        assert isinstance(future.result(), Stopped)


def test_client_goes_away(server: Server, client: Client) -> None:
    """A query ends when the process that waits for its answer does."""
    with subprocess.Popen([sys.executable, "-c", ASKING, server.address], cwd=Path(__file__).parent) as asking:
        assert eventually(lambda: len(client.running()) == 1)
        asking.kill()

    assert eventually(lambda: not client.running())


def test_client_gives_up(started: Starting) -> None:
    """A request that was given up while it waited is never begun."""
    client = Client(started(Settings(quick=1, slow=0, slow_after=60)).address)
    with ThreadPoolExecutor() as pool:
        first = begin(pool, client, ask("sleep", 1))
        waiting = subprocess.Popen(
            [sys.executable, "-c", _KEEPING, client.address], stdout=subprocess.PIPE, cwd=Path(__file__).parent
        )
        assert waiting.stdout is not None
        waiting.stdout.readline()
        waiting.kill()
        waiting.communicate()
        first.result()

    with pytest.raises(Exception, match="could not be answered"):
        client.run(ask("look_up", "kept"))


_KEEPING = (
    "import sys, threading; from fake_engine import ask; from marsgraph.workers import Client, client\n"
    "hand_in = client._Channel._hand_in\n"
    "client._Channel._hand_in = lambda *all: (hand_in(*all), print(flush=True))\n"
    "Client(sys.argv[1]).run(ask('keep', 10))"
)
"""Asks for what would leave something behind, and tells when it has handed that in."""


def test_half_a_request(client: Client) -> None:
    """A client that hands in what is no request costs nothing."""
    connection, _, descriptors = leased(client.address)
    with connection, socket.socket(fileno=descriptors[0]), socket.socket(fileno=descriptors[1]) as handing:
        os.close(descriptors[2])
        for length in range(0, 200, 10):
            handing.send(frames.write_request(ask("echo", "x" * 1000), 2**32 - 1, bytes(16))[: length or 1])
            handing.send(bytes(length + 1))

        assert b"Mars" == client.run(ask("look_up", "planet")).body.read()


def test_channels_are_given_back(started: Starting) -> None:
    """As many may ask one after the other as like: a channel is free again when its holder goes."""
    address = started(Settings(quick=1, slow=1, waiting=1)).address
    answers = [Client(address).run(ask("look_up", "planet")).body.read() for _ in range(20)]

    assert [b"Mars"] * 20 == answers


def test_few_channels_are_kept(started: Starting) -> None:
    """Who asked for much at the same time gets all of it, and leaves channels to others afterwards."""
    address = started(Settings(quick=1, slow=0, slow_after=60, waiting=39)).address
    busy, other = Client(address, waiting=60), Client(address, waiting=60)
    with ThreadPoolExecutor(40) as pool:
        assert {Answer} == {type(each) for each in pool.map(outcome, [busy] * 40, [ask("sleep", 0.02)] * 40)}
        assert eventually(lambda: isinstance(outcome(other, ask("look_up", "planet")), Answer))


def test_forked_client(client: Client) -> None:
    """A process that was forked with a client asks by channels of its own."""
    client.run(ask("look_up", "planet"))
    pid = os.fork()
    if not pid:
        os._exit(client.run(ask("echo", "theirs")).body.read() != b"theirs")

    assert b"ours" == client.run(ask("echo", "ours")).body.read()
    assert 0 == os.waitpid(pid, 0)[1]


# ---- Slots


def test_slow_queries_leave_room(started: Starting) -> None:
    """While as many slow queries run as there are workers for quick ones, quick ones are answered."""
    client = Client(started(Settings(quick=2, slow=4)).address)
    with ThreadPoolExecutor() as pool:
        slow = [pool.submit(outcome, client, ask("spin", seconds=60, name="slow")) for _ in range(4)]
        assert eventually(lambda: sum(each.slow for each in client.running()) == 4)

        assert b"Mars" == client.run(ask("look_up", "planet")).body.read()
        client.stop("slow")
        assert {Stopped} == {type(each.result()) for each in slow}


def test_slow_queries_give_way(started: Starting) -> None:
    """A slow query gives way to others, and its worker answers no other."""
    client = Client(started(Settings(quick=1, slow=1)).address)
    with ThreadPoolExecutor() as pool:
        future = begin(pool, client, ask("compute_until", time.monotonic() + 2))
        (listed,) = client.running()
        assert eventually(lambda: os.sched_getscheduler(listed.pid) == os.SCHED_BATCH)
        assert isinstance(future.result(), Answer)

    assert not client.run(ask("who")).facts["gives way"]
    assert eventually(lambda: not lives(listed.pid))


def computed_when_slow(client: Client, least: float) -> float:
    """Wait until the query that runs is slow and has computed for so long; tell how long."""
    (listed,) = client.running()
    assert eventually(lambda: walls.cpu_seconds(listed.pid) >= least and client.running()[0].slow)
    return walls.cpu_seconds(listed.pid)


def test_slow_again(started: Starting) -> None:
    """A query that was slow is taken for slow the next time before it has computed as long."""
    client = Client(started(Settings(quick=1, slow=1, slow_after=3.0)).address)
    with ThreadPoolExecutor() as pool:
        for least in (3.5, 0.0):
            future = begin(pool, client, ask("spin", name="slow", seconds=60))
            computed = computed_when_slow(client, least)
            client.stop("slow")
            assert isinstance(future.result(), Stopped)

    assert computed < 3.0


def test_waiting_is_not_slow(started: Starting) -> None:
    """A query that took long without computing is not slow the next time."""
    client = Client(started(Settings(quick=1, slow=1)).address)
    client.run(ask("sleep", 0.3))
    first = client.run(ask("who")).facts["pid"]

    assert first == client.run(ask("who")).facts["pid"]


def test_no_longer_slow() -> None:
    """A query that was slow once and is quick now is forgotten."""
    offenders = Offenders()
    offenders.note(b"12345678")
    known = offenders.knows(b"12345678")
    offenders.forget(b"12345678")

    assert (True, False) == (known, offenders.knows(b"12345678"))


def test_too_many_slow(started: Starting) -> None:
    """Without a worker left for others, a slow query beyond what is allowed is refused; those before run on."""
    client = Client(started(Settings(quick=1, slow=1)).address)
    with ThreadPoolExecutor() as pool:
        first = begin(pool, client, ask("compute_until", time.monotonic() + 3))
        assert eventually(lambda: any(each.slow for each in client.running()))
        second = outcome(client, ask("spin", seconds=60))

        assert isinstance(second, Busy)
        assert isinstance(first.result(), Answer)


def test_many_slow(started: Starting) -> None:
    """Slow queries beyond what is allowed are answered as long as a worker is free."""
    client = Client(started(Settings(quick=3, slow=1)).address)
    with ThreadPoolExecutor() as pool:
        until = time.monotonic() + 2
        futures = [pool.submit(outcome, client, ask("compute_until", until)) for _ in range(3)]

        assert {Answer} == {type(future.result()) for future in futures}


def test_waiting_too_long(started: Starting) -> None:
    """A request that finds no worker within the waiting time is refused as such."""
    server = started(Settings(quick=1, slow=0, slow_after=60))
    with ThreadPoolExecutor() as pool:
        future = begin(pool, Client(server.address), ask("sleep", 1.5))

        assert isinstance(outcome(Client(server.address, waiting=0.2), ask("look_up", "planet")), Busy)
        assert isinstance(future.result(), Answer)


def test_looks_late(started: Starting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is held up for longer than it might wait finds the answer that has come meanwhile."""
    server = started(Settings(quick=1, slow=0, slow_after=60))
    connection, mine, descriptors = leased(server.address)
    channel, taken = _Channel(connection, mine, descriptors, look=0.1), Awaited.taken

    def late(table: Awaited, number: int) -> bool:
        was = taken(table, number)
        if number == mine:
            select.select([descriptors[0]], [], [], PATIENCE)
        return was

    monkeypatch.setattr(Awaited, "taken", late)
    with ThreadPoolExecutor() as pool:
        begin(pool, Client(server.address), ask("sleep", 1))

        assert not channel.ask(ask("look_up", "planet"), 0.3).refused


def test_waiting_then_answered(started: Starting) -> None:
    """A query that runs for longer than it might have waited is not mistaken for one that waits."""
    client = Client(started(Settings()).address, waiting=0.1)

    assert b"slept" == client.run(ask("sleep", 0.5)).body.read()


def test_full_queue(started: Starting) -> None:
    """Beyond the queue a request is refused at once."""
    client = Client(started(Settings(quick=1, slow=0, slow_after=60, waiting=1)).address)
    with ThreadPoolExecutor(16) as pool:
        futures = [pool.submit(outcome, client, ask("sleep", 0.3)) for _ in range(8)]
        kinds = [type(future.result()) for future in futures]

    assert {Answer, Busy} == set(kinds)


def test_long_ones_wait(started: Starting) -> None:
    """What takes much room is no reason to refuse those who may wait."""
    client = Client(started(Settings(quick=1, slow=0, slow_after=60, waiting=39)).address, waiting=60)
    with ThreadPoolExecutor(40) as pool:
        begin(pool, client, ask("sleep", 1))
        texts = [f"{number}".zfill(12_000) for number in range(39)]
        futures = [pool.submit(outcome, client, ask("echo", text)) for text in texts]
        answers = [future.result() for future in futures]

    assert texts == [answer.body.read().decode() for answer in answers if isinstance(answer, Answer)]


def test_gives_up_while_handing_in(started: Starting) -> None:
    """Who leaves before the whole request was taken leaves a channel in which the next can wait."""
    server = started(Settings(quick=1, slow=0, slow_after=60, waiting=1))
    connection, number, descriptors = leased(server.address)
    for_next = os.dup(descriptors[0])
    channel = _Channel(connection, number, descriptors, look=0.2)
    with ThreadPoolExecutor() as pool:
        future = begin(pool, Client(server.address), ask("sleep", 1))
        with pytest.raises(Busy, match="Nobody took"):
            channel.ask(ask("echo", "x" * 2_000_000, seconds=0.2), 60)
        future.result()

    assert os.get_blocking(for_next)
    os.close(for_next)


def test_first_to_go(server: Server, client: Client) -> None:
    """When the machine runs out of memory the system ends a worker, not the server."""
    pid = client.run(ask("who")).facts["pid"]
    worker, itself = (int(Path(f"/proc/{one}/oom_score_adj").read_text(encoding="ascii")) for one in (pid, server.pid))

    assert 1000 == worker > itself


# ---- Whole or nothing


def test_killed_at_random_moments(server: Server, client: Client) -> None:
    """Workers are killed at 100 random moments; no damaged answer is taken as whole."""
    moments = random.Random(1)  # noqa: S311 - a test's dice
    damaged = 0
    with ThreadPoolExecutor(4) as pool:
        for size in [6_400, 128_000, 640_000, 6_400_000] * 25:
            future = pool.submit(outcome, client, ask("fill", size))
            time.sleep(moments.uniform(0, 0.02))
            for pid in children(server.pid):
                with contextlib.suppress(ProcessLookupError):  # it ended by itself meanwhile
                    os.kill(pid, signal.SIGKILL)
            result = future.result()
            damaged += isinstance(result, Answer) and size != len(result.body.read())
            assert isinstance(result, Answer | Crashed | EngineFailed | Busy)

    assert 0 == damaged


TOKEN = bytes(range(16))


@pytest.mark.parametrize("cut", range(0, 90, 7))
def test_cut_reply(cut: int) -> None:
    """A reply that ends anywhere before its end is no reply."""
    whole, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with whole, end:
        frames.send_answer(end, TOKEN, b'{"a": 1}', 0.1, b"x" * 40)
        reply = whole.recv(1000)

    assert frames.read_reply(memoryview(reply), None, TOKEN)
    with pytest.raises(frames.Broken):
        frames.read_reply(memoryview(reply)[:cut], None, TOKEN)


def test_cut_file(tmp_path: Path) -> None:
    """A file shorter than was announced is no answer."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with mine, its, (tmp_path / "answer").open("w+b", buffering=0) as file:
        file.write(b"x" * 1000)
        frames.send_file(its, TOKEN, b"{}", 0.1, file)
        reply, (descriptor,), _, _ = socket.recv_fds(mine, 1000, 1)
        os.ftruncate(descriptor, 1001)

        with pytest.raises(frames.Broken):
            frames.read_reply(memoryview(reply), descriptor, TOKEN)


def test_reply_to_another() -> None:
    """The reply to a request that was given up is not taken for the reply to the next."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with mine, its:
        frames.send_answer(its, TOKEN, b"{}", 0.1, b"x")

        assert frames.read_reply(memoryview(mine.recv(1000)), None, bytes(16)) is None


@pytest.mark.parametrize("deed", ["tell_much", "refuse"])
def test_long_facts(client: Client, deed: str) -> None:
    """Facts longer than any message arrive whole, beside an answer and in a refusal."""
    told = {"told": "x" * 1_000_000}
    ended = outcome(client, ask(deed, told))

    assert isinstance(ended, Answer | Refused)
    assert told == ended.facts


def test_full_disk() -> None:
    """A disk that is full while a long answer is written is a refusal, at the write and at the end."""
    out = Output(1000, 10, lambda: open("/dev/full", "wb", buffering=0))  # noqa: SIM115, PTH123 - given away
    with pytest.raises(EngineFailed):
        out.write(b"x" * 100)
    assert out.file is not None
    out.file.close()

    with pytest.raises(EngineFailed, match="No space left"):
        out.finish()


def test_no_room_for_facts(started: Starting) -> None:
    """The same for facts, which are written when the answer is there: nobody waits for what does not come."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    try:
        client = Client(started(Settings(quick=1)).address)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    with pytest.raises(EngineFailed, match="Writing what comes with the answer to a file failed: File too large"):
        client.run(ask("tell_much", {"told": "x" * 1_000_000}))
    assert b"Mars" == client.run(ask("look_up", "planet")).body.read()


# ---- Beginning and end


def test_errors_of_loading() -> None:
    """What goes wrong while the data is loaded is told to who starts the server."""
    with pytest.raises(NotFoundError, match="There is no graph"):
        start(fake_engine.load_nothing, fake_engine.evaluate)


def test_faults_of_loading() -> None:
    """A fault of ours while loading is told, too."""
    with pytest.raises(EngineFailed, match="ZeroDivisionError"):
        start(fake_engine.load_badly, fake_engine.evaluate)


def test_private(server: Server) -> None:
    """Only this user reaches the sockets."""
    assert 0o700 == Path(server.address).stat().st_mode & 0o777


def test_addresses(server: Server) -> None:
    """The operator's commands find the server."""
    assert server.address in addresses()


def test_nobody_there(tmp_path: Path) -> None:
    """Without a server, queries are refused as our failure."""
    with pytest.raises(EngineFailed):
        Client(str(tmp_path)).run(ask("who"))


def test_stopping_finishes(started: Starting) -> None:
    """A server that is told to end lets a running query finish."""
    server = started(Settings(quick=2, grace=5))
    client = Client(server.address)
    with ThreadPoolExecutor() as pool:
        future = begin(pool, client, ask("sleep", 0.5))
        server.stop()

        assert isinstance(future.result(), Answer)


def test_stopping_ends(started: Starting) -> None:
    """What does not finish within the grace time is ended."""
    server = started(Settings(quick=2, grace=0.2))
    with ThreadPoolExecutor() as pool:
        future = begin(pool, Client(server.address), ask("sleep", 60, seconds=60))
        server.stop()

        assert isinstance(future.result(), Refusal)


def test_nothing_left(started: Starting) -> None:
    """A stopped server leaves no process and no file."""
    server = started(Settings())
    workers = children(server.pid)
    server.stop()

    assert [] == [pid for pid in [server.pid, *workers] if lives(pid)]
    assert not Path(server.address).exists()


def test_server_killed(started: Starting) -> None:
    """When the fork server is killed its workers die with it, queries fail, and its handle tells."""
    server = started(Settings(quick=2))
    workers = children(server.pid)
    with ThreadPoolExecutor() as pool:
        future = begin(pool, Client(server.address), ask("spin", seconds=60))
        os.kill(server.pid, signal.SIGKILL)

        assert isinstance(future.result(), EngineFailed)
    assert eventually(lambda: not server.alive())
    assert eventually(lambda: not any(lives(pid) for pid in workers))


def test_parent_killed() -> None:
    """When the process that started the server is killed, the server, its workers and its folder go."""
    code = (
        "import fake_engine, time; from marsgraph.workers import start\n"
        "s = start(fake_engine.load, fake_engine.evaluate); print(s.pid, s.address, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    ) as parent:
        assert parent.stdout is not None
        pid, address = parent.stdout.readline().split()
        workers = children(int(pid))
        parent.kill()

    assert workers
    assert eventually(lambda: not any(lives(each) for each in [int(pid), *workers]))
    assert eventually(lambda: not Path(address).exists())


def test_parent_killed_early(tmp_path: Path) -> None:
    """When it is killed while the server loads the data, the server ends without a word and leaves nothing."""
    code = (
        "import fake_engine; from marsgraph.workers import start; start(fake_engine.load_in_vain, fake_engine.evaluate)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.kill()
        said = parent.communicate(timeout=2 * PATIENCE)  # the server and its workers hold these open

    assert ("", "") == said
    assert [] == list(tmp_path.iterdir())


def test_hundred_aborted(started: Starting) -> None:
    """A hundred queries that end badly leave as many processes and descriptors as there were."""
    server = started(Settings(quick=4))
    assert eventually(lambda: len(children(server.pid)) == 4)
    gc.collect()  # what other tests left
    before = (descriptors(server.pid), descriptors(os.getpid()))
    with ThreadPoolExecutor(8) as pool:
        clients = [Client(server.address)]  # which goes, and with it the channels that it keeps
        list(pool.map(outcome, clients * 60, [ask("spin", seconds=0.05)] * 60))
        list(pool.map(outcome, clients * 40, [ask("leave", 1)] * 40))
        clients.clear()
    gc.collect()

    assert eventually(lambda: len(children(server.pid)) == 4)
    assert eventually(lambda: before == (descriptors(server.pid), descriptors(os.getpid())))


def test_times_out_alone(client: Client) -> None:
    """Only the query over its time is refused, not its neighbour."""
    with ThreadPoolExecutor() as pool:
        short = pool.submit(outcome, client, ask("sleep", 60, seconds=0.2))
        other = pool.submit(outcome, client, ask("sleep", 0.6))

        assert (TimeLimit, Answer) == (type(short.result()), type(other.result()))


def test_sweeping() -> None:
    """What a server left that was killed together with its parent goes when the next one starts."""
    code = (
        "import fake_engine, os; from marsgraph.workers import start\n"
        "s = start(fake_engine.load, fake_engine.evaluate); print(s.address, flush=True)\n"
        "os.kill(s.pid, 9); os._exit(0)"
    )
    command = [sys.executable, "-c", code]
    left = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent).stdout.strip()
    assert Path(left).exists()

    start(fake_engine.load, fake_engine.evaluate).stop()

    assert not Path(left).exists()
