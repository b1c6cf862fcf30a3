-- The transfer file, format 2: what it has beside the tables of format 1 (see docs/file-format.md).

CREATE TABLE cost_center_share (
  cost_center TEXT NOT NULL,
  charge_account TEXT NOT NULL,
  credit_account TEXT NOT NULL,
  share INTEGER NOT NULL,
  PRIMARY KEY (cost_center, charge_account, credit_account)
) STRICT, WITHOUT ROWID;
