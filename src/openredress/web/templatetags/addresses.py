"""Django's tag `url`, which works out again for every reader where the pages of the navigation are.

Every template has this tag; see `TEMPLATES` in the settings.
"""

from typing import Any

from django.template import Library, Node
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as stock
from django.urls import NoReverseMatch

from openredress.web.addresses import address, address_of

register = Library()


class Known(Node):
    """The address of a page of which there is one, or of a case by its number."""

    child_nodelists = ()

    def __init__(self, asked: URLNode) -> None:
        self.asked, self.kept_as = asked, asked.asvar
        self.name: str = asked.view_name.resolve({})
        self.number = asked.args[0] if asked.args else None

    def render(self, context: Any) -> str:
        number = self.number.resolve(context) if self.number else ""
        if type(number) is not str:
            return str(self.asked.render(context))
        try:
            found = address_of(self.name, number) if self.number else address(self.name)
        except NoReverseMatch:
            return str(self.asked.render(context))
        if not self.kept_as:
            return found
        context[self.kept_as] = found
        return ""


@register.tag("url")
def url(parser: Any, token: Any) -> Node:
    node: Any = stock(parser, token)
    varies = len(node.args) > 1 or node.kwargs or node.view_name.is_var or node.view_name.filters
    return node if varies else Known(node)
