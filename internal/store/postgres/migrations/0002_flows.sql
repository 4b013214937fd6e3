-- What flows decide for the queue and for their logs, and what they did.

ALTER TABLE contacts ADD COLUMN routing text;

ALTER TABLE sessions ADD COLUMN flow_logging boolean NOT NULL DEFAULT false;

CREATE TABLE traces (
    session_id bytea  NOT NULL,
    n          bigint NOT NULL,
    contact_id bytea  NOT NULL,
    at         bigint,
    data       bytea,
    PRIMARY KEY (session_id, n)
);
