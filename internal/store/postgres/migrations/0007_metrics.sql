-- What metrics ask: how many agents are there by status and contacts, and which statuses
-- they had.

-- An agent whom a node of the version before changes counts as he was before, until
-- he changes again.
ALTER TABLE agents ADD COLUMN status_id text NOT NULL DEFAULT '',
    ADD COLUMN status text NOT NULL DEFAULT '', -- its type
    ADD COLUMN connecting integer NOT NULL DEFAULT 0,
    ADD COLUMN connected integer NOT NULL DEFAULT 0,
    ADD COLUMN ended integer NOT NULL DEFAULT 0,
    ADD COLUMN present boolean NOT NULL DEFAULT false; -- chat.AgentTally.Present

UPDATE agents SET
    status_id = coalesce(state::jsonb #>> '{status,id}', ''),
    status = coalesce(state::jsonb #>> '{status,type}', ''),
    connecting = jsonb_array_length(jsonb_path_query_array(state::jsonb, '$.contacts[*] ? (@.state == "CONNECTING")')),
    connected = jsonb_array_length(jsonb_path_query_array(state::jsonb, '$.contacts[*] ? (@.state == "CONNECTED")')),
    ended = jsonb_array_length(jsonb_path_query_array(state::jsonb, '$.contacts[*] ? (@.state == "ENDED")')),
    present = coalesce(state::jsonb #>> '{status,type}', '') NOT IN ('', 'OFFLINE') OR contacts > 0;

CREATE INDEX agents_present ON agents
    (instance_id, profile_id, status_id, status, routable, connecting, connected, ended, contacts)
    WHERE present;

CREATE TABLE status_spans (
    instance_id bytea  NOT NULL,
    user_id     bytea  NOT NULL,
    profile_id  bytea  NOT NULL,
    status_id   text   NOT NULL,
    status      text   NOT NULL, -- its type
    began_at    bigint NOT NULL,
    ended_at    bigint NOT NULL,
    PRIMARY KEY (instance_id, user_id, ended_at, began_at)
);

CREATE INDEX status_spans_ended ON status_spans (instance_id, ended_at, user_id, began_at);

-- Agents are counted by their own rows now.
DROP INDEX contacts_agents;
