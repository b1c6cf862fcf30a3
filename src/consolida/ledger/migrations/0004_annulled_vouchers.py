from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_brought_masters_and_filed_types")]

    operations = [
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(
                fields=["batch", "number"], condition=models.Q(annulled=1), name="annulled_vouchers"
            ),
        )
    ]
