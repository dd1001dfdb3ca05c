"""What is asked of a page's tree most often, gathered once: most questions end here, without a walk over the tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree, html

from pipeline.derive.markup import elements, strings

# Plain strings: the ones that know their element cost four times as much.
_CLASSES = etree.XPath("/descendant::*/@class", smart_strings=False)
_IDS = etree.XPath("/descendant::*/@id", smart_strings=False)
_LINKED_DATA = "application/ld+json"


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's tree, without scripts and styles, and what stands in it.

    `text` is all its text, pieces joined without a gap; `classes` are all names in its class
    attributes, `ids` all ids.
    """

    tree: html.HtmlElement
    text: str
    classes: frozenset[str]
    ids: frozenset[str]
    _found: dict[etree.XPath, list[html.HtmlElement]] = field(default_factory=dict)

    def find(self, path: etree.XPath) -> list[html.HtmlElement]:
        """The elements that a path finds, in page order; looked for once."""
        if path not in self._found:
            self._found[path] = elements(path, self.tree)
        return self._found[path]


def outline_of(tree: html.HtmlElement) -> Outline:
    """The outline of a page's tree, which loses its scripts and styles; linked data stays."""
    for element in list(tree.iter("script", "style")):
        if element.get("type") != _LINKED_DATA:
            element.drop_tree()
    return Outline(
        tree,
        tree.text_content(),
        frozenset(" ".join(set(strings(_CLASSES, tree))).split()),
        frozenset(strings(_IDS, tree)),
    )
