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
