-- What version 1 left in a database: its schema and a row of each table. Never edited once released.
-- Ids are bytea: 16 bytes for a UUID, its text and a mark at the end for any
-- other (id.go). Times are milliseconds since 1970, NULL for none. Maps and lists
-- are JSON text, NULL for none. Text that is part of a key is ordered by bytes.
--
-- The keys of all tables that grow with the chats begin with the session id, and
-- no constraint spans sessions, so that a database that shards can spread them.

CREATE TABLE sessions (
    id                 bytea   NOT NULL PRIMARY KEY,
    instance_id        bytea   NOT NULL,
    state              text    NOT NULL,
    contact_id         bytea   NOT NULL,
    contacts           integer NOT NULL,
    created_at         bigint,
    expires_at         bigint,
    ended_at           bigint,
    customer_id        text    NOT NULL,
    content_types      text,
    response_mode      text    NOT NULL,
    disconnect_on_exit boolean NOT NULL,
    attributes         text,
    hooks              text,
    link               text,
    flow_id            bytea,     -- NULL when no flow runs
    flow_content       text,
    flow_state         bytea,
    flow_awaits        integer NOT NULL,
    language_code      text    NOT NULL,
    initial_message    text    NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX sessions_active ON sessions (instance_id) WHERE state = 'ACTIVE';

-- What an append must know of its session and what it moves, apart from the rest
-- of the session, so that the row that every message rewrites is a small one. It
-- is also the session's lock. Half of a page is left free: a new version of a row
-- then finds room beside the old one and touches no index.
CREATE TABLE heads (
    session_id bytea    NOT NULL PRIMARY KEY,
    last_seq   bigint   NOT NULL,
    last_at    bigint,
    active     boolean  NOT NULL,
    awaits     smallint NOT NULL,
    contact_id bytea    NOT NULL,
    present    bytea[]  NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE contacts (
    session_id         bytea   NOT NULL,
    id                 bytea   NOT NULL,
    instance_id        bytea   NOT NULL,
    segment            integer NOT NULL,
    previous_id        bytea   NOT NULL,
    next_id            bytea   NOT NULL,
    related_id         bytea   NOT NULL,
    initiation_method  text    NOT NULL,
    initiated_at       bigint,
    connected_at       bigint,
    disconnected_at    bigint,
    disconnect_reason  text    NOT NULL,
    updated_at         bigint,
    flow_id            bytea   NOT NULL,
    target_queue_id    bytea   NOT NULL,
    target_user_id     bytea   NOT NULL,
    queue_id           bytea   NOT NULL,
    enqueued_at        bigint,
    dequeued_at        bigint,
    name               text    NOT NULL,
    description        text    NOT NULL,
    contact_references text,
    tags               text,
    segment_attributes text,
    first_seq          bigint  NOT NULL,
    last_seq           bigint  NOT NULL,
    archive_key        text    NOT NULL,
    archive_confirmed  boolean NOT NULL,
    PRIMARY KEY (session_id, id)
) WITH (fillfactor = 80);

CREATE INDEX contacts_queued ON contacts (instance_id, queue_id)
    WHERE enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL;

-- The way from a contact's id alone to its session, for the contacts after a
-- session's first, whose id is that of the session.
CREATE TABLE contact_sessions (
    contact_id bytea NOT NULL PRIMARY KEY,
    session_id bytea NOT NULL
);

CREATE TABLE participants (
    session_id   bytea   NOT NULL,
    id           bytea   NOT NULL,
    ordinal      integer NOT NULL, -- tells those of one millisecond apart
    role         text    NOT NULL,
    display_name text    NOT NULL,
    contact_id   bytea   NOT NULL,
    created_at   bigint,
    connected_at bigint,
    left_at      bigint,
    expires_at   bigint,
    PRIMARY KEY (session_id, id)
) WITH (fillfactor = 80);

CREATE TABLE items (
    seq            bigint  NOT NULL,
    sent_at        bigint  NOT NULL,
    unlisted       boolean NOT NULL,
    session_id     bytea   NOT NULL,
    id             bytea   NOT NULL,
    contact_id     bytea   NOT NULL,
    participant_id bytea   NOT NULL,
    type           text    NOT NULL,
    content_type   text    NOT NULL,
    content        text    NOT NULL,
    visibility     text    NOT NULL,
    role           text    NOT NULL,
    display_name   text    NOT NULL,
    attachments    text    NOT NULL, -- empty for none
    PRIMARY KEY (session_id, seq),
    UNIQUE (session_id, id)
);

CREATE TABLE receipts (
    session_id   bytea  NOT NULL,
    recipient    bytea  NOT NULL,
    seq          bigint NOT NULL,
    delivered_at bigint,
    read_at      bigint,
    PRIMARY KEY (session_id, recipient, seq)
) WITH (fillfactor = 80);

CREATE TABLE cursors (
    session_id     bytea   NOT NULL,
    participant_id bytea   NOT NULL,
    node           text    COLLATE "C" NOT NULL,
    seq            bigint  NOT NULL,
    devices        integer NOT NULL,
    saved_at       bigint,
    PRIMARY KEY (session_id, participant_id, node)
) WITH (fillfactor = 70);

-- ready_at is when a timer can be taken: due_at, or the end of its hold.
CREATE TABLE timers (
    session_id bytea   NOT NULL,
    kind       text    COLLATE "C" NOT NULL,
    timer_id   text    COLLATE "C" NOT NULL,
    due_at     bigint  NOT NULL,
    ready_at   bigint  NOT NULL,
    attempts   integer NOT NULL,
    PRIMARY KEY (session_id, kind, timer_id)
);

CREATE INDEX timers_ready ON timers (ready_at);

CREATE TABLE requests (
    instance_id bytea  NOT NULL,
    operation   text   COLLATE "C" NOT NULL,
    token       text   COLLATE "C" NOT NULL,
    digest      bytea,
    session_id  bytea  NOT NULL,
    answer      bytea,
    created_at  bigint NOT NULL,
    PRIMARY KEY (instance_id, operation, token)
);

CREATE INDEX requests_age ON requests (created_at);

CREATE TABLE resources (
    instance_id text   COLLATE "C" NOT NULL,
    kind        text   COLLATE "C" NOT NULL,
    id          text   COLLATE "C" NOT NULL,
    name        text   COLLATE "C" NOT NULL,
    tags        text,
    spec        bytea,
    revision    bigint NOT NULL,
    created_at  bigint,
    modified_at bigint,
    PRIMARY KEY (instance_id, kind, id),
    CONSTRAINT resources_by_name UNIQUE (instance_id, kind, name)
);

CREATE TABLE secrets (
    name  text  COLLATE "C" NOT NULL PRIMARY KEY,
    value bytea NOT NULL
);

CREATE TABLE schema_version (version integer NOT NULL);
INSERT INTO schema_version VALUES (2);

INSERT INTO sessions VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 'instance\000', 'ACTIVE', '\x0f8fad5bd9cb469fa16570867728950e', 1,
    1772357400000, NULL, NULL, 'customer', '["text/plain"]', 'COMPLETE', false, '{"key":"value"}', '{"CustomerQueue":"flow"}',
    '{"type":"ENTIRE_PAST_SESSION","sourceId":"source","anchorId":"anchor","anchorSessionId":"past","linkedAt":"2026-03-01T09:30:00Z"}',
    'flow\000', 'content', '\x7b7d', 0, 'en_US', 'hello');
INSERT INTO heads VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 1, 1772357400000, true, 0, '\x0f8fad5bd9cb469fa16570867728950e', '{"customer\\000"}');
INSERT INTO contacts VALUES ('\x0f8fad5bd9cb469fa16570867728950e', '\x0f8fad5bd9cb469fa16570867728950e', 'instance\000', 1, '', 'second\000', '',
    'API', 1772357400000, NULL, NULL, '', NULL, 'flow\000', '', '', '', NULL, NULL, 'name', 'description',
    '{"r":{"type":"URL","value":"v","status":""}}', '{"t":"u"}', '{"a":{"s":"b"}}', 1, 0, '', false);
