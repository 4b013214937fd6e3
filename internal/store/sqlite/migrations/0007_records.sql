-- What the records of contacts tell besides, the ways to contacts by their times,
-- and what waits to be sent to others.

ALTER TABLE contacts ADD COLUMN agent_profile_id ANY NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN agent_ended_at INTEGER;
ALTER TABLE contacts ADD COLUMN agent_cleared_at INTEGER;
ALTER TABLE contacts ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN transferred_at INTEGER;
ALTER TABLE contacts ADD COLUMN talk TEXT;

-- When an agent's part ended was not kept; it was no later than the contact's end.
UPDATE contacts SET agent_ended_at = disconnected_at WHERE accepted_at IS NOT NULL AND disconnected_at IS NOT NULL;

CREATE INDEX contacts_initiated ON contacts (instance_id, initiated_at, id);
CREATE INDEX contacts_enqueued ON contacts (instance_id, enqueued_at, id) WHERE enqueued_at IS NOT NULL;
CREATE INDEX contacts_met_agent ON contacts (instance_id, agent_connected_at, id) WHERE agent_connected_at IS NOT NULL;
CREATE INDEX contacts_disconnected ON contacts (instance_id, disconnected_at, id) WHERE disconnected_at IS NOT NULL;

-- n is never given twice, so that who has read a row and was slow removes no other.
CREATE TABLE outbox (
    n          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    stream     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    session_id ANY     NOT NULL,
    contact_id ANY     NOT NULL,
    at         INTEGER,
    data       BLOB
) STRICT;

CREATE INDEX outbox_streams ON outbox (stream, n);
CREATE INDEX outbox_sessions ON outbox (session_id, n);

CREATE TABLE leases (
    name   TEXT    NOT NULL PRIMARY KEY,
    holder TEXT    NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
