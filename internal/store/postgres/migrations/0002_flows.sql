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