INSERT INTO contacts VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 'second\000', 'instance\000', 2, '\x0f8fad5bd9cb469fa16570867728950e', '', '',
    'API', 1772357400000, NULL, NULL, '', NULL, '', '', '', '', NULL, NULL, '', '', NULL, NULL, NULL, 0, 0, '', false);
INSERT INTO contact_sessions VALUES ('second\000', '\x0f8fad5bd9cb469fa16570867728950e');
INSERT INTO participants VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 'customer\000', 1, 'CUSTOMER', 'Ada', '\x0f8fad5bd9cb469fa16570867728950e',
    1772357400000, 1772357400000, NULL, NULL);
INSERT INTO items VALUES (1, 1772357400000, false, '\x0f8fad5bd9cb469fa16570867728950e', 'item\000', '\x0f8fad5bd9cb469fa16570867728950e',
    'customer\000', 'MESSAGE', 'text/plain', 'hello', '', 'CUSTOMER', 'Ada', '[{"id":"i","name":"n","contentType":"c","status":"APPROVED"}]');
INSERT INTO receipts VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 'agent\000', 1, 1772357400000, NULL);
INSERT INTO cursors VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 'customer\000', 'node', 1, 1, 1772357400000);
INSERT INTO timers VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 'expiry', '', 1772357400000, 1772357400000, 0);
INSERT INTO requests VALUES ('instance\000', 'StartChatContact', 'token', '\x01', '\x0f8fad5bd9cb469fa16570867728950e', '\x7b7d', 1772357400000);
INSERT INTO resources VALUES ('instance', 'flow', 'id', 'name', '{"t":"u"}', '\x7b7d', 3, 1772357400000, 1772357400000);
INSERT INTO secrets VALUES ('key', 'secret');

