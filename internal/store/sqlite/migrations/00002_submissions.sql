-- +goose Up
CREATE TABLE projects (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, settings TEXT NOT NULL, version INTEGER NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE project_keys (
  hash BLOB PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), label TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE submissions (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), status TEXT NOT NULL, attempts INTEGER NOT NULL,
  face_tried INTEGER NOT NULL, reviewer TEXT NOT NULL, email_idx BLOB NOT NULL, user_idx BLOB, sealed BLOB NOT NULL,
  wrapped_key BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, result_at INTEGER
);
CREATE INDEX submissions_list ON submissions (project_id, created_at, id);
CREATE INDEX submissions_queue ON submissions (status, created_at, id);
CREATE INDEX submissions_email ON submissions (project_id, email_idx, status);
CREATE INDEX submissions_user ON submissions (project_id, user_idx) WHERE user_idx IS NOT NULL;
CREATE INDEX submissions_overdue ON submissions (created_at) WHERE status = 'incomplete' AND face_tried = 1;
CREATE TABLE submission_requests (
  at INTEGER NOT NULL, project_id TEXT NOT NULL, endpoint TEXT NOT NULL, row_id TEXT NOT NULL, trace_id TEXT NOT NULL, email_idx BLOB
);
CREATE INDEX submission_requests_at ON submission_requests (at);
CREATE TABLE issuer_refusals (number_idx BLOB NOT NULL, at INTEGER NOT NULL);
CREATE INDEX issuer_refusals_number ON issuer_refusals (number_idx, at);
