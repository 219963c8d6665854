"""The pictures of the documents can be taken anew from the product as it is."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pictures import PICTURES, Picture, take
from tests.browser.product import Product


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_each_picture_of_the_documents_can_be_taken_and_is_small(
    browser: Browser, product: Product, tmp_path: Path, picture: Picture
) -> None:
    file = take(browser, product, picture, tmp_path)

    assert file.read_bytes().startswith(b"\x89PNG")
