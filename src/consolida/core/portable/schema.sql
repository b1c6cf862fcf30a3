-- The transfer file, format 1: the specification in executable form (see docs/file-format.md).
-- No column holds NULL: a text that is absent is '', a date that is absent is ''.
-- Amounts are céntimos, exchange rates millionths, dates AAAA-MM-DD, months AAAA-MM, times UTC with a Z.

CREATE TABLE manifest (
  file_uid TEXT NOT NULL PRIMARY KEY,
  format INTEGER NOT NULL,
  kind TEXT NOT NULL,
  ruc TEXT NOT NULL,
  company TEXT NOT NULL,
  currency TEXT NOT NULL,
  site TEXT NOT NULL,
  site_name TEXT NOT NULL,
  installation TEXT NOT NULL,
  export_number INTEGER NOT NULL,
  previous TEXT NOT NULL,
  period TEXT NOT NULL,
  operation_type TEXT NOT NULL,
  definitive INTEGER NOT NULL,
  cutoff TEXT NOT NULL,
  author TEXT NOT NULL,
  program TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  annotation_digest TEXT NOT NULL,
  public_key TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  site TEXT NOT NULL,
  period TEXT NOT NULL,
  operation_type TEXT NOT NULL,
  state TEXT NOT NULL,
  definitive INTEGER NOT NULL,
  installation TEXT NOT NULL,
  export_number INTEGER NOT NULL,
  vouchers INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (site, period, operation_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE voucher (
  uid TEXT NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  period TEXT NOT NULL,
  operation_type TEXT NOT NULL,
  number TEXT NOT NULL,
  cuo TEXT NOT NULL,
  kind TEXT NOT NULL,
  date TEXT NOT NULL,
  description TEXT NOT NULL,
  currency TEXT NOT NULL,
  exchange_rate INTEGER NOT NULL,
  annulled INTEGER NOT NULL,
  ple_state INTEGER NOT NULL,
  ple_period TEXT NOT NULL,
  ple_cuo TEXT NOT NULL,
  digest TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE line (
  uid TEXT NOT NULL,
  line INTEGER NOT NULL,
  account TEXT NOT NULL,
  cost_center TEXT NOT NULL,
  party_type TEXT NOT NULL,
  party_number TEXT NOT NULL,
  document_type TEXT NOT NULL,
  document_series TEXT NOT NULL,
  document_number TEXT NOT NULL,
  document_date TEXT NOT NULL,
  due_date TEXT NOT NULL,
  modified_type TEXT NOT NULL,
  modified_series TEXT NOT NULL,
  modified_number TEXT NOT NULL,
  modified_date TEXT NOT NULL,
  payment_means TEXT NOT NULL,
  currency TEXT NOT NULL,
  original_amount INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  description TEXT NOT NULL,
  automatic INTEGER NOT NULL,
  PRIMARY KEY (uid, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE party (
  type TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  active INTEGER NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (type, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE party_ancestor (
  type TEXT NOT NULL,
  number TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (type, number, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  requires_party INTEGER NOT NULL,
  requires_cost_center INTEGER NOT NULL,
  requires_document INTEGER NOT NULL,
  charge_account TEXT NOT NULL,
  credit_account TEXT NOT NULL,
  active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cost_center (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  charge_account TEXT NOT NULL,
  credit_account TEXT NOT NULL,
  active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operation_type (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  book TEXT NOT NULL,
  active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE exchange_rate (
  currency TEXT NOT NULL,
  date TEXT NOT NULL,
  buy INTEGER NOT NULL,
  sell INTEGER NOT NULL,
  PRIMARY KEY (currency, date)
) STRICT, WITHOUT ROWID;

CREATE TABLE master (
  name TEXT NOT NULL PRIMARY KEY,
  entries INTEGER NOT NULL,
  digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
