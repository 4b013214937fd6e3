-- Where a contact stands in its queue, in columns that an index has in order, so
-- that the next one to be offered is one read away; and the agents.

-- chat.Contact.Place; since is NULL for a contact that never entered a queue.
ALTER TABLE contacts ADD COLUMN priority INTEGER NOT NULL DEFAULT 5;
ALTER TABLE contacts ADD COLUMN since INTEGER;
ALTER TABLE contacts ADD COLUMN criteria INTEGER NOT NULL DEFAULT 0; -- whether it has routing criteria
ALTER TABLE contacts ADD COLUMN offered_at INTEGER;

-- Who has left the queue is not looked for by these any more.
UPDATE contacts SET
    priority = coalesce(routing ->> '$.priority', 5),
    since = enqueued_at - 1000 * coalesce(routing ->> '$.adjust', 0),
    criteria = routing ->> '$.criteria' IS NOT NULL
WHERE enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL;

-- The contacts that wait have no agent. The others of a queue are offered to one.
DROP INDEX contacts_queued;
CREATE INDEX contacts_queued ON contacts (instance_id, queue_id, agent_id, priority, since, id)
    WHERE enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL;

CREATE TABLE agents (
    instance_id ANY     NOT NULL,
    user_id     ANY     NOT NULL,
    profile_id  ANY     NOT NULL,
    routable    INTEGER NOT NULL,
    contacts    INTEGER NOT NULL, -- how many he has
    idle_since  INTEGER NOT NULL, -- the zero time in its place in the order
    version     INTEGER NOT NULL,
    state       TEXT    NOT NULL, -- the status, the next one and the contacts
    PRIMARY KEY (instance_id, user_id)
) STRICT;

CREATE INDEX agents_free ON agents (instance_id, profile_id, contacts, idle_since, user_id)
    WHERE routable = 1;
