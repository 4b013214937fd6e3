-- Where a contact stands in its queue, in columns that an index has in order, so
-- that the next one to be offered is one read away; and the agents.

-- chat.Contact.Place; since is NULL for a contact that never entered a queue, and
-- for one that a node of the version before has put there: that one stands where
-- it entered.
ALTER TABLE contacts ADD COLUMN priority integer NOT NULL DEFAULT 5,
    ADD COLUMN since bigint,
    ADD COLUMN criteria boolean NOT NULL DEFAULT false, -- whether it has routing criteria
    ADD COLUMN offered_at bigint;

-- Who has left the queue is not looked for by these any more.
UPDATE contacts SET
    priority = coalesce((routing::jsonb ->> 'priority')::integer, 5),
    since = enqueued_at - 1000 * coalesce((routing::jsonb ->> 'adjust')::bigint, 0),
    criteria = coalesce(routing::jsonb ? 'criteria', false)
WHERE enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL;

-- The contacts that wait have no agent. The others of a queue are offered to one.
-- What the version before asks of the index that this one replaces, it serves.
DROP INDEX contacts_queued;
CREATE INDEX contacts_queued ON contacts
    (instance_id, queue_id, agent_id, priority, coalesce(since, enqueued_at), id)
    WHERE enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL;

-- A row is its agent's lock. They do not grow with the chats.
CREATE TABLE agents (
    instance_id bytea   NOT NULL,
    user_id     bytea   NOT NULL,
    profile_id  bytea   NOT NULL,
    routable    boolean NOT NULL,
    contacts    integer NOT NULL, -- how many he has
    idle_since  bigint  NOT NULL, -- the zero time in its place in the order
    version     bigint  NOT NULL,
    state       text    NOT NULL, -- the status, the next one and the contacts
    PRIMARY KEY (instance_id, user_id)
) WITH (fillfactor = 70);

CREATE INDEX agents_free ON agents (instance_id, profile_id, contacts, idle_since, user_id)
    WHERE routable;
