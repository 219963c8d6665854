"""Cards whose lists reach their edges keep their round corners."""

import pytest

from tests.browser.looking import OpenPage
from tests.browser.product import LoggedIn, Product

_RADII = """() => [...document.querySelectorAll(".card-flush .listing")].map(list => {
    const last = list.querySelector(":scope > .table-room:last-child");
    return [list.closest(".card"), list, last].filter(Boolean).map(one => getComputedStyle(one))
        .flatMap(style => [style.borderEndStartRadius, style.borderEndEndRadius]);
})"""


@pytest.mark.parametrize("path", ["/account", "/admin/plugins"])
def test_a_list_does_not_square_off_the_corners_of_its_card(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, path: str
) -> None:
    page = open_page(product.address + path, storage=logged_in("admin@meridian.example"))

    corners = page.evaluate(_RADII)

    assert corners
    assert {len(one) for one in corners} <= {4, 6}
    assert {radius for one in corners for radius in one} == {"13px", "12px"}
