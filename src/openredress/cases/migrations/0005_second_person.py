from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_the_wall'),
        ('offices', '0002_custodian'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='identity_waits',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('identity_waits', True)), fields=['office', 'registrar'], name='waits_for_second_person'),
        ),
    ]
