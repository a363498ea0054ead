"""Which goroutine started which, as far as a dump's text tells: `created by F in goroutine 7` (Go 1.21 and later).

Workers of a pool have one parent, which is there for as long as they are; what a request leaves behind has a
parent that has ended. The beginning of a dump is enough to tell, so that large ones cost no more.
"""

import re
from collections import Counter
from collections.abc import Mapping

from attrs import define, field

from leakline.profiles.model import Parents

LIMIT = 4 << 20
"""So many bytes of a dump are looked at."""
LINK = re.compile(
    rb"\n\ngoroutine (\d{1,19}) |\ncreated by ([^\n]{1,4000}) in goroutine (\d{1,19})\n\t([^\n]{1,4000}):(\d{1,9})"
)


@define
class Lineage:
    """Collects links. `scan` whole goroutines, then ask for the `parents`."""

    left: int = LIMIT
    whole: bool = True
    """Whether all of the dump was looked at."""
    there: set[bytes] = field(factory=set[bytes])
    links: dict[tuple[bytes, bytes, bytes], Counter[bytes]] = field(
        factory=dict[tuple[bytes, bytes, bytes], Counter[bytes]]
    )
    """`go` statement -> parents and how many each started there."""

    def scan(self, text: bytes) -> None:
        """The next goroutines, from the blank line before each on."""
        if self.left <= 0:
            self.whole = False
            return
        self.left -= len(text)
        for number, function, parent, file, line in LINK.findall(text):
            if number:
                self.there.add(number)
            else:
                self.links.setdefault((function, file, line), Counter())[parent] += 1

    def parents(self) -> Mapping[tuple[str, str, int], Parents]:
        """By the function, file and line of the `go` statement."""
        found: dict[tuple[str, str, int], Parents] = {}
        for (function, file, line), counts in self.links.items():
            ended = None
            if self.whole:
                ended = sum(count for parent, count in counts.items() if parent not in self.there)
            key = (function.decode("utf-8", "replace"), file.decode("utf-8", "replace"), int(line))
            found[key] = Parents(sum(counts.values()), len(counts), ended)
        return found
