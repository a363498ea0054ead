"""Text of others inside of a page."""

import html

from leakline.report.text import printable


def escape(text: str) -> str:
    """Text as markup that shows it: no tag, no attribute, and nothing that turns the direction of what follows."""
    return html.escape(printable(text))
