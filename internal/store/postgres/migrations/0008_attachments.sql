-- How many uploads of attachments were begun in a session.

ALTER TABLE sessions ADD COLUMN uploads integer NOT NULL DEFAULT 0;
