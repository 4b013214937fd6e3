-- Until when users count as those whose pages are there.

CREATE TABLE presences (
    instance_id ANY     NOT NULL,
    user_id     ANY     NOT NULL,
    until       INTEGER NOT NULL,
    PRIMARY KEY (instance_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX presences_over ON presences (until);