-- What flows decide for the queue and for their logs, and what they did; who the
-- agents are, and participants who say nothing.

ALTER TABLE contacts ADD COLUMN routing text,
    ADD COLUMN agent_id bytea NOT NULL DEFAULT ''::bytea,
    ADD COLUMN accepted_at bigint,
    ADD COLUMN agent_connected_at bigint;

CREATE INDEX contacts_agents ON contacts (instance_id, agent_id)
    WHERE accepted_at IS NOT NULL AND disconnected_at IS NULL;

ALTER TABLE sessions ADD COLUMN flow_logging boolean NOT NULL DEFAULT false,
    ADD COLUMN role_timers text;

ALTER TABLE participants ADD COLUMN user_id bytea NOT NULL DEFAULT ''::bytea;

CREATE TABLE traces (
    session_id bytea  NOT NULL,
    n          bigint NOT NULL,
    contact_id bytea  NOT NULL,
    at         bigint,
    data       bytea,
    PRIMARY KEY (session_id, n)
);

INSERT INTO traces VALUES ('\x0f8fad5bd9cb469fa16570867728950e', 1, '\x0f8fad5bd9cb469fa16570867728950e', 1772357400000, '\x7b7d');
INSERT INTO contacts (session_id, id, instance_id, segment, previous_id, next_id, related_id, initiation_method, disconnect_reason,
    flow_id, target_queue_id, target_user_id, queue_id, enqueued_at, dequeued_at, disconnected_at, name, description, first_seq, last_seq,
    archive_key, archive_confirmed, routing, agent_id) VALUES
    ('waiting\000', 'usual\000', 'instance\000', 1, '', '', '', 'API', '', '', '', '', 'queue\000', 1772357400000, NULL, NULL, '', '', 0, 0, '', false, NULL, ''),
    ('waiting\000', 'urgent\000', 'instance\000', 1, '', '', '', 'API', '', '', '', '', 'queue\000', 1772357460000, NULL, NULL, '', '', 0, 0, '', false, '{"priority":1}', ''),
    ('waiting\000', 'adjusted\000', 'instance\000', 1, '', '', '', 'API', '', '', '', '', 'queue\000', 1772357430000, NULL, NULL, '', '', 0, 0, '', false, '{"adjust":60}', ''),
    ('waiting\000', 'criteria\000', 'instance\000', 1, '', '', '', 'API', '', '', '', '', 'queue\000', 1772357410000, NULL, NULL, '', '', 0, 0, '', false, '{"adjust":-60,"criteria":"{}"}', ''),
    ('waiting\000', 'taken\000', 'instance\000', 1, '', '', '', 'API', '', '', '', '', 'queue\000', 1772357400000, 1772357401000, NULL, '', '', 0, 0, '', false, '{"priority":1}', 'agent\000'),
    ('waiting\000', 'ended\000', 'instance\000', 1, '', '', '', 'API', '', '', '', '', 'queue\000', 1772357400000, NULL, 1772357401000, '', '', 0, 0, '', false, '{"priority":1}', '');
