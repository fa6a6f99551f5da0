"""PDFs that act, hide or cannot be looked into are refused, each with its reason; plain ones pass."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.library import pdf
from alerts.library.pdf import Suspicious
from tests.unit.alerts import papers
from tests.unit.alerts.papers import GOOD, code_of

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
        # An object stream that does not say it is one.
        papers.pdf(papers.stream(zlib.compress(b"7 0 << /S /JavaScript >>"), b"/N 1 /First 4 /Filter /FlateDecode ")),
    ],
    "pdf_action": [papers.pdf(b"<< /S /Launch /F (cmd.exe) >>"), papers.pdf(b"<< /S /SubmitForm >>")],
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
        papers.pdf(b"<< /Type /ObjStm (obj) >>\nstream\nx\nendstream"),
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
        papers.pdf(papers.packed(b"7 0 << /Type /Page >> 8 20 << /S /URI /URI (https://x.org) >>")),
        papers.pdf(b"<< /Title (How JavaScript and Launch are written) >>"),
        papers.pdf(b"<< /Font << /AAAAAA+Arial 3 0 R >> /EFX 1 >>"),
        papers.pdf(papers.stream(b"binary /EF /3D /XFA \x00\xff", b"/Subtype /Image ")),
    ],
)
def test_a_plain_pdf_passes(content: bytes) -> None:
    pdf.check(content)


def test_unpacking_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_UNPACKED", 1000)
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.packed(b"7 0 " + b"x" * 2000)))
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.packed(b"7 0 " + b"x" * 600), papers.packed(b"8 0 " + b"x" * 600)))
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.packed(b"7 0 " + b"x" * 2000, b"")))
    monkeypatch.setattr(pdf, "_MOST_PACKED", 1000)
    many = [b"<< /Type /ObjStm >>\nstream\n" + b"x" * 20 for _ in range(30)]
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(*many))  # each seems to go on to the end
    monkeypatch.setattr(pdf, "_MOST_STREAMS", 2)
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.stream(b"a"), papers.stream(b"b"), papers.stream(b"c")))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_check(noise: bytes) -> None:
    """They are refused or pass; nothing else comes of them."""
    for content in (noise, papers.pdf(noise), papers.pdf(papers.packed(noise)), GOOD[:40] + noise + GOOD[40:]):
        assert code_of(pdf.check, content) in {None, *BAD}
