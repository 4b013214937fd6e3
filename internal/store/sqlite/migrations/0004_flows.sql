-- What flows decide for the queue and for their logs, and what they did.

ALTER TABLE contacts ADD COLUMN routing TEXT;

ALTER TABLE sessions ADD COLUMN flow_logging INTEGER NOT NULL DEFAULT 0;

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
