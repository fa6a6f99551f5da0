"""PDFs that act, hide or cannot be looked into are refused, each with its reason; plain ones pass."""

import base64
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen import pdf
from cen.pdf import Suspicious, names, objects, streams
from tests import papers
from tests.papers import GOOD, code_of

SCRIPT = b"7 0 << /S /JavaScript /JS (app.alert(1)) >>"
FLATE = b"/Filter /FlateDecode "
# Written by qpdf 12: an object stream, and a cross-reference stream with a predictor.
QPDF = base64.b64decode(
    "JVBERi0xLjUKJb/3ov4KMSAwIG9iago8PCAvVHlwZSAvT2JqU3RtIC9MZW5ndGggMTU0IC9GaWx0ZXIgL0ZsYXRlRGVjb2RlIC9OIDQgL0ZpcnN0"
    "IDIwID4+CnN0cmVhbQp4nE2NPQvCMBRFd3/FHXVK+mFVKBnsKILUbtIh2FACISlNCvrvfTVE5HGne+55OTgKFCVKHI7YI6tOm7oGu8lReWo4WrDu"
    "PSmwRgZp3AghvkTjFhuQgV304PEgwcr2iY6CH2uDssGjisKrGrQ8uxfNOF3OY/p1NhOYHrfKu2V+kogsQvy7k7rTwShs71IbbUcY7cNu7T6iHDoe"
    "CmVuZHN0cmVhbQplbmRvYmoKNiAwIG9iago8PCAvTGVuZ3RoIDAgL0ZpbHRlciAvRmxhdGVEZWNvZGUgPj4Kc3RyZWFtCgplbmRzdHJlYW0KZW5k"
    "b2JqCjcgMCBvYmoKPDwgL1R5cGUgL1hSZWYgL0xlbmd0aCAzMiAvRmlsdGVyIC9GbGF0ZURlY29kZSAvRGVjb2RlUGFybXMgPDwgL0NvbHVtbnMg"
    "NCAvUHJlZGljdG9yIDEyID4+IC9XIFsgMSAyIDEgXSAvSW5mbyA1IDAgUiAvUm9vdCAyIDAgUiAvU2l6ZSA4IC9JRCBbPDM5MjBjNDY4NjQ1ODVm"
    "NjZkNWM2YzkyMmVhZjVmNGYyPjwzOTIwYzQ2ODY0NTg1ZjY2ZDVjNmM5MjJlYWY1ZjRmMj5dID4+CnN0cmVhbQp4nGNiAAImRgZ+EPGJgQnIY0Qi"
    "/jPy/gWy3BgALTkDZwplbmRzdHJlYW0KZW5kb2JqCnN0YXJ0eHJlZgozNDAKJSVFT0YK"
)


