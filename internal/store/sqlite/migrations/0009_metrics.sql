-- What metrics ask: how many agents are there by status and contacts, and which statuses
-- they had.

ALTER TABLE agents ADD COLUMN status_id TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN status TEXT NOT NULL DEFAULT ''; -- its type
ALTER TABLE agents ADD COLUMN connecting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN connected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN present INTEGER NOT NULL DEFAULT 0; -- chat.AgentTally.Present

UPDATE agents SET
    status_id = coalesce(state ->> '$.status.id', ''),
    status = coalesce(state ->> '$.status.type', ''),
    connecting = (SELECT count(*) FROM json_each(state, '$.contacts') WHERE value ->> '$.state' = 'CONNECTING'),
    connected = (SELECT count(*) FROM json_each(state, '$.contacts') WHERE value ->> '$.state' = 'CONNECTED'),
    ended = (SELECT count(*) FROM json_each(state, '$.contacts') WHERE value ->> '$.state' = 'ENDED'),
    present = coalesce(state ->> '$.status.type', '') NOT IN ('', 'OFFLINE') OR contacts > 0;

CREATE INDEX agents_present ON agents
    (instance_id, profile_id, status_id, status, routable, connecting, connected, ended, contacts)
    WHERE present = 1;

CREATE TABLE status_spans (
    instance_id ANY     NOT NULL,
    user_id     ANY     NOT NULL,
    profile_id  ANY     NOT NULL,
    status_id   TEXT    NOT NULL,
    status      TEXT    NOT NULL, -- its type
    began_at    INTEGER NOT NULL,
    ended_at    INTEGER NOT NULL,
    PRIMARY KEY (instance_id, ended_at, user_id, began_at)
) STRICT, WITHOUT ROWID;

-- Agents are counted by their own rows now.
DROP INDEX contacts_agents;
