"""Texts that are compared with a file of what they were when somebody last looked at them.

After a change that is meant, `RENEW_SNAPSHOTS=1 pytest …` writes the files anew: look at the difference.
"""

import os
import re
from pathlib import Path

IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def assert_as_before(found: str, path: Path) -> None:
    """Fail if a text is not what its file holds; ids, which differ each time, are set aside."""
    plain = IDS.sub("ID", found)
    if os.environ.get("RENEW_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(plain)
    assert path.exists(), f"{path.name} is not there: RENEW_SNAPSHOTS=1 writes it"
    assert plain == path.read_text(), f"{path.name} differs: RENEW_SNAPSHOTS=1 writes it anew"
