// Step 3 of the schema: ids of messages, their tries, how sinks do, tokens of runs.

/**
 * No index is dropped: the roots of all trees must stay where salvage expects them. Rows of schema 2 have no message
 * id; theirs is made of their number (rows.ts).
 */
export const OUTBOX_SQL = `
      ALTER TABLE outbox ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
      ALTER TABLE outbox ADD COLUMN event TEXT;
      ALTER TABLE outbox ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX outbox_by_sink ON outbox (sink, next_at) WHERE state = 'waiting';
      CREATE INDEX outbox_in_order ON outbox (sink, id) WHERE state = 'waiting';

      CREATE TABLE outbox_tries (
        number INTEGER PRIMARY KEY,
        outbox_id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        duration_ms INTEGER NOT NULL,
        http_status INTEGER,
        error TEXT
      ) STRICT;
      CREATE INDEX outbox_tries_by_entry ON outbox_tries (outbox_id);
      CREATE TRIGGER outbox_tries_go AFTER DELETE ON outbox
        BEGIN DELETE FROM outbox_tries WHERE outbox_id = old.id; END;

      CREATE TABLE sink_states (
        sink TEXT PRIMARY KEY,
        failing_since INTEGER NOT NULL,
        stopped_at INTEGER,
        reason TEXT
      ) STRICT, WITHOUT ROWID;

      ALTER TABLE runs ADD COLUMN tokens_in REAL;
      ALTER TABLE runs ADD COLUMN tokens_out REAL;
    `;