def predicted(text: bytes, kind: int, width: int) -> bytes:
    """As PNG filters rows of one byte a pixel."""
    text = text.ljust(-(-len(text) // width) * width)
    rows = [text[start : start + width] for start in range(0, len(text), width)]
    made, above = b"", bytes(width)
    for row in rows:
        made += bytes([kind])
        for place, byte in enumerate(row):
            left, corner = (row[place - 1], above[place - 1]) if place else (0, 0)
            near = left + above[place] - corner
            closest = min((left, above[place], corner), key=lambda one, near=near: abs(near - one))  # type: ignore[misc]
            guess = (0, left, above[place], (left + above[place]) // 2, closest)[kind]
            made += bytes([(byte - guess) % 256])
        above = row
    return made


def with_predictor(text: bytes, kind: int, width: int = 7) -> bytes:
    parameters = b"/DecodeParms << /Predictor %d /Columns %d >> " % (10 + kind, width)
    data = zlib.compress(predicted(text, kind, width))
    return papers.stream(data, b"/Type /ObjStm /N 1 /First 4 " + FLATE + parameters)


HIDDEN = papers.stream(zlib.compress(SCRIPT), b"/Type /ObjStm /N 1 /First 4 " + FLATE)

BAD = {
    "pdf_script": [
        papers.pdf(b"<< /OpenAction << /S /JavaScript /JS (x) >> >>"),
        papers.pdf(b"<< /S /J#61vaScript >>"),
        papers.pdf(b"<< /S /#4a#61#76#61#53#63#72#69#70#74 >>"),
        papers.pdf(papers.packed(b"7 0 << /S /JavaScript /JS (x) >>")),
        papers.pdf(papers.packed(b"7 0 << /S /JavaScript >>", b"")),
        papers.pdf(papers.packed(b"7 0 << /S /JavaScript >>", b"/Filter [/FlateDecode] ")),
        # A comment that seems to begin a stream hides nothing.
        papers.pdf(b"% stream\n<< /S /JavaScript >>", papers.stream(b"x")),
        papers.pdf(b"% stream\n", papers.packed(b"7 0 << /S /JavaScript >>")),
        papers.pdf(papers.packed(SCRIPT, b"/Pad ( obj) " + FLATE)),
        papers.pdf(papers.packed(SCRIPT, b"/Pad (" + b"x" * 5000 + b") " + FLATE)),
        papers.pdf(papers.packed(SCRIPT, b"/Pad (\\) stream\n >>) " + FLATE)),
        papers.pdf(papers.packed(SCRIPT, b"% >> stream\n" + FLATE)),
        *(papers.pdf(with_predictor(SCRIPT, kind)) for kind in range(5)),
        papers.pdf(papers.stream(zlib.compress(SCRIPT), b"/Type /O#62jStm /N 1 /F#69rst 4 " + FLATE)),
        papers.pdf(b"<< /JS (app.alert(1)) >>"),
        # An object stream that does not say it is one.
        papers.pdf(papers.stream(zlib.compress(b"7 0 << /S /JavaScript >>"), b"/N 1 /First 4 /Filter /FlateDecode ")),
    ],
    "pdf_action": [
        papers.pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        papers.pdf(b"<< /S /SubmitForm >>"),
        papers.pdf(papers.stream(b"", b"/F (\\\\\\\\elsewhere\\\\x) ")),
    ],
    "pdf_too_complex": [papers.pdf(b"[" * 100), papers.pdf(b"/a#62 " * (names.MOST_ESCAPED + 1))],
    "pdf_embedded_file": [
        papers.pdf(b"<< /Names << /EmbeddedFiles 5 0 R >> >>"),
        papers.pdf(b"<< /Type /Filespec /EF << /F 7 0 R >> >>"),
        papers.pdf(papers.packed(b"7 0 << /EF 8 0 R >>")),
    ],
    "pdf_rich_media": [papers.pdf(b"<< /Subtype /RichMedia >>"), papers.pdf(b"<< /AcroForm << /XFA 6 0 R >> >>")],
    "pdf_encrypted": [papers.pdf(b"<< /Encrypt 9 0 R >>")],
    "pdf_unreadable": [
        papers.pdf(papers.packed(b"7 0 x", b"/Filter /LZWDecode ")),
        papers.pdf(papers.packed(b"7 0 x", b"/Filter 12 0 R ")),
        papers.pdf(papers.packed(b"7 0 x", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >> ")),
        papers.pdf(papers.stream(b"not packed", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode ")),
        papers.pdf(papers.stream(zlib.compress(b"7 0 x")[:-6], b"/Type /ObjStm /Filter /FlateDecode ")),
        papers.pdf(papers.packed(b"7 0 x", b"/Filter [/ASCIIHexDecode /FlateDecode] ")),
        papers.pdf(papers.packed(b"7 0 x", b"/Fi#6cter /LZWDecode ")),
        papers.pdf(papers.packed(b"7 0 x", b"/F /LZWDecode ")).replace(b"/F /LZW", b"/DP /LZW"),
        papers.pdf(papers.packed(b"7 0 x", FLATE + b"/DecodeParms 9 0 R ")),
        papers.pdf(papers.packed(b"7 0 x", FLATE + b"/DecodeParms << /Predictor 2 /Columns 4 >> ")),
        papers.pdf(papers.packed(b"7 0 x", FLATE + b"/DecodeParms << /Predictor 12 /Columns 99999999 >> ")),
        papers.pdf(
            papers.stream(
                zlib.compress(b"\x07abc"), FLATE + b"/Type /XRef /DecodeParms << /Predictor 12 /Columns 3 >> "
            )
        ),
        # Readers differ in which of two they take.
        papers.pdf(papers.packed(b"7 0 x", b"/Filter /FlateDecode /Filter /ASCIIHexDecode ")),
        papers.pdf(papers.stream(zlib.compress(b"7 0 x") + HIDDEN, b"/Type /ObjStm " + FLATE)),
        # An object that only who looks there finds: in a stream, in a string, after a comment.
        papers.pdf(papers.stream(b"9 0 obj\n" + HIDDEN.replace(b"endstream", b""))),
        papers.pdf(papers.stream(b"9 0 % x\nobj\n")),
        papers.pdf(papers.stream(b"9 0 %" + b"x" * 5000 + b"\nobj\n")),
        papers.pdf(papers.stream(b"9 0 " + b" " * 5000 + b"obj\n")),
        papers.pdf(b"(9 0 obj " + HIDDEN + b")"),
        papers.pdf(b"<< /Kids [1 0 R >> ]"),
        papers.pdf(b"<< /Kids >>"),
        papers.pdf(b"<< (Kids) 1 >>"),
        papers.pdf(b"(never closed"),
        papers.pdf(b"<< >>\nstream nonsense\nendstream"),
        papers.pdf(b"<< >>\nstream\nnever closed"),
        papers.pdf(b"7\nstream\nx\nendstream"),
        papers.pdf(b"}"),
    ],
    "pdf_cut_off": [GOOD[:-10], GOOD + b"x" * 3000],
    "not_a_pdf": [b"", b"MZ" + GOOD, b"\n" + GOOD, b"%PDF-9.9 %%EOF", papers.picture()],
}


@pytest.mark.parametrize(("code", "content"), [(code, one) for code, many in BAD.items() for one in many])
def test_a_pdf_that_acts_or_hides_is_refused(code: str, content: bytes) -> None:
    with pytest.raises(Suspicious) as refused:
        pdf.check(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        QPDF,
        papers.pdf(with_predictor(b"7 0 << /Type /Page >>", 2)),
        papers.pdf(b"[true (a (b) \\) c) <48 49> -1.5 +2 null 3 0 R % rest\n << /A#42 [/B] >>]", b"3 0 R"),
        papers.pdf(papers.packed(b"7 0 << /Type /Page >> 8 20 << /S /URI /URI (https://x.org) >>")),
        papers.pdf(b"<< /Title (How JavaScript and Launch are written) >>"),
        papers.pdf(b"<< /Font << /AAAAAA+Arial 3 0 R >> /EFX 1 >>"),
        papers.pdf(papers.stream(b"binary /EF /3D /XFA \x00\xff", b"/Subtype /Image ")),
    ],
)
def test_a_plain_pdf_passes(content: bytes) -> None:
    pdf.check(content)


@pytest.mark.parametrize("kind", range(5))
def test_rows_are_put_together_as_png_does(kind: int) -> None:
    text = bytes(range(0, 250, 5)) * 3
    data = zlib.compress(predicted(text, kind, 5))
    parameters = {objects.Name(b"Predictor"): 15, objects.Name(b"Columns"): 5}
    dictionary = {objects.Name(b"Filter"): [objects.Name(b"Fl")], objects.Name(b"DecodeParms"): [parameters]}
    assert streams.unpacked(dictionary, data, 1000) == text


BOMBS: dict[str, Callable[[], bytes]] = {
    "unpacks without end": lambda: papers.pdf(papers.packed(b" " * (names.MOST_UNPACKED + 1))),
    "unpacks without end together": lambda: papers.pdf(*[papers.packed(b" " * (names.MOST_UNPACKED // 2 + 1))] * 2),
    "large as it is": lambda: papers.pdf(papers.packed(b" " * (names.MOST_UNPACKED + 1), b"")),
    "rows of one byte": lambda: papers.pdf(
        papers.packed(bytes(6_000_000), FLATE + b"/DecodeParms << /Predictor 12 >> ")
    ),
    "many objects": lambda: papers.pdf(*[b"1"] * objects.MOST_OBJECTS),
    "many values": lambda: papers.pdf(b"[" + b"1 " * objects.MOST_TOKENS + b"]"),
}


@pytest.mark.parametrize("made", BOMBS.values(), ids=BOMBS)
def test_looking_ends(made: Callable[[], bytes]) -> None:
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(made())


@given(st.binary(max_size=300))
def test_no_bytes_break_the_check(noise: bytes) -> None:
    """They are refused or pass; nothing else comes of them."""
    held = papers.stream(noise, FLATE + b"/N 1 /First 4 ")
    for content in (noise, *map(papers.pdf, (noise, papers.packed(noise), held)), GOOD[:40] + noise + GOOD[40:]):
        assert code_of(pdf.check, content) in {None, *BAD}
