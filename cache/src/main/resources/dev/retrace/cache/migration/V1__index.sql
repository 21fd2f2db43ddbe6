-- What the store's files say, for questions that would need all of them. Disposable.

CREATE TABLE record (
    key_hex  CHAR(64)                    PRIMARY KEY,
    step     VARCHAR                     NOT NULL,
    started  TIMESTAMP(9) WITH TIME ZONE NOT NULL,
    document VARCHAR                     NOT NULL -- in the row: mostly of a few kilobytes
);
CREATE INDEX record_by_step ON record (step, started DESC, key_hex);

CREATE TABLE run (
    id       VARCHAR                     PRIMARY KEY, -- sorts by time
    workflow VARCHAR                     NOT NULL,
    started  TIMESTAMP(9) WITH TIME ZONE NOT NULL,
    outcome  VARCHAR                     NOT NULL,
    ended    BOOLEAN                     NOT NULL     -- if not, its file may still change
);

CREATE TABLE run_cell (
    run_id  VARCHAR NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    cell    VARCHAR NOT NULL,
    step_id VARCHAR NOT NULL,
    step    VARCHAR NOT NULL,
    key_hex CHAR(64),
    state   VARCHAR NOT NULL,
    PRIMARY KEY (run_id, ordinal)
);
CREATE INDEX run_cell_by_key ON run_cell (key_hex);
CREATE INDEX run_cell_by_cell ON run_cell (cell);
CREATE INDEX run_cell_by_step_id ON run_cell (step_id);
