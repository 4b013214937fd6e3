-- What several processes share: a timer that one has taken is held for a while,
-- and each saves how far its own devices are.

ALTER TABLE timers ADD COLUMN held_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE cursors RENAME TO cursors_before;

CREATE TABLE cursors (
    session_id     ANY     NOT NULL,
    participant_id ANY     NOT NULL,
    node           TEXT    NOT NULL,
    seq            INTEGER NOT NULL,
    devices        INTEGER NOT NULL,
    saved_at       INTEGER,
    PRIMARY KEY (session_id, participant_id, node)
) STRICT, WITHOUT ROWID;

INSERT INTO cursors SELECT session_id, participant_id, '', seq, 1, NULL FROM cursors_before;

DROP TABLE cursors_before;
