"""Where uploads lie in the quarantine: made by the server, and named by what they are for."""

PREFIX = "pictures"
PICTURES, LOOKS = f"{PREFIX}/new", f"{PREFIX}/looks"


def picture_key(id: str) -> str:
    return f"{PICTURES}/{id}"


def look_key(id: str) -> str:
    return f"{LOOKS}/{id}"
