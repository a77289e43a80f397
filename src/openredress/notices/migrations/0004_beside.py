"""Messages to members of a group and to the other side of a mediation.

They go to contacts that nobody else reads, so no request reads the rows either: neither those of
the petitioner nor those of staff. Whoever they go to is shown them by the code that is theirs.
"""

import django.db.models.deletion
from django.db import migrations, models

from openredress.wall import READER

OWN = "case_id = (SELECT nullif(current_setting('openredress.root', true), '')::bigint)"
BEFORE = f"""
  {OWN}
  OR (channel = 'letter' AND EXISTS (SELECT FROM cases_case seen WHERE seen.id = of_case_id OFFSET 0))
"""
SEEN = f"member_id IS NULL AND side_id IS NULL AND ({BEFORE})"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_panel"),
        ("notices", "0003_ways_and_texts"),
        ("parties", "0008_proxies"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="member",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="+", to="parties.member",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="side",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="+", to="parties.otherside",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("member", None), ("side", None))
                | models.Q(
                    models.Q(("member", None), ("side", None), _connector="XOR"),
                    ("staff", None),
                    models.Q(("channel", "letter"), _negated=True),
                ),
                name="beside_by_no_letter",
            ),
        ),
        migrations.RunSQL(
            f"ALTER POLICY seen ON notices_notice TO {READER} USING ({SEEN})",
            f"ALTER POLICY seen ON notices_notice TO {READER} USING ({BEFORE})",
        ),
    ]
