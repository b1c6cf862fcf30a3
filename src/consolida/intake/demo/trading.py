"""The vouchers of an invented trading company's month, the same at every run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from consolida.core.money import plain_rate
from consolida.core.period import Period
from consolida.intake.demo.vouchers import Document, Entries, Entry, Party

RUC = "20601234565"
COMPANY = "Comercial Los Andes S.A.C."
MONTH = Period("2026-01")  # unless another is asked for
IGV = 18  # per cent
RATE = 3_752_000  # soles for a dollar, in millionths

OPENING, SALES, PURCHASES, JOURNAL = "01", "05", "11", "20"
RECEIPTS, PAYMENTS, PAYROLL = "21", "22", "30"

CUSTOMERS = (
    Party("6", "20512345019", "Bodegas del Sur S.A.C."),
    Party("6", "20556781207", "Ferretería El Perno E.I.R.L."),
    Party("6", "20600987101", "Minimarket La Esquina S.R.L."),
    Party("6", "20532177881", "Distribuidora Misti S.A.C."),
    Party("6", "20456711228", "Hotel Plaza Mayor S.A."),
    Party("6", "10412345679", "Quispe Mamani, Rosa"),
    Party("1", "41234567", "Huamán Torres, Luis"),
    Party("1", "70811234", "Ñahui Peña, Carmen"),
)
SUPPLIERS = (
    Party("6", "20507812342", "Mayorista Nacional de Abarrotes S.A.C."),
    Party("6", "20541903454", "Importadora Pacífico Norte S.A."),
    Party("6", "20610223304", "Envases y Cartones Lima S.R.L."),
    Party("6", "20599112244", "Transportes Cordillera S.A.C."),
)
LANDLORD = Party("6", "20477655018", "Inmobiliaria San Camilo S.A.C.")
POWER = Party("6", "20563400987", "Luz y Fuerza de Prueba S.A.A.")
BANK = Party("6", "20522288749", "Banco de Prueba S.A.")
STAFF = (
    Party("1", "43219876", "Flores Ccopa, María"),
    Party("1", "40987612", "Rojas Díaz, Jorge"),
    Party("1", "72345678", "Salas Vega, Ana"),
)
# Accounts and cost centres that this company has beside the PCGE chart.
OWN_ACCOUNTS = (
    ("401111", "IGV - Cuenta propia"),
    ("421201", "Facturas emitidas por pagar M.N."),
    ("94", "GASTOS DE ADMINISTRACIÓN"),
    ("941", "Gastos de administración"),
    ("95", "GASTOS DE VENTAS"),
    ("951", "Gastos de ventas"),
)
OWN_COST_CENTERS = (("100", "Administración"), ("200", "Tienda"))


@dataclass(frozen=True, slots=True)
class Shop:
    """One site, how busy it is, and the month that is looked at."""

    code: str
    name: str
    series: str  # of its invoices
    seed: int
    sales: int
    purchases: int
    period: Period = MONTH

    def in_month(self, period: Period) -> "Shop":
        """Return the shop in another month, with other amounts and its documents' numbers going on."""
        return replace(self, period=period)

    def amount(self, turn: int, *, least: int, most: int) -> int:
        """Return an amount in céntimos that looks like chance and never changes."""
        step = ((turn + self._months * 31) * 7_919 + self.seed * 104_729) % 10_007
        return least + (most - least) * step // 10_007 // 10 * 10

    def day(self, turn: int, of: int) -> date:
        """Spread the turns over the month."""
        first, last = self.period.first_day, self.period.last_day
        return first.replace(day=2 + turn * (last.day - 3) // max(of, 1))

    def within(self, day: date) -> date:
        """Return a day, or the month's last where it comes after it."""
        return min(day, self.period.last_day)

    def document(self, first: int, turn: int, *, of: int) -> int:
        """Return the number of one of the month's documents; each month has so many."""
        return first + self._months * of + turn

    @property
    def _months(self) -> int:
        """How many months of the year went before."""
        return self.period.month - 1


HEAD_OFFICE = Shop("0000", "Lima, sede principal", "F001", seed=7, sales=24, purchases=10)
AREQUIPA = Shop("0001", "Arequipa", "F002", seed=3, sales=84, purchases=30)
TRUJILLO = Shop("0002", "Trujillo", "F003", seed=5, sales=46, purchases=16)


def month(shop: Shop) -> list[Entries]:
    """Return a shop's vouchers of the month."""
    return [
        *_sales(shop),
        *_purchases(shop),
        *_receipts(shop),
        *_payments(shop),
        *_payroll(shop),
        _cost_of_sales(shop),
    ]


def exchange_rates(period: Period = MONTH) -> list[tuple[str, str, str, str]]:
    """Return the SUNAT rates of the dollar, day by day: currency, date, buying, selling."""
    first, last = period.first_day, period.last_day
    days = [first.replace(day=day).isoformat() for day in range(1, last.day + 1)]
    return [("USD", day, "3.744", plain_rate(RATE)) for day in days]


def opening(year: int = MONTH.year) -> Entries:
    """Return the year's opening voucher, which comes from one site only."""
    lines = (
        Entry("1041", 18_500_000, BANK),
        Entry("1212", 6_240_000, CUSTOMERS[0]),
        Entry("20111", 42_000_000),
        Entry("421201", -9_870_000, SUPPLIERS[0]),
        Entry("5011", -50_000_000),
        Entry("5911", -6_870_000),
    )
    return Entries(OPENING, 1, date(year, 1, 1), f"Asiento de apertura {year}", lines, kind="A")


def _invoice(series: str, number: int, day: date) -> Document:
    return Document("01", series, f"{number:08d}", day, day + timedelta(days=30))


def _sale(shop: Shop, turn: int) -> Entries:
    day = shop.day(turn, shop.sales)
    base = shop.amount(turn, least=12_000, most=460_000)
    tax = base * IGV // 100
    customer = CUSTOMERS[(turn + shop.seed) % len(CUSTOMERS)]
    number = shop.document(1200, turn, of=shop.sales)
    document = _invoice(shop.series, number, day)
    lines = (
        Entry("1212", base + tax, customer, document),
        Entry("401111", -tax),
        Entry("70121", -base, cost_center="200"),
    )
    if turn % 41 == 17:  # a voucher that was given up keeps its number and has no lines
        return Entries(SALES, turn + 1, day, f"Anulado: factura {shop.series}-{number}", (), annulled=True)
    return Entries(SALES, turn + 1, day, f"Venta de mercaderías a {customer.name}", lines)


def _sales(shop: Shop) -> Iterator[Entries]:
    for turn in range(shop.sales):
        yield _sale(shop, turn)


def _purchases(shop: Shop) -> Iterator[Entries]:
    for turn in range(shop.purchases):
        supplier = SUPPLIERS[turn % 3]
        number = shop.document(8000 + shop.seed * 1000, turn, of=shop.purchases)
        document = _invoice("E001", number, shop.day(turn, shop.purchases))
        yield _purchase(shop, turn, supplier, document)
    yield _expense(
        shop,
        number=shop.purchases + 1,
        day=shop.period.first_day.replace(day=5),
        supplier=LANDLORD,
        account="6352",
        base=shop.amount(700, least=300_000, most=600_000),
        description="Alquiler del local",
    )
    yield _expense(
        shop,
        number=shop.purchases + 2,
        day=shop.period.first_day.replace(day=26),
        supplier=POWER,
        account="6361",
        base=shop.amount(701, least=40_000, most=90_000),
        description="Energía eléctrica",
    )


def _purchase(shop: Shop, turn: int, supplier: Party, document: Document) -> Entries:
    base = shop.amount(turn + 500, least=60_000, most=900_000)
    tax = base * IGV // 100
    in_dollars = turn % 7 == 3
    dollars = [value * 1_000_000 // RATE if in_dollars else 0 for value in (base, tax)]
    if in_dollars:
        base, tax = (value * RATE // 1_000_000 for value in dollars)
    lines = (
        Entry("6011", base, cost_center="200", original=dollars[0]),
        Entry("401111", tax, original=dollars[1]),
        Entry("421201", -base - tax, supplier, document, original=-sum(dollars)),
    )
    return Entries(
        PURCHASES,
        turn + 1,
        document.day,
        f"Compra de mercaderías a {supplier.name}",
        lines,
        currency="USD" if in_dollars else "PEN",
        rate=RATE if in_dollars else 0,
    )


def _expense(
    shop: Shop, *, number: int, day: date, supplier: Party, account: str, base: int, description: str
) -> Entries:
    tax = base * IGV // 100
    document = _invoice("F010", shop.document(3000 + shop.seed * 500, number, of=shop.purchases + 2), day)
    lines = (
        Entry(account, base, cost_center="100"),
        Entry("401111", tax),
        Entry("421201", -base - tax, supplier, document),
        Entry("941", base, cost_center="100"),
        Entry("791", -base),
    )
    return Entries(PURCHASES, number, day, description, lines)


def _receipts(shop: Shop) -> Iterator[Entries]:
    """Two of three invoices are paid within the month."""
    sold = [sale for sale in _sales(shop) if sale.lines]
    for number, sale in enumerate((sale for turn, sale in enumerate(sold) if turn % 3), start=1):
        claim = sale.lines[0]
        lines = (Entry("1041", claim.amount, BANK), Entry("1212", -claim.amount, claim.party, claim.document))
        day = shop.within(sale.day + timedelta(days=4))
        yield Entries(RECEIPTS, number, day, f"Cobro a {claim.party.name}", lines)


def _payments(shop: Shop) -> Iterator[Entries]:
    """Every second purchase in soles is paid within the month."""
    bought = [purchase for purchase in _purchases(shop) if purchase.currency == "PEN"]
    for number, purchase in enumerate(bought[::2], start=1):
        debt = next(line for line in purchase.lines if line.account == "421201")
        lines = (Entry("421201", -debt.amount, debt.party, debt.document), Entry("1041", debt.amount, BANK))
        day = shop.within(purchase.day + timedelta(days=7))
        yield Entries(PAYMENTS, number, day, f"Pago a {debt.party.name}", lines)


def _payroll(shop: Shop) -> Iterator[Entries]:
    for number, person in enumerate(STAFF, start=1):
        wage = shop.amount(number + 900, least=150_000, most=420_000)
        health, pension = wage * 9 // 100, wage * 13 // 100
        lines = (
            Entry("6211", wage, cost_center="200"),
            Entry("6271", health, cost_center="200"),
            Entry("4031", -health),
            Entry("4032", -pension),
            Entry("4111", pension - wage, person),
            Entry("951", wage + health, cost_center="200"),
            Entry("791", -wage - health),
        )
        yield Entries(PAYROLL, number, shop.period.last_day, f"Planilla del mes: {person.name}", lines)


def _cost_of_sales(shop: Shop) -> Entries:
    sold = -sum(sale.lines[2].amount for sale in _sales(shop) if sale.lines)
    cost = sold * 72 // 100
    lines = (Entry("69121", cost), Entry("20111", -cost))
    return Entries(JOURNAL, 1, shop.period.last_day, "Costo de ventas del mes", lines)


def corrected(vouchers: list[Entries]) -> list[Entries]:
    """Return the sales as the branch sends them again: one amount put right, one sale more."""
    sales = [voucher for voucher in vouchers if voucher.operation_type == SALES]
    wrong = next(sale for sale in sales if sale.number == 5)
    late = sales[-1].scaled(1, 2)
    document = _invoice(AREQUIPA.series, 5000 + late.day.month, late.day)
    first = late.lines[0]
    lines = (Entry(first.account, first.amount, first.party, document), *late.lines[1:])
    extra = Entries(SALES, len(sales) + 1, late.day, f"Venta de mercaderías a {first.party.name}", lines)
    return [wrong.scaled(11, 10) if sale is wrong else sale for sale in sales] + [extra]
