"""What people are asked about themselves after sending, as the harmonised standards for the UK divide it."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence

NO_ANSWER = "prefer_not"
"""The last choice of every question."""


class About(StrEnum):
    """What a question is about: what the Equality Act 2010 protects, and caring."""

    AGE = "age"
    SEX = "sex"
    GENDER = "gender"
    DISABILITY = "disability"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    ORIENTATION = "orientation"
    CARING = "caring"
    MATERNITY = "maternity"


@dataclass(frozen=True)
class Asked:
    """One question: what it is called in a list, its words, and what can be chosen."""

    name: Sentence
    text: Sentence
    choices: dict[str, Sentence]
    hint: Sentence = ""

    @property
    def options(self) -> dict[str, Sentence]:
        """All that can be chosen, last of all not to say."""
        return {**self.choices, NO_ANSWER: _l("Prefer not to say")}


YES_OR_NO: dict[str, Sentence] = {"yes": _l("Yes"), "no": _l("No")}
QUESTIONS: dict[About, Asked] = {
    About.AGE: Asked(
        _l("Age"),
        _l("How old are you?"),
        {
            "under_16": _l("Under 16"),
            "16_24": _l("16 to 24"),
            "25_34": _l("25 to 34"),
            "35_44": _l("35 to 44"),
            "45_54": _l("45 to 54"),
            "55_64": _l("55 to 64"),
            "65_74": _l("65 to 74"),
            "75_over": _l("75 or over"),
        },
    ),
    About.SEX: Asked(_l("Sex"), _l("What is your sex?"), {"female": _l("Female"), "male": _l("Male")}),
    About.GENDER: Asked(
        _l("Gender identity"),
        _l("Is your gender the same as the sex that was registered when you were born?"),
        YES_OR_NO,
    ),
    About.DISABILITY: Asked(
        _l("Disability"),
        _l("Does a physical or mental condition or illness limit what you can do from day to day?"),
        {
            "a_lot": _l("Yes, a lot"),
            "a_little": _l("Yes, a little"),
            "not_limited": _l("I have one, but it does not limit me"),
            "none": _l("I have none"),
        },
        _l("One that has lasted, or is expected to last, 12 months or more."),
    ),
    About.ETHNICITY: Asked(
        _l("Ethnic group"),
        _l("Which is your ethnic group?"),
        {
            "asian": _l("Asian or Asian British"),
            "black": _l("Black, Black British, Caribbean or African"),
            "mixed": _l("Mixed or multiple ethnic groups"),
            "white": _l("White"),
            "other": _l("Another ethnic group"),
        },
        _l(
            "Gypsy, Irish Traveller and Roma people are counted under White, Arab people under another "
            "group, as in the census."
        ),
    ),
    About.RELIGION: Asked(
        _l("Religion or belief"),
        _l("What is your religion?"),
        {
            "none": _l("No religion"),
            "christian": _l("Christian, of any denomination"),
            "buddhist": _l("Buddhist"),
            "hindu": _l("Hindu"),
            "jewish": _l("Jewish"),
            "muslim": _l("Muslim"),
            "sikh": _l("Sikh"),
            "other": _l("Another religion or belief"),
        },
    ),
    About.ORIENTATION: Asked(
        _l("Sexual orientation"),
        _l("Which describes your sexual orientation best?"),
        {
            "straight": _l("Straight or heterosexual"),
            "gay_or_lesbian": _l("Gay or lesbian"),
            "bisexual": _l("Bisexual"),
            "other": _l("Another orientation"),
        },
    ),
    About.CARING: Asked(
        _l("Caring"),
        _l("Do you look after somebody because of an illness, a disability or their age?"),
        {
            "no": _l("No"),
            "to_19": _l("Yes, up to 19 hours a week"),
            "20_to_49": _l("Yes, 20 to 49 hours a week"),
            "50_over": _l("Yes, 50 hours a week or more"),
        },
        _l("Leave out what you do as paid work."),
    ),
    About.MATERNITY: Asked(
        _l("Pregnancy and maternity"),
        _l("Are you pregnant, or did you give birth within the last 26 weeks?"),
        YES_OR_NO,
    ),
}
