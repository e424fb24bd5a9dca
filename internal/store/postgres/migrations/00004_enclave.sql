-- +goose Up
ALTER TABLE verifications ADD COLUMN reason_code TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN reminded_at BIGINT;
CREATE INDEX verifications_unreported ON verifications (verified_at) WHERE outcome = 'verified' AND tx_hash IS NULL;
CREATE INDEX verifications_answering ON verifications (deadline) WHERE outcome = 'wait' AND direction = 'receive';
CREATE TABLE deliveries (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL UNIQUE, target TEXT NOT NULL, type TEXT NOT NULL, verification TEXT NOT NULL, vasp TEXT NOT NULL, body BYTEA NOT NULL,
  message_id TEXT NOT NULL, frame BYTEA, reply_secret BYTEA, state TEXT NOT NULL, attempts BIGINT NOT NULL, code TEXT NOT NULL,
  created_at BIGINT NOT NULL, next_at BIGINT NOT NULL, give_up_at BIGINT NOT NULL, done_at BIGINT
);
CREATE INDEX deliveries_verification ON deliveries (verification, seq);
CREATE INDEX deliveries_pending ON deliveries (next_at) WHERE state = 'pending';
CREATE INDEX deliveries_state ON deliveries (state, seq);
CREATE TABLE delivery_attempts (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, delivery TEXT NOT NULL, at BIGINT NOT NULL, took_ms BIGINT NOT NULL, code TEXT NOT NULL, status BIGINT NOT NULL
);
CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery, seq);
CREATE TABLE screenings (
  request_id TEXT PRIMARY KEY, verification TEXT NOT NULL, provider TEXT NOT NULL, counterparty TEXT NOT NULL, direction TEXT NOT NULL, network TEXT NOT NULL,
  state TEXT NOT NULL, body BYTEA NOT NULL, created_at BIGINT NOT NULL, assessed_at BIGINT
);
CREATE INDEX screenings_verification ON screenings (verification, created_at);
