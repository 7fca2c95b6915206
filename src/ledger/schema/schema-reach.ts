// Step 6 of the schema: how a delivery came that did not come by our own socket, and when its sender sent it; when
// nothing could be received, and what was asked for afterwards.

/**
 * NULL in `via` and `via_ref`: by our own socket. NULL in `sent_at`: when it was received. NULL in `ended_at`: it goes
 * on. A repair's cursor names the page that it asks for next.
 */
export const REACH_SQL = `
      ALTER TABLE deliveries ADD COLUMN via TEXT;
      ALTER TABLE deliveries ADD COLUMN via_ref TEXT;
      ALTER TABLE deliveries ADD COLUMN sent_at INTEGER;

      CREATE TABLE gaps (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        cause TEXT NOT NULL,
        name TEXT NOT NULL,
        detail TEXT,
        began_at INTEGER NOT NULL,
        ended_at INTEGER
      ) STRICT;

      CREATE TABLE repairs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        hook_id TEXT NOT NULL,
        asked_by TEXT NOT NULL,
        from_at INTEGER NOT NULL,
        until_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        cursor TEXT,
        listed INTEGER NOT NULL DEFAULT 0,
        unwanted INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        ended_at INTEGER,
        next_at INTEGER NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0,
        word TEXT
      ) STRICT;

      CREATE TABLE repair_items (
        repair INTEGER NOT NULL,
        id TEXT NOT NULL,
        ref TEXT NOT NULL,
        event TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        word TEXT,
        PRIMARY KEY (repair, id)
      ) STRICT, WITHOUT ROWID;
    `;
