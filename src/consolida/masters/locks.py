"""Who changes a company's masters holds them: two at once would each miss what the other writes."""

from consolida.masters.models import Company


def hold_masters(company: Company) -> None:
    """Hold a company's masters until the transaction ends; taken after months and before the audit chain.

    Rows that refer to the company may come meanwhile; on SQLite the transaction holds everything already.
    """
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
