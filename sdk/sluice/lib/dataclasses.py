"""`dataclasses`: what running code needs; the decorator itself is the compiler's business."""


class FrozenInstanceError(AttributeError):
    """A field of a frozen dataclass was assigned or deleted."""
