-- How many uploads of attachments were begun in a session.

ALTER TABLE sessions ADD COLUMN uploads INTEGER NOT NULL DEFAULT 0;
