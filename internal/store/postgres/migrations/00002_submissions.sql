-- +goose Up
CREATE TABLE projects (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, settings TEXT NOT NULL, version BIGINT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE TABLE project_keys (
  hash BYTEA PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), label TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE TABLE submissions (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), status TEXT NOT NULL, attempts BIGINT NOT NULL,
  face_tried BIGINT NOT NULL, reviewer TEXT NOT NULL, email_idx BYTEA NOT NULL, user_idx BYTEA, sealed BYTEA NOT NULL,
  wrapped_key BYTEA NOT NULL, version BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, result_at BIGINT
);
CREATE INDEX submissions_list ON submissions (project_id, created_at, id);
CREATE INDEX submissions_queue ON submissions (status, created_at, id);
CREATE INDEX submissions_email ON submissions (project_id, email_idx, status);
CREATE INDEX submissions_user ON submissions (project_id, user_idx) WHERE user_idx IS NOT NULL;
CREATE INDEX submissions_overdue ON submissions (created_at) WHERE status = 'incomplete' AND face_tried = 1;
CREATE TABLE submission_requests (
  at BIGINT NOT NULL, project_id TEXT NOT NULL, endpoint TEXT NOT NULL, row_id TEXT NOT NULL, trace_id TEXT NOT NULL, email_idx BYTEA
);
CREATE INDEX submission_requests_at ON submission_requests (at);
CREATE TABLE issuer_refusals (number_idx BYTEA NOT NULL, at BIGINT NOT NULL);
CREATE INDEX issuer_refusals_number ON issuer_refusals (number_idx, at);
