-- +goose Up
CREATE TABLE ekyc_settings (
  project_id TEXT PRIMARY KEY REFERENCES projects (id), settings TEXT NOT NULL, secret BLOB, version INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE ekyc_sessions (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), state TEXT NOT NULL, complete INTEGER NOT NULL, device TEXT NOT NULL, family TEXT NOT NULL,
  only_engine INTEGER NOT NULL, uploads INTEGER NOT NULL, pair_failures INTEGER NOT NULL, face_tries INTEGER NOT NULL, code TEXT NOT NULL, review INTEGER NOT NULL,
  client_idx BLOB, sealed BLOB, wrapped_key BLOB, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, completed_at INTEGER, erase_at INTEGER NOT NULL
);
CREATE INDEX ekyc_sessions_list ON ekyc_sessions (project_id, created_at, id);
CREATE INDEX ekyc_sessions_all ON ekyc_sessions (created_at, id);
CREATE INDEX ekyc_sessions_client ON ekyc_sessions (project_id, client_idx, created_at) WHERE client_idx IS NOT NULL;
CREATE INDEX ekyc_sessions_over ON ekyc_sessions (expires_at) WHERE complete = 0;
CREATE INDEX ekyc_sessions_erase ON ekyc_sessions (erase_at) WHERE wrapped_key IS NOT NULL;
CREATE TABLE ekyc_forgeries (
  project_id TEXT NOT NULL, number_idx BLOB NOT NULL, reason TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (project_id, number_idx)
);
CREATE INDEX ekyc_forgeries_until ON ekyc_forgeries (until);
