"""A region that does not exist: its bodies, its people, and what its strategy asks."""

from dataclasses import dataclass

from engage.consultations.models import Role, Tag

PASSWORD = "merrow-vale-demo"  # noqa: S105 - it is printed, and only for looking at
SLUG = "industrial-strategy"

AUTHORITY = ("merrow-vale", "Merrow Vale Combined Authority")
BODIES = (
    AUTHORITY,
    ("merrowbridge", "Merrowbridge City Council"),
    ("northmoor", "Northmoor District Council"),
    ("estcombe", "Estcombe Borough Council"),
    ("saltwick", "Saltwick Council"),
)


@dataclass(frozen=True)
class Officer:
    """Somebody with an account; without a role, an administrator."""

    name: str
    email: str
    role: Role | None
    themes: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Say in words what they are."""
        if self.role is None:
            return "administrator"
        return f"{self.role.value} of {' and '.join(self.themes)}" if self.themes else self.role.value


OFFICERS = (
    Officer("Morag Ellis", "admin@merrowvale.example", None),
    Officer("Asha Rao", "manager@merrowvale.example", Role.MANAGER),
    Officer("Tom Beckett", "facilitator@merrowvale.example", Role.FACILITATOR),
    Officer("Grace Okoro", "facilitator2@merrowvale.example", Role.FACILITATOR),
    Officer("Daniel Price", "lead.homes@merrowvale.example", Role.LEAD, ("homes",)),
    Officer("Sian Hughes", "lead.work@merrowvale.example", Role.LEAD, ("work", "clean")),
)


@dataclass(frozen=True)
class ThemeText:
    """A theme; what is asked under it stands in `questionnaire.json`."""

    slug: str
    title: str
    description: str
    tags: tuple[Tag, ...]


THEMES = (
    ThemeText(
        "work",
        "Work that includes everyone",
        "Skills, routes into work, fair pay and progress once there, whatever your age, health or postcode.",
        (Tag.PEOPLE, Tag.AGEING_SOCIETY),
    ),
    ThemeText(
        "firms",
        "Firms that do better",
        "Finance, premises, rates, management and new markets, for firms old and new.",
        (Tag.BUSINESS_ENVIRONMENT,),
    ),
    ThemeText(
        "research",
        "From research to market",
        "Making more of what our university, labs and inventors know, and spreading it to every town.",
        (Tag.IDEAS, Tag.AI_AND_DATA),
    ),
    ThemeText(
        "homes",
        "Homes and transport",
        "Buses, trains, roads and paths, and homes that people who work here can afford.",
        (Tag.INFRASTRUCTURE, Tag.PLACES, Tag.FUTURE_OF_MOBILITY),
    ),
    ThemeText(
        "clean",
        "Growth that is clean",
        "Cutting carbon and floods while earning more: energy, buildings, land and industry.",
        (Tag.CLEAN_GROWTH,),
    ),
)

TITLE = "How should Merrow Vale grow, and who should it work for?"
LEAD = (
    "We are writing the region's industrial strategy. Tell us what would help people and firms here, under "
    "any of five themes. It takes about ten minutes, and you need no account."
)
BACKGROUND = (
    "Merrow Vale is home to 640,000 people in a city, a port, a market town and the uplands between them. "
    "Pay here is a tenth below the national middle, and the gap between our best and our poorest wards has "
    "widened for fifteen years. Four councils and the combined authority will decide together how to spend "
    "£310 million over ten years, and what to ask of government.\n\n"
    "Four reports set out what we know. You need not read them to answer."
)
OPEN = (
    "The priorities under each theme, the order in which money is spent, and what we ask of government, "
    "of employers and of the university."
)
NOT_OPEN = "The total sum, the region's boundary, and the rules of national funds."

REPORTS = (
    ("people", "People and skills", "Who works here, at what, and who is left out."),
    ("firms", "How our firms fare", "Productivity, premises and finance, trade by trade."),
    (
        "connections",
        "Connections and congestion",
        "Travel times to work by bus, train and car, ward by ward.",
    ),
    ("carbon", "Where our carbon comes from", "Emissions by sector, and what it would cost to cut them."),
)
FIRST_NAMES = (
    *("Aisha", "Ben", "Carys", "Dev", "Ellen", "Farouk", "Gwen", "Hamza", "Ingrid", "Jakub", "Kofi", "Leila"),
    *("Mairi", "Nikhil", "Olive", "Pavel", "Rhian", "Samir", "Tess", "Viktor"),
)
LAST_NAMES = (
    *("Adeyemi", "Brook", "Clegg", "Doyle", "Evans", "Farah", "Greaves", "Hussain", "Iveson", "Jagger"),
    *("Kaur", "Lumb", "Mensah", "Novak", "Ogden", "Patel", "Quarmby", "Rashid", "Sykes"),
)
