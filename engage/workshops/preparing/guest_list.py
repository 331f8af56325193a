"""Reading a list of people to be invited, as it is pasted or comes as a spreadsheet."""

import csv
from dataclasses import dataclass
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.organisations.labels import SECTORS, SECTORS_OF_MANY
from engage.organisations.models import Sector
from engage.web.spreadsheets import unguarded
from engage.workshops.preparing.inviting import Guest

MOST = 2000
LONGEST = 200
DELIMITERS = "\t;,"


@dataclass(frozen=True)
class Wrong:
    """A line of the list that cannot be read."""

    line: int
    text: str
    why: Sentence


def read(text: str) -> tuple[list[Guest], list[Wrong]]:
    """Read one person a line, with name, e-mail address, organisation and perhaps sector; say what is wrong.

    The cells may be parted by commas, semicolons or tabs; the address is known by its @. A first line that
    names the columns is passed over.
    """
    guests: list[Guest] = []
    wrong: list[Wrong] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or (number == 1 and "@" not in line and _is_heading(line)):
            continue
        try:
            guests.append(_guest(line))
        except ValueError as error:
            wrong.append(Wrong(number, line.strip()[:LONGEST], error.args[0]))
    return guests, wrong


def decoded(octets: bytes) -> str:
    """Read the bytes of a file as text: UTF-8, or what spreadsheets on Windows write."""
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _guest(line: str) -> Guest:
    cells = _cells(line)
    at = next((place for place, cell in enumerate(cells) if "@" in cell), None)
    if at is None:
        raise ValueError(_l("There is no e-mail address in it"))
    called, typed = parseaddr(cells[at])
    email = _checked(typed or cells[at])
    rest = [cell for place, cell in enumerate(cells) if place != at and cell]
    sector = next((found for cell in rest if (found := _sector(cell))), None)
    words = [called, *(cell for cell in rest if not (sector and _sector(cell)))]
    name, organisation = ([word for word in words if word] + ["", ""])[:2]
    if not name:
        raise ValueError(_l("There is no name in it"))
    if max(len(name), len(organisation)) > LONGEST:
        raise ValueError(_l("It is too long"))
    return Guest(name, email, organisation, sector)


def _cells(line: str) -> list[str]:
    delimiter = next((one for one in DELIMITERS if one in line), ",")
    row = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    return [unguarded(" ".join(cell.split())) for cell in row]


def _checked(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise ValueError(_l("The e-mail address is not in the right form, like name@example.com")) from error


def _sector(cell: str) -> Sector | None:
    names = {
        str(label).lower(): sector for said in (SECTORS, SECTORS_OF_MANY) for sector, label in said.items()
    }
    names |= {sector.value: sector for sector in Sector}
    found = names.get(cell.lower())
    return None if found is Sector.UNKNOWN else found


def _is_heading(line: str) -> bool:
    return any("mail" in cell.lower() or cell.lower() == "name" for cell in _cells(line))
