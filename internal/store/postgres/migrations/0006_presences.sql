-- Until when users count as those whose pages are there.

CREATE TABLE presences (
    instance_id bytea  NOT NULL,
    user_id     bytea  NOT NULL,
    until       bigint NOT NULL,
    PRIMARY KEY (instance_id, user_id)
);

CREATE INDEX presences_over ON presences (until);
