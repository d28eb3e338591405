"""Pictures from strangers: our own bytes come out, or a kind no."""

import io

import pytest
from PIL import Image

from feedback.pictures import LOGO_SIZE, PHOTO_EDGE, NotAPicture, Picture, logo, photo
from tests.pictures import bomb, drawn, with_secrets

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.body))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_ours(kind: str) -> None:
    made = photo(io.BytesIO(drawn(kind)))
    assert (made.content_type, made.width, made.height) == ("image/jpeg", 80, 60)
    assert opened(made).format == "JPEG"
    assert made.digest == photo(io.BytesIO(drawn(kind))).digest


def test_nothing_that_came_with_it_is_left() -> None:
    sent = with_secrets()
    assert b"SecretCamera" in sent
    assert b"SecretComment" in sent
    made = photo(io.BytesIO(sent))
    assert not opened(made).getexif()
    for secret in (b"Secret", b"Exif", b"ICC_PROFILE"):
        assert secret not in made.body


def test_a_photo_on_its_side_is_turned_upright() -> None:
    made = photo(io.BytesIO(with_secrets()))
    assert (made.width, made.height) == (40, 80)


def test_a_large_photo_becomes_small() -> None:
    made = photo(io.BytesIO(drawn(size=(4000, 3000))))
    assert (made.width, made.height) == (PHOTO_EDGE, 1200)


def test_what_cannot_be_seen_through_is_white() -> None:
    made = photo(io.BytesIO(drawn("PNG", color=(0, 0, 0, 0))))
    assert opened(made).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not a picture",
        SVG,
        b"GIF89a" + bytes(40),
        b"%PDF-1.7",
        drawn()[:300],
        drawn("PNG")[:60],
        drawn("WEBP")[:30],
        bomb(),
        bomb(6_000, 6_000),
        drawn("GIF"),
        drawn("TIFF"),
        drawn("BMP"),
    ],
)
def test_anything_else_is_refused_kindly(body: bytes) -> None:
    for take in (photo, logo):
        with pytest.raises(NotAPicture):
            take(io.BytesIO(body))


def test_a_broken_profile_costs_nobody_their_photo() -> None:
    sent = drawn(icc_profile=b"this is no profile")
    assert photo(io.BytesIO(sent)).width == 80


@pytest.mark.parametrize(
    ("color", "corner"),
    [((20, 20, 20, 255), (255, 255, 255)), ((250, 250, 250, 255), (30, 37, 34))],
)
def test_a_logo_stands_on_a_ground_it_can_be_seen_on(
    color: tuple[int, ...], corner: tuple[int, ...]
) -> None:
    picture = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    picture.paste(color, (60, 60, 140, 140))
    sent = io.BytesIO()
    picture.save(sent, "PNG")
    sent.seek(0)
    made = logo(sent)
    assert (made.content_type, made.width, made.height) == ("image/png", 96, 96)
    assert opened(made).convert("RGB").getpixel((0, 0)) == corner


def test_a_wide_logo_fits_its_place_and_weighs_little() -> None:
    made = logo(io.BytesIO(drawn("PNG", size=(2000, 200))))
    assert (made.width, made.height) == (LOGO_SIZE[0], 32)
    assert len(made.body) < 6_000
