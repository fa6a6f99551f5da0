"""Versions on the wire: `ETag: "3"` with what is read, `If-Match: "3"` with what is changed."""

import re

from cen.problems import Malformed

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"{_TAG}(?:[ \t]*,[ \t]*{_TAG})*")


def etag(version: int) -> str:
    return f'"{version}"'


def matches(if_match: str, version: int) -> bool:
    """Whether an `If-Match` value (`"3"`, a list of tags, or `*`) allows a change of this version.

    Raises `Malformed` for what is neither (RFC 9110, 13.1.1): a tag without quotes is no tag. Weak tags never match.
    """
    given = if_match.strip(" \t")
    if given == "*":
        return True
    if not _TAGS.fullmatch(given):
        raise Malformed('If-Match takes the ETag as it was read, with its quotes, such as "3"; a list of them; or *.')
    return etag(version) in re.findall(_TAG, given)
