-- Items are found through item_places, an index that is kept by the program and
-- not with every commit, where each chat would have a page of its own written.
-- The rows after item_mark.indexed are not in it yet.
--
-- The row of an item is named, so that nothing numbers the items anew.

CREATE TABLE items_by_row (
    row            INTEGER NOT NULL PRIMARY KEY,
    session_id     ANY     NOT NULL,
    seq            INTEGER NOT NULL,
    id             ANY     NOT NULL,
    contact_id     ANY     NOT NULL,
    sent_at        INTEGER NOT NULL,
    type           TEXT    NOT NULL,
    content_type   TEXT    NOT NULL,
    content        TEXT    NOT NULL,
    visibility     TEXT    NOT NULL,
    participant_id ANY     NOT NULL,
    role           TEXT    NOT NULL,
    display_name   TEXT    NOT NULL,
    unlisted       INTEGER NOT NULL,
    attachments    TEXT
) STRICT;

INSERT INTO items_by_row SELECT rowid, * FROM items ORDER BY rowid;
DROP TABLE items;
ALTER TABLE items_by_row RENAME TO items;

CREATE TABLE item_places (
    session ANY     NOT NULL,
    number  INTEGER NOT NULL,
    item    ANY     NOT NULL, -- the id
    place   INTEGER NOT NULL, -- the row
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_mark (indexed INTEGER NOT NULL) STRICT;

INSERT INTO item_mark VALUES (0);
