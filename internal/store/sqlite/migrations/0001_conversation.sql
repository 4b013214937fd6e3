-- Ids are BLOBs of 16 bytes when they are UUIDs and TEXT otherwise. Times are
-- milliseconds since 1970, NULL for none. Maps and lists are JSON text, NULL
-- for none. The keys of all tables that grow with the chats begin with the
-- session id.

CREATE TABLE sessions (
    id                 ANY     NOT NULL PRIMARY KEY,
    instance_id        ANY     NOT NULL,
    state              TEXT    NOT NULL,
    contact_id         ANY     NOT NULL,
    contacts           INTEGER NOT NULL,
    created_at         INTEGER,
    expires_at         INTEGER,
    ended_at           INTEGER,
    customer_id        TEXT    NOT NULL,
    content_types      TEXT,
    response_mode      TEXT    NOT NULL,
    disconnect_on_exit INTEGER NOT NULL,
    attributes         TEXT,
    hooks              TEXT,
    link               TEXT,
    flow_id            ANY,     -- NULL when no flow runs
    flow_content       TEXT,
    flow_state         BLOB,
    flow_awaits        INTEGER NOT NULL,
    language_code      TEXT    NOT NULL,
    initial_message    TEXT    NOT NULL
) STRICT;

CREATE INDEX sessions_active ON sessions (instance_id) WHERE state = 'ACTIVE';

CREATE TABLE contacts (
    session_id         ANY     NOT NULL,
    id                 ANY     NOT NULL,
    instance_id        ANY     NOT NULL,
    segment            INTEGER NOT NULL,
    previous_id        ANY     NOT NULL,
    next_id            ANY     NOT NULL,
    related_id         ANY     NOT NULL,
    initiation_method  TEXT    NOT NULL,
    initiated_at       INTEGER,
    connected_at       INTEGER,
    disconnected_at    INTEGER,
    disconnect_reason  TEXT    NOT NULL,
    updated_at         INTEGER,
    flow_id            ANY     NOT NULL,
    target_queue_id    ANY     NOT NULL,
    target_user_id     ANY     NOT NULL,
    queue_id           ANY     NOT NULL,
    enqueued_at        INTEGER,
    dequeued_at        INTEGER,
    name               TEXT    NOT NULL,
    description        TEXT    NOT NULL,
    contact_references TEXT,
    tags               TEXT,
    segment_attributes TEXT,
    first_seq          INTEGER NOT NULL,
    last_seq           INTEGER NOT NULL,
    archive_key        TEXT    NOT NULL,
    archive_confirmed  INTEGER NOT NULL,
    PRIMARY KEY (session_id, id)
) STRICT;

-- The way from a contact's id alone to its session.
CREATE UNIQUE INDEX contacts_by_id ON contacts (id);

CREATE INDEX contacts_queued ON contacts (instance_id, queue_id)
    WHERE enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL;

CREATE TABLE participants (
    session_id   ANY  NOT NULL,
    id           ANY  NOT NULL,
    role         TEXT NOT NULL,
    display_name TEXT NOT NULL,
    contact_id   ANY  NOT NULL,
    created_at   INTEGER,
    connected_at INTEGER,
    left_at      INTEGER,
    expires_at   INTEGER,
    PRIMARY KEY (session_id, id)
) STRICT;

-- Rows are added in the order of commits, whatever their session, so that a
-- commit of many sessions fills few pages.
CREATE TABLE items (
    session_id     ANY     NOT NULL,
    seq            INTEGER NOT NULL,
    id             ANY     NOT NULL,
    contact_id     ANY     NOT NULL,
    sent_at        INTEGER NOT NULL,
    type           TEXT    NOT NULL,
    content_type   TEXT    NOT NULL,
    content        TEXT    NOT NULL,
    visibility     TEXT    NOT NULL,
    participant_id ANY     NOT NULL,
    role           TEXT    NOT NULL,
    display_name   TEXT    NOT NULL,
    unlisted       INTEGER NOT NULL,
    attachments    TEXT
) STRICT;

-- The only index: it orders the items, and lists the ids of a session without
-- reading its items.
CREATE UNIQUE INDEX items_by_seq ON items (session_id, seq, id);

CREATE TABLE receipts (
    session_id   ANY     NOT NULL,
    recipient    ANY     NOT NULL,
    seq          INTEGER NOT NULL,
    delivered_at INTEGER,
    read_at      INTEGER,
    PRIMARY KEY (session_id, recipient, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursors (
    session_id     ANY     NOT NULL,
    participant_id ANY     NOT NULL,
    seq            INTEGER NOT NULL,
    PRIMARY KEY (session_id, participant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE timers (
    session_id ANY     NOT NULL,
    kind       TEXT    NOT NULL,
    timer_id   TEXT    NOT NULL,
    due_at     INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    PRIMARY KEY (session_id, kind, timer_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX timers_due ON timers (due_at);

CREATE TABLE requests (
    instance_id ANY     NOT NULL,
    operation   TEXT    NOT NULL,
    token       TEXT    NOT NULL,
    digest      BLOB,
    session_id  ANY     NOT NULL,
    answer      BLOB,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (instance_id, operation, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_age ON requests (created_at);

CREATE TABLE resources (
    instance_id TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    id          TEXT    NOT NULL, -- in order as text
    name        TEXT    NOT NULL,
    tags        TEXT,
    spec        BLOB,
    revision    INTEGER NOT NULL,
    created_at  INTEGER,
    modified_at INTEGER,
    PRIMARY KEY (instance_id, kind, id)
) STRICT;

CREATE UNIQUE INDEX resources_by_name ON resources (instance_id, kind, name);

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
