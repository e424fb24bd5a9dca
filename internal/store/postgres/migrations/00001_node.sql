-- +goose Up
CREATE TABLE customers (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, kyc TEXT NOT NULL, denied INTEGER NOT NULL, deny_reason TEXT NOT NULL,
  profile BYTEA NOT NULL, wrapped_key BYTEA NOT NULL, version BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE TABLE accounts (
  id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers (id), symbol TEXT NOT NULL, network TEXT NOT NULL,
  idx BYTEA NOT NULL, sealed BYTEA NOT NULL, created_at BIGINT NOT NULL,
  UNIQUE (symbol, network, idx)
);
CREATE INDEX accounts_customer ON accounts (customer_id);
CREATE TABLE deny_entries (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, idx BYTEA NOT NULL, sealed BYTEA NOT NULL, reason TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE INDEX deny_entries_idx ON deny_entries (idx);
CREATE TABLE verifications (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE, direction TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL,
  symbol TEXT NOT NULL, network TEXT NOT NULL, amount TEXT NOT NULL, exceeds INTEGER NOT NULL, trade_currency TEXT NOT NULL,
  trade_price TEXT NOT NULL, trade_at BIGINT NOT NULL, required_info TEXT NOT NULL, tx_hash TEXT, vout TEXT,
  originating_vasp TEXT NOT NULL, beneficiary_vasp TEXT NOT NULL,
  originator_account BYTEA NOT NULL, beneficiary_account BYTEA NOT NULL, originator_idx BYTEA NOT NULL, beneficiary_idx BYTEA NOT NULL,
  originator BYTEA, originating_vasp_text BYTEA, beneficiary BYTEA, beneficiary_vasp_text BYTEA, wrapped_key BYTEA NOT NULL,
  verified_at BIGINT, ordered_at BIGINT, created_at BIGINT NOT NULL, deadline BIGINT NOT NULL
);
CREATE INDEX verifications_created ON verifications (created_at);
CREATE INDEX verifications_waiting ON verifications (direction, deadline) WHERE outcome = 'wait';
CREATE INDEX verifications_originator ON verifications (originator_idx);
CREATE INDEX verifications_beneficiary ON verifications (beneficiary_idx);
CREATE INDEX verifications_tx ON verifications (tx_hash) WHERE tx_hash IS NOT NULL;
CREATE TABLE outgoing (
  uuid TEXT PRIMARY KEY, message_id TEXT NOT NULL, to_vasp TEXT NOT NULL, key_type TEXT NOT NULL, frame BYTEA, reply_secret BYTEA,
  created_at BIGINT NOT NULL
);
CREATE TABLE received (
  message_id TEXT PRIMARY KEY, from_vasp TEXT NOT NULL, digest BYTEA NOT NULL, answer BYTEA NOT NULL, at BIGINT NOT NULL, keep_until BIGINT NOT NULL
);
CREATE INDEX received_keep ON received (keep_until);
CREATE TABLE own_keys (
  key_id TEXT PRIMARY KEY, type TEXT NOT NULL, identifier TEXT NOT NULL, public BYTEA NOT NULL, private BYTEA NOT NULL,
  created_at BIGINT NOT NULL, not_after BIGINT NOT NULL, revoked_at BIGINT
);
CREATE INDEX own_keys_current ON own_keys (type, identifier, not_after);
CREATE TABLE peer_keys (
  vasp TEXT NOT NULL, type TEXT NOT NULL, identifier TEXT NOT NULL, key_id TEXT NOT NULL, public BYTEA NOT NULL,
  fetched_at BIGINT NOT NULL, not_after BIGINT NOT NULL, PRIMARY KEY (vasp, type, identifier)
);
CREATE TABLE directory_copy (one INTEGER PRIMARY KEY, number BIGINT NOT NULL, signed BYTEA NOT NULL, received_at BIGINT NOT NULL);
CREATE TABLE mismatches (subject BYTEA NOT NULL, at BIGINT NOT NULL);
CREATE INDEX mismatches_subject ON mismatches (subject, at);
CREATE TABLE audit_entries (
  n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  seq BIGINT UNIQUE, prev BYTEA, hash BYTEA,
  id TEXT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL, request_id TEXT NOT NULL, digest BYTEA NOT NULL, details TEXT NOT NULL
);
CREATE INDEX audit_unchained ON audit_entries (n) WHERE seq IS NULL;
CREATE TABLE audit_checkpoints (seq BIGINT PRIMARY KEY, hash BYTEA NOT NULL, at BIGINT NOT NULL, key_id TEXT NOT NULL, signature BYTEA NOT NULL);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
