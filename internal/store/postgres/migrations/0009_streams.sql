-- Who is told what is said in a chat, up to which item. The last of these changes with
-- every message of such a chat, and is in no index.

CREATE TABLE streams (
    session_id  bytea  NOT NULL,
    id          bytea  NOT NULL,
    instance_id bytea  NOT NULL,
    topic       text   NOT NULL,
    seq         bigint NOT NULL,
    started_at  bigint,
    PRIMARY KEY (session_id, id)
) WITH (fillfactor = 70);
