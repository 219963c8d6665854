"""Which pictures are taken as photos, and what is left of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.results.photos import MAX_BYTES, read_photo
from core.shared.errors import InvalidInputError
from tests.fakes.pictures import EXIF, chunk, exif, jpeg, png, segment


@pytest.mark.parametrize(("content", "kind"), [(jpeg(), "jpg"), (png(), "png")])
def test_a_picture_is_taken_as_it_is(content: bytes, kind: str) -> None:
    photo = read_photo(content)

    assert (photo.kind, photo.width, photo.height) == (kind, 300, 400)
    assert photo.content == content


def test_what_a_camera_wrote_beside_the_picture_is_taken_out() -> None:
    profile = segment(0xE2, b"ICC_PROFILE\0 colours")
    content = jpeg(
        exif(1), profile, segment(0xED, b"Photoshop"), segment(0xFE, b"a comment"), segment(0xE1, b"http xmp")
    )

    assert read_photo(content).content == jpeg(profile)


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_which_way_up_a_picture_is_stays_and_where_it_was_taken_does_not(orientation: int, order: str) -> None:
    content = read_photo(jpeg(exif(orientation, order=order))).content

    assert content.count(EXIF) == 1
    assert b"51.5N" not in content
    assert read_photo(content).content == content
    assert content != read_photo(jpeg(exif(1 if orientation != 1 else 2, order=order))).content


@pytest.mark.parametrize("tiff", [b"", b"XX", b"MM\0*", b"MM\0*\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\0\x05"])
def test_metadata_that_cannot_be_read_are_taken_out(tiff: bytes) -> None:
    assert read_photo(jpeg(segment(0xE1, EXIF + tiff))).content == jpeg()


def test_what_is_written_into_a_png_is_taken_out() -> None:
    content = png(chunk(b"tEXt", b"Author\0Zoe"), chunk(b"eXIf", b"MM\0*"), chunk(b"gAMA", b"\0\0\xb1\x8f"))

    assert read_photo(content).content == png(chunk(b"gAMA", b"\0\0\xb1\x8f"))


@pytest.mark.parametrize("content", [jpeg(), png()])
def test_what_follows_the_picture_is_left_out(content: bytes) -> None:
    assert read_photo(content + b"<script>").content == content


def test_a_picture_in_several_scans_is_kept_whole() -> None:
    second = segment(0xC4, b"a table") + segment(0xDA, b"\x01\x01\x00\x01\x3f\x00") + b"\x77\xff\x00"
    content = jpeg(data=b"\x12\x34" + second)

    assert read_photo(content).content == content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "neither"),
        (b"GIF89a" + bytes(100), "neither"),
        (b"%PDF-1.7", "neither"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:30], "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"\xff\xd8" + segment(0xC0, b"few") + b"\xff\xd9", "damaged"),
        (jpeg(b"\xff\xe5\0\0"), "damaged"),
        (png()[:-5], "damaged"),
        (png()[:20], "damaged"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (png()[:8] + chunk(b"IEND", b""), "damaged"),
        (png()[:33] + chunk(b"IEND", b""), "damaged"),
        (jpeg(width=0), "damaged"),
        (jpeg(width=6001), "6001"),
        (png(width=49), "recognised"),
        (jpeg() + bytes(MAX_BYTES), "larger"),
    ],
    ids=range(18),
)
def test_what_is_no_photo_is_refused_in_words(content: bytes, told: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_photo(content)

    assert told in refused.value.problems[0].text


@given(start=st.sampled_from([jpeg(), png()]), cut=st.integers(0, 120), junk=st.binary(max_size=40))
def test_whatever_comes_is_taken_or_refused_and_never_fails(start: bytes, cut: int, junk: bytes) -> None:
    try:
        photo = read_photo(start[:cut] + junk + start[cut + len(junk) :])
    except InvalidInputError:
        return

    assert read_photo(photo.content) == photo
