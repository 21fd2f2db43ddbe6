-- A sweep has a row per cell and run, and its rows were most of the index and of the time to make it.
-- Now cells are kept of each workflow's newest runs only, in a table with one small index.

DROP TABLE run_cell;
DELETE FROM run; -- they are read again
ALTER TABLE run ADD COLUMN states VARCHAR NOT NULL; -- as "computed 3, served 7": also where the cells are not kept

CREATE TABLE run_cell (
    run_id  VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    cell    VARCHAR NOT NULL,
    step_id VARCHAR NOT NULL,
    step    VARCHAR NOT NULL,
    key_hex VARCHAR,
    state   VARCHAR NOT NULL
);
CREATE INDEX run_cell_by_run ON run_cell (run_id);
