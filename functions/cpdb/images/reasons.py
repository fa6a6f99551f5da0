"""Why a picture is rejected; what a person is told stands in the code list `reason_picture`."""

from enum import StrEnum


class PictureReason(StrEnum):
    NOT_A_PICTURE = "not_a_picture"
    NOT_THE_DECLARED_TYPE = "not_the_declared_type"
    WRONG_SIZE = "wrong_size"
    ANIMATED = "animated"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    TOO_NARROW = "too_narrow"
    DAMAGED = "damaged"
    HIDDEN_CONTENT = "hidden_content"
    BLANK = "blank"
    TOO_DEMANDING = "too_demanding"
    FAILED = "failed"
