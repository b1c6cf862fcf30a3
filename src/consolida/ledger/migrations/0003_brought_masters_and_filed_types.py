import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _keep_books(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Let what was filed before mean what it means now, whatever book its T/O get later."""
    types = apps.get_model("masters", "OperationType")
    for fact in apps.get_model("ledger", "FiledBook").objects.all():
        fact.books = dict(types.objects.filter(company=fact.company_id).values_list("code", "book"))
        fact.save(update_fields=["books"])


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_observations")]

    operations = [
        migrations.RemoveField(model_name="importedbatch", name="before_closed"),
        migrations.AddField(model_name="filedbook", name="books", field=models.JSONField(default=dict)),
        migrations.CreateModel(
            name="BroughtMasters",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("master", models.CharField(max_length=14)),
                ("added", models.BigIntegerField()),
                ("changed", models.BigIntegerField()),
                ("codes", models.JSONField(default=list)),
                (
                    "of_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brought",
                        to="ledger.import",
                    ),
                ),
            ],
            options={
                "ordering": ("master",),
                "constraints": [
                    models.UniqueConstraint(fields=("of_import", "master"), name="one_master_per_import")
                ],
            },
        ),
        migrations.RunPython(_keep_books, migrations.RunPython.noop),
    ]
