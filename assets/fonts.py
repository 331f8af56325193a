"""Makes the static TrueType fonts that the PDF reports are set in, from the web's variable ones.

Typst passes over WOFF2, and takes of a variable font its default weight alone.
"""

import json
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "@fontsource-variable"
TARGET = ROOT / "engage" / "static" / "fonts" / "ttf"
FAMILIES = {"source-serif-4": "Source Serif 4", "source-sans-3": "Source Sans 3"}
STYLES = {"Regular": (400, "normal"), "SemiBold": (600, "normal"), "Italic": (400, "italic")}
ITALIC, REGULAR = 1, 1 << 6


def named(font: TTFont, family: str, style: str, weight: int) -> None:
    """Name a font so that programs find it by family, weight and slant."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID not in {1, 2, 3, 4, 6, 16, 17, 21, 22, 25}]
    basic = style if style in {"Regular", "Italic"} else "Regular"
    plain = family if basic == style else f"{family} {style}"
    post = f"{family.replace(' ', '')}-{style}"
    for number, text in {
        1: plain,
        2: basic,
        3: post,
        4: f"{family} {style}",
        6: post,
        16: family,
        17: style,
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = ITALIC if style == "Italic" else REGULAR
    font["head"].macStyle = 2 if style == "Italic" else 0


def make(slug: str, family: str, style: str) -> Path:
    """Write one static font: the Latin subsets of a family, at one weight, in one file."""
    weight, slant = STYLES[style]
    parts = []
    for subset in ("latin", "latin-ext"):
        font = TTFont(SOURCE / slug / "files" / f"{slug}-{subset}-wght-{slant}.woff2", recalcTimestamp=False)
        instantiateVariableFont(font, {"wght": weight}, inplace=True)
        font.flavor = None
        part = TARGET / f".{slug}-{style}-{subset}.ttf"
        font.save(part)
        parts.append(part)
    font = Merger().merge([str(part) for part in parts])
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = 0
    named(font, family, style, weight)
    target = TARGET / f"{slug}-{style.lower()}.ttf"
    font.save(target)
    for part in parts:
        part.unlink()
    return target


def version(slug: str) -> str:
    """Tell which release of a family is installed."""
    return str(json.loads((SOURCE / slug / "package.json").read_text())["version"])


def main() -> None:
    """Make every font that is not there yet for this version of its source."""
    TARGET.mkdir(parents=True, exist_ok=True)
    stamp = TARGET / "made-from.json"
    versions = {
        slug: json.loads((SOURCE / slug / "package.json").read_text())["version"] for slug in FAMILIES
    }
    if stamp.is_file() and json.loads(stamp.read_text()) == versions:
        return
    for slug, family in FAMILIES.items():
        for style in STYLES:
            print(make(slug, family, style).relative_to(ROOT))
    stamp.write_text(json.dumps(versions))


if __name__ == "__main__":
    main()
