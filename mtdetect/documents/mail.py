"""Mail: the body of a message, as text if it has one, and the messages of a mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.policy import default
from itertools import pairwise

from mtdetect.documents.refusals import RefusedError

FROM_LINE = re.compile(rb"(?:\A|\n\r?\n)From [^\r\n]*\r?\n")  # parts the messages of an mbox


def read_message(content: bytes) -> tuple[str, str | None]:
    """Give a message's body and its id; quoted-printable, base64 and MIME parts are undone.

    Raises:
        RefusedError: it has no body that is text.

    """
    message = message_from_bytes(content, policy=default)
    body = message.get_body(("plain", "html"))
    if body is None:
        raise RefusedError("expected a message with a text, found none; save its attachments and scan those")
    try:
        text = body.get_content()
    except (LookupError, MessageError):  # a charset that nobody knows
        payload = body.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)
    return str(text).replace("\r\n", "\n"), message.get("Message-ID")


def split_mailbox(content: bytes) -> Iterator[bytes]:
    """Yield the messages of an mbox, each without the line that parts it from the one before."""
    edges = [match.span() for match in FROM_LINE.finditer(content)]
    for (_, start), (end, _) in pairwise([*edges, (len(content), 0)]):
        yield re.sub(rb"^>(>*From )", rb"\1", content[start:end], flags=re.MULTILINE)
