"""What an installation's batches hold, told so that two moments can be compared."""

from django.db.models import Model

from consolida.ledger.batches import key_of
from consolida.ledger.models import LINE_BITS, Balance, Batch, Line, Voucher
from support.places import Place

OF_BATCH = ("closed", "definitive", "installation", "export_number", "vouchers", "lines", "debit", "digest")
Content = dict[str, list[tuple[object, ...]]]


def content(place: Place) -> Content:
    """All that the batches are, but the keys under which the ledger keeps them."""
    with place.open():
        keys = {batch.pk: key_of(batch) for batch in Batch.objects.select_related("site", "operation_type")}
        uids = dict(Voucher.objects.values_list("pk", "uid"))
        return {
            "batches": sorted((keys[pk], *row) for pk, *row in Batch.objects.values_list("pk", *OF_BATCH)),
            "vouchers": sorted(
                (keys[pk], *row) for pk, *row in Voucher.objects.values_list("batch", *_fields(Voucher))
            ),
            "lines": sorted(
                (uids[pk >> LINE_BITS], pk % (1 << LINE_BITS), *row)
                for pk, *row in Line.objects.values_list("pk", *_fields(Line))
            ),
            "balances": sorted(
                (keys[pk], *row)
                for pk, *row in Balance.objects.values_list("batch", "kind", "account", "debit", "credit")
            ),
        }


def _fields(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname not in {"id", "batch_id"}]
