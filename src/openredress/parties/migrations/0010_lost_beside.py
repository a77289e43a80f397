"""Codes with which somebody beside the petitioner asks for a new receipt. No request reads them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0009_helpers_see_no_name")]

    operations = [
        migrations.AddField(
            model_name="replacementcode",
            name="member",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="+", to="parties.member",
            ),
        ),
        migrations.AddField(
            model_name="replacementcode",
            name="side",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="+", to="parties.otherside",
            ),
        ),
    ]
