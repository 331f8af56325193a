"""Words: where they are in a text, which of them carry meaning, and which are one word in two forms."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Roots = tuple[str, ...]

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
_US_PLURAL = re.compile(r"(?<!\ba)(?<!ex)[^aeiouf]uses$")  # buses, campuses; not abuses, excuses, fuses
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)

# The words that hold English sentences together, by what they are.
_FUNCTION_WORDS = """
    a an the this that these those such same other others another each every either neither both all any
    some several few many much more most less least enough no none one ones two three first last next own
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves who whom whose which what whatever
    whoever anybody anyone anything everybody everyone everything nobody nothing somebody someone something
    am is are was were be been being do does did done have has had having will would shall should can could
    may might must ought need cannot
    about above across after against along amid among around as at before behind below beneath beside
    besides between beyond by down during except for from in inside into like near of off on onto out
    outside over past per since through throughout till to toward towards under until up upon via with
    within without
    and but or nor so yet if unless whether because although though while whereas than then else when
    whenever where wherever why how however hence therefore thus otherwise
    here there now again almost alone also already always am ever even further indeed just mostly never
    nevertheless not often once only perhaps quite rather sometimes still together too very well
    back bottom call con describe detail eight eleven empty fifteen fifty fill find fire five forty four
    front full give go keep made make move name nine part please put see seem seemed seems serious show
    side six sixty take ten third thick thin top twelve twenty hundred amount become becomes became
    eg etc ie re un
"""
# What people say whatever they are asked: it tells no topic from another.
_SAID_ANYWHERE = """
    able absolutely actually agree allow allowing already also always anyone anything aren't believe best
    better big bit bring came can't come comes coming couldn't day days didn't disagree doesn't doing
    don't done encourage ensure especially essential etc ever far feel general get gets getting give given
    gives giving good got great hadn't happen happens hasn't haven't having he's help helps hope i'd i'll
    i'm i've idea important improve improved increase isn't issue issues it's just keep kind know let
    let's like likely live living long look looking lot lots lower main make makes making many matter
    maybe mean means mustn't need needed needing needs new ok okay one ones ought people person place
    places please possible probably problem problems provide provided put question really reason right
    said say says see seem seems shan't she's shouldn't simply start stop support sure take taken takes
    taking tell that's there's they'd they'll they're they've thing things think thinking time times today
    too try trying use used using very want wanted wants wasn't way ways we'd we'll we're we've well went
    weren't what's won't worse worth would wouldn't year years yes you'd you'll you're you've
"""
STOP_WORDS: Final = frozenset((_FUNCTION_WORDS + _SAID_ANYWHERE).split())

# Words that mean something beside another word, and little alone: "local businesses", not "local".
_WEAK = """
    accept according achieve act action add adding adult afternoon ago allowed area arrive ask asked
    asking attract available ave avenue avoid away bad based basic better-off blvd build built buy called
    care cause caused cent change changed changes changing choice choose city clear close commitment
    common community consider continue control council country county create created creating current
    currently date deal decide decision define defined develop developed did different difficult drive due
    early easier easily easy eg end enjoy enough entire equal etc evening example existing expand extra
    face fact fair fewer focus fully fund funded future government group half hard high higher highest
    hold hour huge including increasing individual interest interested involve involved join
    kept lane large larger law lead learn leave level limit limited lived local longer love loved low
    lowest major manage managed matter measure member middle mile minimum minute modern moment money month
    morning move moved necessary next night number offer old older open option order others own owned paid
    part past pay plan plans point poor prevent previous principle private project promote proper properly
    protect public quality quickly raise rd reduce reduced region rely remain remove removed replace
    require required resident residents resource resources restrict return role run safe self send sent
    serious serve set shared short show similar simple small smaller solve special spend spent standard
    state stay step stop stopped street strong stronger system systems taken talk told took town turn type
    understand usually value various view wait week wide work worth young younger
"""
WEAK_WORDS: Final = frozenset(_WEAK.split())

# Words that may stand inside a phrase, though never at an end of it: "cost of living".
CONNECTING: Final = frozenset({"of", "and", "for", "in", "on", "to", "the", "at", "with"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written, and the form under which it is counted."""

    written: str
    root: str
    joined: bool
    """Whether nothing but a space stands between it and the word before."""

    @property
    def weak(self) -> bool:
        return self.plain in WEAK_WORDS or self.root in WEAK_WORDS

    @property
    def plain(self) -> str:
        return self.written.lower().replace("’", "'")

    @property
    def meaningful(self) -> bool:
        return len(self.written) > 1 and self.plain not in STOP_WORDS


def words(text: str) -> list[Word]:
    """List the words of a text in order; addresses of pages and mailboxes are no words."""
    text = _LINK.sub(" . ", text)
    found, end = [], 0
    for match in _WORD.finditer(text):
        found.append(Word(match.group(), root(match.group()), text[end : match.start()].isspace()))
        end = match.end()
    return found


@lru_cache(maxsize=1 << 16)
def root(word: str) -> str:
    """Give the form that a word shares with its plural and its possessive."""
    plain = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    if len(plain) > 4 and plain.endswith(("sses", "shes", "ches", "xes")):
        return plain[:-2]
    if _US_PLURAL.search(plain):
        return plain[:-2]
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        return plain[:-1]
    return plain


def runs(text: str, names: Collection[Roots] = ()) -> Iterator[list[Word]]:
    """Cut a text at punctuation, and leave out the names, which are given by the roots of their words."""
    found = words(text)
    run: list[Word] = []
    inside = 0
    for i, word in enumerate(found):
        named = [len(name) for name in names if tuple(w.root for w in found[i : i + len(name)]) == name]
        inside = max([inside, *named])
        if inside or not word.joined:
            yield run
            run = []
        if not inside:
            run.append(word)
        inside = max(0, inside - 1)
    yield run


def roots(text: str, without: Collection[Roots] = ()) -> list[str]:
    """List the roots of the meaningful words of a text, in order, save those of some names."""
    return [word.root for run in runs(text, without) for word in run if word.meaningful]


def roots_of(texts: Iterable[str]) -> Collection[str]:
    """Collect the roots of all words in these texts, meaningful or not."""
    return frozenset(word.root for text in texts for word in words(text))
