"""What can go wrong with a capture, in words for the person who asked for it."""


class CaptureError(Exception):
    """A capture failed. The text is one sentence: what was tried, what came back, what to do."""


class RemoteRefusedError(CaptureError):
    """The target is not this machine and nobody has confirmed that it may be asked."""


class CancelledError(CaptureError):
    """The user stopped the capture. `kept` is the id of what was captured until then, or None."""

    def __init__(self, text: str, kept: str | None = None) -> None:
        super().__init__(text)
        self.kept = kept
