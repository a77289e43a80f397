"""Drafts are sealed under a token that only their browser holds, so every request may keep them."""

from django.db import migrations

from openredress.wall.tables import open_table


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("cases", "0004_the_wall")]
    operations = [open_table("intake_draft", "SELECT, INSERT, UPDATE, DELETE")]
