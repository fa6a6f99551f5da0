"""What becomes of an uploaded file: checked, pictures written anew. Pure."""

from dataclasses import dataclass
from hashlib import sha256

from alerts.library import images
from cen import pdf


@dataclass(frozen=True, slots=True)
class Checked:
    content: bytes
    sha256: str


def checked(content: bytes, content_type: str) -> Checked:
    """Raises `Suspicious`."""
    if content_type == "application/pdf":
        pdf.check(content)
        kept = content
    else:
        kept = images.rewritten(content, content_type)
    return Checked(kept, sha256(kept).hexdigest())
