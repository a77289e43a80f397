"""What the texts of events are called, by their field. A history asks for several on each line, so
they are told here and put into the language of the reader one at a time.
"""

from django.utils.translation import gettext_noop as _

LABELS = {
    "wish": _("What is asked for"),
    "place_words": _("Where"),
    "reason": _("Reason"),
    "title": _("What it is about"),
    "plan": _("Plan"),
    "claim": _("Claim"),
    "facts": _("Facts"),
    "reasons": _("Reasons"),
    "finding": _("Finding"),
    "basis": _("Legal basis"),
    "purpose": _("Purpose"),
    "checked": _("What was checked"),
    "comment": _("Comment"),
    "answer": _("Answer"),
    "received_by": _("Who received them"),
    "remedy_texts": _("Remedies"),
    "remedy_amounts": _("Sum that was promised"),
    "amount": _("Sum that was promised"),
    "name": _("Name of the file"),
    "about": _("What it is about"),
    "terms": _("What is offered"),
    "on_hearing": _("On what the hearing found"),
    "needs": _("What is needed there"),
    "companion": _("Who comes along"),
    "names": _("Who sits"),
    "venue": _("Where"),
    "arranged": _("What is arranged for the petitioner"),
    "minutes": _("Minutes"),
    "dissent": _("Who found otherwise"),
    "headline": _("What it is about"),
    "witness": _("Signed before"),
    "place": _("Where"),
    "quoted": _("Quoted from earlier e-mail"),
}
