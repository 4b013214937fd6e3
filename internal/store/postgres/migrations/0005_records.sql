-- What the records of contacts tell besides, the ways to contacts by their times,
-- and what waits to be sent to others.

ALTER TABLE contacts ADD COLUMN agent_profile_id bytea NOT NULL DEFAULT ''::bytea,
    ADD COLUMN agent_ended_at bigint,
    ADD COLUMN agent_cleared_at bigint,
    ADD COLUMN attempts integer NOT NULL DEFAULT 0,
    ADD COLUMN transferred_at bigint,
    ADD COLUMN talk text;

-- When an agent's part ended was not kept; it was no later than the contact's end.
UPDATE contacts SET agent_ended_at = disconnected_at WHERE accepted_at IS NOT NULL AND disconnected_at IS NOT NULL;

CREATE INDEX contacts_initiated ON contacts (instance_id, initiated_at, id);
CREATE INDEX contacts_enqueued ON contacts (instance_id, enqueued_at, id) WHERE enqueued_at IS NOT NULL;
CREATE INDEX contacts_met_agent ON contacts (instance_id, agent_connected_at, id) WHERE agent_connected_at IS NOT NULL;
CREATE INDEX contacts_disconnected ON contacts (instance_id, disconnected_at, id) WHERE disconnected_at IS NOT NULL;

-- Rows of one session are added under its lock, so their numbers rise in the order
-- of its commits; a number is never given twice. An identity asks for no right on a
-- sequence.
CREATE TABLE outbox (
    session_id bytea  NOT NULL,
    n          bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    stream     text   COLLATE "C" NOT NULL,
    id         text   NOT NULL,
    contact_id bytea  NOT NULL,
    at         bigint,
    data       bytea,
    PRIMARY KEY (session_id, n)
) WITH (autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX outbox_streams ON outbox (stream, n);

CREATE TABLE leases (
    name   text   COLLATE "C" NOT NULL PRIMARY KEY,
    holder text   NOT NULL,
    until  bigint NOT NULL
);
