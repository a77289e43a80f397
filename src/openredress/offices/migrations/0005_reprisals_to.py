import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('offices', '0004_changed_calendars'),
    ]

    operations = [
        migrations.AddField(
            model_name='office',
            name='reprisals_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office', verbose_name='reads reports of reprisal that no office above can'),
        ),
    ]
