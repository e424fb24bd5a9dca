-- +goose Up
CREATE TABLE customers (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, kyc TEXT NOT NULL, denied INTEGER NOT NULL, deny_reason TEXT NOT NULL,
  profile BLOB NOT NULL, wrapped_key BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE accounts (
  id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers (id), symbol TEXT NOT NULL, network TEXT NOT NULL,
  idx BLOB NOT NULL, sealed BLOB NOT NULL, created_at INTEGER NOT NULL,
  UNIQUE (symbol, network, idx)
);
CREATE INDEX accounts_customer ON accounts (customer_id);
CREATE TABLE deny_entries (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, idx BLOB NOT NULL, sealed BLOB NOT NULL, reason TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX deny_entries_idx ON deny_entries (idx);
CREATE TABLE verifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE, direction TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL,
  symbol TEXT NOT NULL, network TEXT NOT NULL, amount TEXT NOT NULL, exceeds INTEGER NOT NULL, trade_currency TEXT NOT NULL,
  trade_price TEXT NOT NULL, trade_at INTEGER NOT NULL, required_info TEXT NOT NULL, tx_hash TEXT, vout TEXT,
  originating_vasp TEXT NOT NULL, beneficiary_vasp TEXT NOT NULL,
  originator_account BLOB NOT NULL, beneficiary_account BLOB NOT NULL, originator_idx BLOB NOT NULL, beneficiary_idx BLOB NOT NULL,
  originator BLOB, originating_vasp_text BLOB, beneficiary BLOB, beneficiary_vasp_text BLOB, wrapped_key BLOB NOT NULL,
  verified_at INTEGER, ordered_at INTEGER, created_at INTEGER NOT NULL, deadline INTEGER NOT NULL
);
CREATE INDEX verifications_created ON verifications (created_at);
CREATE INDEX verifications_waiting ON verifications (direction, deadline) WHERE outcome = 'wait';
CREATE INDEX verifications_originator ON verifications (originator_idx);
CREATE INDEX verifications_beneficiary ON verifications (beneficiary_idx);
CREATE INDEX verifications_tx ON verifications (tx_hash) WHERE tx_hash IS NOT NULL;
CREATE TABLE outgoing (
  uuid TEXT PRIMARY KEY, message_id TEXT NOT NULL, to_vasp TEXT NOT NULL, key_type TEXT NOT NULL, frame BLOB, reply_secret BLOB,
  created_at INTEGER NOT NULL
);
CREATE TABLE received (
  message_id TEXT PRIMARY KEY, from_vasp TEXT NOT NULL, digest BLOB NOT NULL, answer BLOB NOT NULL, at INTEGER NOT NULL, keep_until INTEGER NOT NULL
);
CREATE INDEX received_keep ON received (keep_until);
CREATE TABLE own_keys (
  key_id TEXT PRIMARY KEY, type TEXT NOT NULL, identifier TEXT NOT NULL, public BLOB NOT NULL, private BLOB NOT NULL,
  created_at INTEGER NOT NULL, not_after INTEGER NOT NULL, revoked_at INTEGER
);
CREATE INDEX own_keys_current ON own_keys (type, identifier, not_after);
CREATE TABLE peer_keys (
  vasp TEXT NOT NULL, type TEXT NOT NULL, identifier TEXT NOT NULL, key_id TEXT NOT NULL, public BLOB NOT NULL,
  fetched_at INTEGER NOT NULL, not_after INTEGER NOT NULL, PRIMARY KEY (vasp, type, identifier)
);
CREATE TABLE directory_copy (one INTEGER PRIMARY KEY, number INTEGER NOT NULL, signed BLOB NOT NULL, received_at INTEGER NOT NULL);
CREATE TABLE mismatches (subject BLOB NOT NULL, at INTEGER NOT NULL);
CREATE INDEX mismatches_subject ON mismatches (subject, at);
CREATE TABLE audit_entries (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  seq INTEGER UNIQUE, prev BLOB, hash BLOB,
  id TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL, request_id TEXT NOT NULL, digest BLOB NOT NULL, details TEXT NOT NULL
);
CREATE INDEX audit_unchained ON audit_entries (n) WHERE seq IS NULL;
CREATE TABLE audit_checkpoints (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, at INTEGER NOT NULL, key_id TEXT NOT NULL, signature BLOB NOT NULL);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
