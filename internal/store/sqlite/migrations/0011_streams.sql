-- Who is told what is said in a chat, up to which item.

CREATE TABLE streams (
    session_id  ANY     NOT NULL,
    id          ANY     NOT NULL,
    instance_id ANY     NOT NULL,
    topic       TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    started_at  INTEGER,
    PRIMARY KEY (session_id, id)
) STRICT, WITHOUT ROWID;
