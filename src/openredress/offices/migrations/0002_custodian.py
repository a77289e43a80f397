from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('offices', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='office',
            name='custodian',
            field=models.BooleanField(default=False, verbose_name='a second person must agree before a name is opened'),
        ),
    ]
