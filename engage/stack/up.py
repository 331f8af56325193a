"""`engage up`: everything on one machine, from the database to the page that answers."""

import errno
import http.client
import os
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus

import psycopg
import redis
from pydantic import AnyHttpUrl, TypeAdapter

from engage.operator import Trouble
from engage.settings import Settings, SmtpUrl
from engage.stack import services
from engage.stack.console import Console
from engage.stack.embedded import Server, at_home, clear, filled, wanted
from engage.stack.place import Place
from engage.stack.running import Running, announced, end_leftovers
from engage.stack.supervision import Supervisor

PATIENCE = 60.0


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def reached(self) -> str:
        """Name the host that a person on this machine reaches it at."""
        return "127.0.0.1" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104  compared, not bound

    @property
    def url(self) -> AnyHttpUrl:
        """Give the address as a link."""
        host = f"[{self.reached}]" if ":" in self.reached else self.reached
        return AnyHttpUrl(f"http://{host}:{self.port}")

    def healthy(self) -> bool:
        """Say whether the service answers there."""
        connection = http.client.HTTPConnection(self.reached, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def demand_free(self) -> None:
        """Make sure that the web server can listen.

        :raises Trouble: if it cannot
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.host, self.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                advice = f"Stop that, or choose another port: PORT={self.port + 1}."
                raise Trouble(f"Port {self.port} is taken by another program. {advice}") from error
            raise Trouble(
                f"The web server cannot listen on {self.host}, port {self.port}: {error.strerror}."
            ) from error


def up(settings: Settings, address: Address, *, demo: bool) -> None:
    """Run the service until a person stops it.

    :raises Trouble: if something stands in its way, or one of its programs keeps dying
    """
    catches = settings.smtp_url is None
    settings = addressed(at_home(settings), address)
    place = Place(settings.data_dir)
    place.prepare()
    running = Running(process=os.getpid(), public_url=settings.public_url, smtp_url=settings.smtp_url)
    supervisor = Supervisor(Console(), place.logs)
    with supervisor.until_asked(), announced(place, running), closing(supervisor):
        if end_leftovers(place):
            supervisor.console.say("Engage was killed here before; what it left behind has been ended.")
        address.demand_free()
        demand_answer(settings)
        settings = _start_servers(supervisor, place, settings)
        if catches:
            supervisor.add(services.mail(settings, place))
        _migrate(supervisor, place, settings)
        _start_service(supervisor, place, settings, address)
        if demo:
            _load_demo(supervisor, place, settings)
        _greet(supervisor.console, settings, address, catches=catches)
        supervisor.run()


def addressed(settings: Settings, address: Address) -> Settings:
    """Fill in where people reach the service, and where its mail is caught, unless that is set."""
    known: dict[str, object] = {}
    if "public_url" not in settings.model_fields_set:
        known["public_url"] = address.url
    if settings.smtp_url is None:
        known["smtp_url"] = TypeAdapter(SmtpUrl).validate_python(f"smtp://127.0.0.1:{_free_port()}")
        known["catch_mail"] = True
    return settings.model_copy(update=known)


def demand_answer(settings: Settings) -> None:
    """Make sure that the servers that somebody else runs answer.

    :raises Trouble: if one does not
    """
    if settings.database_url:
        try:
            psycopg.connect(settings.database_url.replace("+psycopg", "", 1), connect_timeout=10).close()
        except psycopg.Error as error:
            reason = (str(error).strip().splitlines() or ["no reason given"])[-1]
            raise Trouble(f"The database does not answer ({reason}). Check ENGAGE_DATABASE_URL.") from error
    if settings.redis_url:
        try:
            redis.Redis.from_url(settings.redis_url, socket_connect_timeout=10, socket_timeout=10).ping()
        except (redis.RedisError, ValueError) as error:
            raise Trouble(f"Redis does not answer ({error}). Check ENGAGE_REDIS_URL.") from error


def _start_servers(supervisor: Supervisor, place: Place, settings: Settings) -> Settings:
    """Start the embedded servers, once no other command uses any that it has started for itself."""
    servers = wanted(settings)
    until = time.monotonic() + PATIENCE
    if not clear(place, servers):
        supervisor.console.say("Waiting for another Engage command on this data folder to finish…")
    while not clear(place, servers):
        if time.monotonic() > until:
            raise Trouble(f"Another Engage command still works on {place.data_dir}. Wait for it, or stop it.")
        supervisor.tick()
    for server in servers:
        supervisor.console.say(f"Starting {server.title}…")
        _add(supervisor, place, server)
    return filled(settings, place, servers)


def _add(supervisor: Supervisor, place: Place, server: Server) -> None:
    server.prepare(place)  # before the first description of the program, which it may refuse
    supervisor.add(
        server.program(place),
        ready=lambda: server.answers(place),
        prepare=lambda: server.prepare(place),
    )


def _migrate(supervisor: Supervisor, place: Place, settings: Settings) -> None:
    supervisor.console.say("Bringing the database up to date…")
    if not supervisor.once(services.engage("migrate", ("migrate",), services.environment(settings, place))):
        raise Trouble(f"The database could not be brought up to date. See {place.logs / 'migrate.log'}.")


def _start_service(supervisor: Supervisor, place: Place, settings: Settings, address: Address) -> None:
    supervisor.console.say("Starting the web server and the workers…")
    supervisor.add(services.web(settings, place, address.host, address.port), ready=address.healthy)
    for program in services.background(settings, place):
        supervisor.add(program)


def _load_demo(supervisor: Supervisor, place: Place, settings: Settings) -> None:
    supervisor.console.say("Loading the demo…")
    if not supervisor.once(services.engage("demo", ("demo", "load"), services.environment(settings, place))):
        supervisor.console.say(f"The demo could not be loaded. See {place.logs / 'demo.log'}.")


def _greet(console: Console, settings: Settings, address: Address, *, catches: bool) -> None:
    console.say(f"Engage is running on {address.url}")
    if catches:
        console.say(f"Mail is not sent but caught: {settings.public_url}caught-mail")
    console.say("Press Ctrl-C to stop.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
