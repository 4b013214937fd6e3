-- Who is signed in, and how often something was tried.

CREATE TABLE logins (
    id          text   NOT NULL PRIMARY KEY,
    instance_id bytea  NOT NULL,
    user_id     bytea  NOT NULL,
    created_at  bigint NOT NULL,
    used_at     bigint NOT NULL,
    expires_at  bigint NOT NULL,
    revoked_at  bigint
);

CREATE INDEX logins_users ON logins (instance_id, user_id, expires_at);
CREATE INDEX logins_age ON logins (expires_at);

-- until is when the last of the turns that were taken is free again.
CREATE TABLE turns (
    key   text   NOT NULL PRIMARY KEY,
    until bigint NOT NULL
);

CREATE INDEX turns_age ON turns (until);
