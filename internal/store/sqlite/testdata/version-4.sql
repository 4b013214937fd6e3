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

INSERT INTO sessions VALUES (x'0f8fad5bd9cb469fa16570867728950e', 'instance', 'ACTIVE',
    x'0f8fad5bd9cb469fa16570867728950e', 1, 1772357400000, NULL, NULL, 'customer-1', '["text/plain"]',
    'COMPLETE', 1, '{"key":"value"}', '{"CustomerQueue":"flow"}',
    '{"type":"ENTIRE_PAST_SESSION","sourceId":"source","anchorId":"anchor","anchorSessionId":"past","linkedAt":"2026-03-01T09:30:00Z"}',
    'flow', 'c0ffee', x'7b7d', 2, 'de_DE', 'Hello');
INSERT INTO contacts VALUES (x'0f8fad5bd9cb469fa16570867728950e', x'0f8fad5bd9cb469fa16570867728950e', 'instance', 1,
    '', '', '', 'API', 1772357400000, NULL, NULL, '', NULL, 'flow', '', '', '', NULL, NULL, 'name', '',
    '{"r":{"type":"URL","value":"v","status":""}}', '{"t":"u"}', '{"a":{"s":"b"}}', 1, 0, '', 0);
INSERT INTO participants VALUES (x'0f8fad5bd9cb469fa16570867728950e', 'customer', 'CUSTOMER', 'Ada',
    x'0f8fad5bd9cb469fa16570867728950e', 1772357400000, 1772357400000, NULL, NULL);
INSERT INTO items VALUES (x'0f8fad5bd9cb469fa16570867728950e', 1, 'item', x'0f8fad5bd9cb469fa16570867728950e',
    1772357400000, 'MESSAGE', 'text/plain', 'Hello', '', 'customer', 'CUSTOMER', 'Ada', 0, NULL);
INSERT INTO receipts VALUES (x'0f8fad5bd9cb469fa16570867728950e', 'agent', 1, 1772357400000, NULL);
INSERT INTO cursors VALUES (x'0f8fad5bd9cb469fa16570867728950e', 'customer', 1);
INSERT INTO timers VALUES (x'0f8fad5bd9cb469fa16570867728950e', 'expiry', '', 1772443800000, 0);
INSERT INTO requests VALUES ('instance', 'StartChatContact', 'token', x'01', x'0f8fad5bd9cb469fa16570867728950e', x'02', 1772357400000);
INSERT INTO resources VALUES ('instance', 'flow', 'id', 'name', NULL, x'7b7d', 3, 1772357400000, NULL);
INSERT INTO secrets VALUES ('key', x'736563726574');

-- What several processes share: a timer that one has taken is held for a while,
-- and each saves how far its own devices are.

ALTER TABLE timers ADD COLUMN held_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE cursors RENAME TO cursors_before;

CREATE TABLE cursors (
    session_id     ANY     NOT NULL,
    participant_id ANY     NOT NULL,
    node           TEXT    NOT NULL,
    seq            INTEGER NOT NULL,
    devices        INTEGER NOT NULL,
    saved_at       INTEGER,
    PRIMARY KEY (session_id, participant_id, node)
) STRICT, WITHOUT ROWID;

INSERT INTO cursors SELECT session_id, participant_id, '', seq, 1, NULL FROM cursors_before;

DROP TABLE cursors_before;

-- Items are found through item_places, an index that is kept by the program and
-- not with every commit, where each chat would have a page of its own written.
-- The rows after item_mark.indexed are not in it yet.
--
-- The row of an item is named, so that nothing numbers the items anew.

CREATE TABLE items_by_row (
    row            INTEGER NOT NULL PRIMARY KEY,
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

INSERT INTO items_by_row SELECT rowid, * FROM items ORDER BY rowid;
DROP TABLE items;
ALTER TABLE items_by_row RENAME TO items;

CREATE TABLE item_places (
    session ANY     NOT NULL,
    number  INTEGER NOT NULL,
    item    ANY     NOT NULL, -- the id
    place   INTEGER NOT NULL, -- the row
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_mark (indexed INTEGER NOT NULL) STRICT;

INSERT INTO item_mark VALUES (0);

-- What flows decide for the queue and for their logs, and what they did; who the
-- agents are, and participants who say nothing.

ALTER TABLE contacts ADD COLUMN routing TEXT;
ALTER TABLE contacts ADD COLUMN agent_id ANY NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN accepted_at INTEGER;
ALTER TABLE contacts ADD COLUMN agent_connected_at INTEGER;

CREATE INDEX contacts_agents ON contacts (instance_id, agent_id)
    WHERE accepted_at IS NOT NULL AND disconnected_at IS NULL;

ALTER TABLE sessions ADD COLUMN flow_logging INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN role_timers TEXT;

ALTER TABLE participants ADD COLUMN user_id ANY NOT NULL DEFAULT '';

-- Rows are added in the order of commits, whatever their session, so that a
-- commit of many sessions fills few pages.
CREATE TABLE traces (
    session_id ANY     NOT NULL,
    n          INTEGER NOT NULL,
    contact_id ANY     NOT NULL,
    at         INTEGER,
    data       BLOB,
    PRIMARY KEY (session_id, n)
) STRICT;

INSERT INTO traces VALUES (x'0f8fad5bd9cb469fa16570867728950e', 1, x'0f8fad5bd9cb469fa16570867728950e', 1772357400000, x'7b7d');
INSERT INTO contacts (session_id, id, instance_id, segment, previous_id, next_id, related_id, initiation_method, disconnect_reason,
    flow_id, target_queue_id, target_user_id, queue_id, enqueued_at, dequeued_at, disconnected_at, name, description, first_seq, last_seq,
    archive_key, archive_confirmed, routing, agent_id) VALUES
    ('waiting', 'usual', 'instance', 1, '', '', '', 'API', '', '', '', '', 'queue', 1772357400000, NULL, NULL, '', '', 0, 0, '', 0, NULL, ''),
    ('waiting', 'urgent', 'instance', 1, '', '', '', 'API', '', '', '', '', 'queue', 1772357460000, NULL, NULL, '', '', 0, 0, '', 0, '{"priority":1}', ''),
    ('waiting', 'adjusted', 'instance', 1, '', '', '', 'API', '', '', '', '', 'queue', 1772357430000, NULL, NULL, '', '', 0, 0, '', 0, '{"adjust":60}', ''),
    ('waiting', 'criteria', 'instance', 1, '', '', '', 'API', '', '', '', '', 'queue', 1772357410000, NULL, NULL, '', '', 0, 0, '', 0, '{"adjust":-60,"criteria":"{}"}', ''),
    ('waiting', 'taken', 'instance', 1, '', '', '', 'API', '', '', '', '', 'queue', 1772357400000, 1772357401000, NULL, '', '', 0, 0, '', 0, '{"priority":1}', 'agent'),
    ('waiting', 'ended', 'instance', 1, '', '', '', 'API', '', '', '', '', 'queue', 1772357400000, NULL, 1772357401000, '', '', 0, 0, '', 0, '{"priority":1}', '');
PRAGMA user_version = 4;
