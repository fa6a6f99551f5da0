"""Why a picture is rejected: codes that clients may rely on, and what a person is told."""

from enum import StrEnum


class Reason(StrEnum):
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


TOLD = {
    Reason.NOT_A_PICTURE: "The file is no JPEG, PNG, WebP or HEIC picture.",
    Reason.NOT_THE_DECLARED_TYPE: "The file is a picture of another type than was said. Upload it under its own type.",
    Reason.WRONG_SIZE: "The file has another size than was said.",
    Reason.ANIMATED: "The file holds several pictures, or moves. Upload one picture at a time.",
    Reason.TOO_MANY_PIXELS: "The picture has more than 30 megapixels. Save it smaller.",
    Reason.TOO_SMALL: "The picture has fewer than 32 pixels on a side.",
    Reason.TOO_NARROW: "One side of the picture is more than 20 times the other. Cut out what matters.",
    Reason.DAMAGED: "The file is damaged or incomplete. Save the picture anew and upload that.",
    Reason.HIDDEN_CONTENT: "The file is a picture and something else too: a page, a program, an archive or a document. "
    "Save the picture anew and upload that.",
    Reason.BLANK: "The picture shows one colour only.",
    Reason.TOO_DEMANDING: "Reading the picture takes too much time or memory. Save it anew, as a plain JPEG.",
    Reason.FAILED: "Something failed on our side. Upload the picture again.",
}
