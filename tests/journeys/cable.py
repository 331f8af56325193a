"""A cable between a browser and the service that can be pulled out, as bad venue Wi-Fi does by itself."""

import socket
from contextlib import suppress
from threading import Thread


class Cable:
    """A port on loopback that leads to the service, while it is not cut."""

    def __init__(self, address: str) -> None:
        host, port = address.removeprefix("http://").split(":")
        self.far = (host, int(port))
        self.through: list[socket.socket] = []
        self.whole = True
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Break what goes through, and let nothing more through."""
        self.whole = False
        for end in self.through:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.through.clear()

    def mend(self) -> None:
        """Let it through again."""
        self.whole = True

    def close(self) -> None:
        """Take it away."""
        self.cut()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _listen(self) -> None:
        with suppress(OSError):  # taken away
            while True:
                near, _where = self.socket.accept()
                if self.whole:
                    Thread(target=self._join, args=(near,), daemon=True).start()
                else:
                    near.close()

    def _join(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(self.far) as far:
            self.through += [near, far]
            back = Thread(target=_carry, args=(far, near), daemon=True)
            back.start()
            _carry(near, far)
            back.join()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
