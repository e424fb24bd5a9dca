-- +goose Up
ALTER TABLE verifications ADD COLUMN reason_code TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN reminded_at INTEGER;
CREATE INDEX verifications_unreported ON verifications (verified_at) WHERE outcome = 'verified' AND tx_hash IS NULL;
CREATE INDEX verifications_answering ON verifications (deadline) WHERE outcome = 'wait' AND direction = 'receive';
CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE, target TEXT NOT NULL, type TEXT NOT NULL, verification TEXT NOT NULL, vasp TEXT NOT NULL, body BLOB NOT NULL,
  message_id TEXT NOT NULL, frame BLOB, reply_secret BLOB, state TEXT NOT NULL, attempts INTEGER NOT NULL, code TEXT NOT NULL,
  created_at INTEGER NOT NULL, next_at INTEGER NOT NULL, give_up_at INTEGER NOT NULL, done_at INTEGER
);
CREATE INDEX deliveries_verification ON deliveries (verification, seq);
CREATE INDEX deliveries_pending ON deliveries (next_at) WHERE state = 'pending';
CREATE INDEX deliveries_state ON deliveries (state, seq);
CREATE TABLE delivery_attempts (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, delivery TEXT NOT NULL, at INTEGER NOT NULL, took_ms INTEGER NOT NULL, code TEXT NOT NULL, status INTEGER NOT NULL
);
CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery, seq);
CREATE TABLE screenings (
  request_id TEXT PRIMARY KEY, verification TEXT NOT NULL, provider TEXT NOT NULL, counterparty TEXT NOT NULL, direction TEXT NOT NULL, network TEXT NOT NULL,
  state TEXT NOT NULL, body BLOB NOT NULL, created_at INTEGER NOT NULL, assessed_at INTEGER
);
CREATE INDEX screenings_verification ON screenings (verification, created_at);
