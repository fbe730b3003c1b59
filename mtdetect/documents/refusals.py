"""Why content is refused, and the limit on its size."""

from __future__ import annotations

# A text takes about 18 times its bytes: decoded, and its tokens. Hundreds of books fit; what is longer is not
# one document, and its end may never come.
MOST_BYTES = 256 * 2**20
SPLIT_FILE = (
    "if it holds many texts, give them as JSON Lines, one on each and any number of them (--input jsonl); "
    "if it is one, split it between lines, for instance with: split -C 64M FILE"
)


class RefusedError(Exception):
    """Carry the reason why a file's or a record's content is refused."""


class NoTextError(RefusedError):
    """A record has no field with the text: in a folder, such a file is passed over."""


class MissingExtraError(RefusedError):
    """A library that reads this form is not installed: in a folder, such a file is passed over."""

    def __init__(self, form: str, module: str, extra: str = "documents") -> None:
        super().__init__(
            f"reading {form} needs {module}, which is not installed. Run: pip install 'mtdetect[{extra}]'"
        )


def bounded(content: bytes, advice: str = SPLIT_FILE) -> bytes:
    """Refuse content beyond the limit.

    Raises:
        RefusedError: it is longer; ``advice`` says what to do.

    """
    if len(content) > MOST_BYTES:
        raise RefusedError(f"expected a document of at most {MOST_BYTES:,} bytes, got a longer one; {advice}")
    return content
