"""Whether a field of a package is ever read, told from its text."""

import re
from weakref import WeakKeyDictionary

from leakline.golang.package import Package

_known: "WeakKeyDictionary[Package, dict[str, bool]]" = WeakKeyDictionary()


def is_read(package: Package, name: str) -> bool:
    """Whether any file of the package mentions `.name` other than to assign it."""
    answers = _known.setdefault(package, {})
    if name not in answers:
        text = name.encode()
        mention = re.compile(rb"\." + text + rb"\b(?!\s*(?:,[^=\n]*)?=[^=])")
        answers[name] = any(text in file.data and mention.search(file.data) for file in package.files)
    return answers[name]
