-- +goose Up
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One member as JSON of directory.Member; changed is the number of the list that first had it so.
CREATE TABLE members (vasp_id TEXT PRIMARY KEY, body TEXT NOT NULL, changed INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE removed (vasp_id TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- entry is keylog.Entry.Bytes; positions begin at 0 and have no gaps.
CREATE TABLE key_log (position INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;

CREATE TABLE registrations (
    id TEXT PRIMARY KEY, identity TEXT NOT NULL, state TEXT NOT NULL, vasp_id TEXT NOT NULL, body TEXT NOT NULL,
    reason TEXT NOT NULL, created_at INTEGER NOT NULL, decided_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX registrations_pending ON registrations (identity) WHERE state = 'pending';
CREATE INDEX registrations_order ON registrations (state, created_at, id);

-- asker wants transfers with other; two members are connected when each wants the other.
CREATE TABLE wants (asker TEXT NOT NULL, other TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (asker, other)) STRICT, WITHOUT ROWID;
CREATE INDEX wants_other ON wants (other, asker);
CREATE TABLE views (vasp_id TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE health (vasp_id TEXT PRIMARY KEY, up INTEGER NOT NULL, since INTEGER NOT NULL, last_seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE health_changes (id INTEGER PRIMARY KEY, vasp_id TEXT NOT NULL, at INTEGER NOT NULL, up INTEGER NOT NULL) STRICT;
CREATE INDEX health_changes_of ON health_changes (vasp_id, id);

-- A question that waits for its recipient, and the answer once there is one. Bodies are sealed by the members.
CREATE TABLE relay (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, sender TEXT NOT NULL, message_id TEXT NOT NULL, recipient TEXT NOT NULL,
    digest BLOB NOT NULL, question BLOB NOT NULL, received_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    leased_until INTEGER NOT NULL, answer_kind TEXT NOT NULL, answer BLOB, answered_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX relay_message ON relay (sender, message_id);
CREATE INDEX relay_recipient ON relay (recipient, number);
CREATE INDEX relay_sender ON relay (sender);
CREATE INDEX relay_expiry ON relay (expires_at);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, vasp_id TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- +goose Down
DROP TABLE journal; DROP TABLE relay; DROP TABLE health_changes; DROP TABLE health; DROP TABLE views; DROP TABLE wants;
DROP TABLE registrations; DROP TABLE key_log; DROP TABLE removed; DROP TABLE members; DROP TABLE meta;
