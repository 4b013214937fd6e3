-- Who is signed in, and how often something was tried.

CREATE TABLE logins (
    id          TEXT    NOT NULL PRIMARY KEY,
    instance_id ANY     NOT NULL,
    user_id     ANY     NOT NULL,
    created_at  INTEGER NOT NULL,
    used_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    revoked_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX logins_users ON logins (instance_id, user_id, expires_at);
CREATE INDEX logins_age ON logins (expires_at);

-- until is when the last of the turns that were taken is free again.
CREATE TABLE turns (
    key   TEXT    NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX turns_age ON turns (until);
