"""The hours of an office stand in one place: those of the rosters become its opening hours."""

from datetime import date

from django.db import migrations
from django.utils import timezone

#: Since ever: nothing was counted by the opening hours before.
SINCE = date(2000, 1, 1)


def become_opening_hours(apps, schema_editor):
    change = apps.get_model("offices", "CalendarChange")
    for roster in apps.get_model("duty", "Roster").objects.order_by("pk"):
        day = [[f"{roster.opens:%H:%M}", f"{roster.closes:%H:%M}"]]
        now = timezone.now()
        change.objects.create(
            office_id=roster.office_id, made_at=now, done_at=now, hours=[day] * 7, hours_since=SINCE
        )


class Migration(migrations.Migration):
    dependencies = [("duty", "0003_unserved"), ("offices", "0008_opening_hours")]
    operations = [
        migrations.RunPython(become_opening_hours, migrations.RunPython.noop),
        migrations.RemoveField("roster", "opens"),
        migrations.RemoveField("roster", "closes"),
    ]
