"""Versions on the wire: `ETag: "3"` with what is read, `If-Match: "3"` with what is changed."""


def etag(version: int) -> str:
    return f'"{version}"'


def matches(if_match: str, version: int) -> bool:
    """Whether an `If-Match` value (`"3"`, a list of tags, or `*`) allows a change of this version."""
    tags = {tag.strip().strip('"') for tag in if_match.split(",")}
    return "*" in tags or str(version) in tags
