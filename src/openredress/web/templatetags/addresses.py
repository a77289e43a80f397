"""Django's tag `url`, which works out again for every reader where the pages of the navigation are.

An address without a part that varies is kept, by where the program is mounted. One that names a
case is not. Every template has this tag; see `TEMPLATES` in the settings.
"""

from typing import Any

from django.template import Library, Node
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as stock
from django.urls import get_script_prefix, get_urlconf

register = Library()


class Fixed(Node):
    """The address of a page of which there is one. A page that is not there is asked for again."""

    child_nodelists = ()

    def __init__(self, asked: URLNode) -> None:
        self.asked, self.kept_as = asked, asked.asvar
        self._found: dict[tuple[str | None, str], str] = {}

    def render(self, context: Any) -> str:
        where = get_urlconf(), get_script_prefix()
        found = self._found.get(where)
        if not found:
            answered = self.asked.render(context)
            found = context[self.kept_as] if self.kept_as else answered
            self._found[where] = found
        if not self.kept_as:
            return found
        context[self.kept_as] = found
        return ""


@register.tag("url")
def url(parser: Any, token: Any) -> Node:
    node: Any = stock(parser, token)
    varies = node.args or node.kwargs or node.view_name.is_var or node.view_name.filters
    return node if varies else Fixed(node)
