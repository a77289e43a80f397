"""Django's tags of this name, asked once for each language.

A page says some sixty sentences that depend on the language and on nothing else. Django looks each
of them up in the catalogues again for every reader, which took a tenth of the petitioner's page.
What has a variable in it is left to Django.
"""

from typing import Any

from django.template import Node, Variable
from django.templatetags import i18n
from django.utils.safestring import SafeData
from django.utils.translation import get_language

register = i18n.register.__class__()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Sentence(Node):
    """A sentence that is the same for every reader of a language. Catalogues do not change while a
    process runs.
    """

    child_nodelists = ()

    def __init__(self, asked: Node, kept_as: str | None) -> None:
        self.asked, self.kept_as = asked, kept_as
        self._said: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = self.asked.render(context)
            # What is not marked as safe was escaped for this page, and might not be for the next.
            if isinstance(said, SafeData):
                self._said[language] = said
        if self.kept_as is None:
            return said
        context[self.kept_as] = said
        return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Any, token: Any) -> Node:
    node: Any = i18n.do_translate(parser, token)
    if not _is_literal(node.filter_expression) or not _is_known(node.message_context):
        return node
    kept_as, node.asvar = node.asvar, None
    return Sentence(node, kept_as)


def _is_known(context: Any) -> bool:
    """Whether it has no context, or one that is written out."""
    return context is None or _is_literal(context)


def _is_literal(expression: Any) -> bool:
    var = expression.var
    is_text = isinstance(var, str) or (isinstance(var, Variable) and isinstance(var.literal, str))
    return is_text and not expression.filters
