"""Lucide icons as inline SVG, taken from the installed package when a page first asks for them."""

from functools import cache
from xml.etree import ElementTree

import lucide
from markupsafe import Markup, escape

_SVG = "{http://www.w3.org/2000/svg}"


@cache
def _known() -> frozenset[str]:
    return frozenset(lucide.get_icon_list())


@cache
def _drawing(name: str) -> Markup:
    """The shapes of an icon, without its outer element, which `icon` writes itself.

    The package answers an unknown name with a placeholder box; a misspelt icon must not get that far.
    """
    if name not in _known():
        raise LookupError(f"no icon is called {name!r}")
    # The markup comes out of an installed package, not from a stranger, and is parsed once per name.
    drawing = ElementTree.fromstring(lucide.lucide_icon(name))  # noqa: S314
    shapes = []
    for shape in drawing:
        tag = shape.tag.removeprefix(_SVG)
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in shape.attrib.items())
        shapes.append(f"<{tag}{attributes}/>")
    return Markup("".join(shapes))  # noqa: S704


@cache
def icon(name: str, size: int = 20) -> Markup:
    """An icon that is decoration only: the words beside it, or a hidden label, must say what it means."""
    return Markup(
        '<svg class="icon icon-{name}" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true" focusable="false">{drawing}</svg>'
    ).format(name=name, size=size, drawing=_drawing(name))
