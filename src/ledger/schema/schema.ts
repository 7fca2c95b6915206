// The tables, as numbered migrations. A migration that has shipped is never changed; a new one is appended.

import { CHAT_SQL } from "./schema-chat.ts";
import { LISTS_SQL } from "./schema-lists.ts";
import { OUTBOX_SQL } from "./schema-outbox.ts";
import { OWNER_SQL } from "./schema-owner.ts";
import { REACH_SQL } from "./schema-reach.ts";
import { TASK_SQL } from "./schema-tasks.ts";

/** Marks the file as wakehook's (`PRAGMA application_id`): "whk1". */
export const APPLICATION_ID = 0x77_68_6b_31;

/** One step from a schema to the next. */
export interface Migration {
  /** 1, 2, 3, ...; kept in `PRAGMA user_version`. */
  readonly version: number;
  readonly sql: string;
}

/**
 * What the accept path pays for is kept small, because every index there costs a page per row or batch:
 * - `deliveries` is narrow, so that a change of state never rewrites a body; bodies live in `contents`.
 * - `claims` is only appended to. A unique index over random keys would touch a page of its own per row
 *   (measured: half of the accept rate, and worse with every claim); the claims in force are looked up
 *   in memory (claim-index.ts), which this table fills at the start.
 * - Sequences grow for ever: the newest delivery is never removed.
 * No foreign keys: parents and children are written, and removed, in one transaction by few functions.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE meta (
        name TEXT PRIMARY KEY,
        value ANY NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO meta VALUES ('database_id', lower(hex(randomblob(16)))), ('changes', 0);

      CREATE TABLE deliveries (
        sequence INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        hook_id TEXT NOT NULL,
        source TEXT NOT NULL,
        origin TEXT NOT NULL,
        replay_of TEXT,
        event TEXT,
        entity TEXT,
        received_at INTEGER NOT NULL,
        remote_address TEXT NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        content_type TEXT NOT NULL,
        body_bytes INTEGER NOT NULL,
        body_sha256 BLOB NOT NULL,
        priority TEXT NOT NULL,
        state TEXT NOT NULL,
        status TEXT,
        reason TEXT,
        duplicates INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        reattempts INTEGER NOT NULL DEFAULT 0,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX deliveries_by_id ON deliveries (id);
      CREATE INDEX deliveries_waiting ON deliveries (sequence) WHERE state IN ('queued', 'held');

      CREATE TABLE contents (
        sequence INTEGER PRIMARY KEY,
        headers BLOB NOT NULL,
        body BLOB NOT NULL
      ) STRICT;

      CREATE TABLE claims (
        number INTEGER PRIMARY KEY,
        key BLOB NOT NULL,
        delivery INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE runs (
        sequence INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        delivery_id TEXT NOT NULL,
        hook_id TEXT NOT NULL,
        entity TEXT,
        attempt INTEGER NOT NULL,
        mode TEXT NOT NULL,
        agent TEXT,
        state TEXT NOT NULL,
        status TEXT,
        reason TEXT,
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        pid INTEGER,
        process_start TEXT,
        exit_code INTEGER,
        signal TEXT,
        session_id TEXT,
        cost_usd REAL,
        turns REAL,
        denied_tools TEXT NOT NULL DEFAULT '[]',
        folder TEXT,
        answer TEXT
      ) STRICT;
      CREATE UNIQUE INDEX runs_by_id ON runs (id);
      CREATE INDEX runs_by_delivery ON runs (delivery_id);
      CREATE INDEX runs_by_entity ON runs (hook_id, entity, started_at);
      CREATE INDEX runs_going ON runs (sequence) WHERE state = 'running';

      CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        delivery_id TEXT NOT NULL,
        run_id TEXT,
        sink TEXT NOT NULL,
        payload TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        last_error TEXT
      ) STRICT;
      CREATE INDEX outbox_by_delivery ON outbox (delivery_id);
      CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting';
    `,
  },
  {
    version: 2,
    // Notices stand in `outbox` with delivery_id ''.
    sql: `
      ALTER TABLE deliveries ADD COLUMN held_since INTEGER;
      ALTER TABLE deliveries ADD COLUMN held_until INTEGER;
      ALTER TABLE deliveries ADD COLUMN expires_at INTEGER;
      ALTER TABLE deliveries ADD COLUMN not_before INTEGER;
      ALTER TABLE deliveries ADD COLUMN burst_since INTEGER;
      ALTER TABLE deliveries ADD COLUMN merged INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE deliveries ADD COLUMN merged_into TEXT;
      ALTER TABLE deliveries ADD COLUMN waived TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE deliveries ADD COLUMN permission TEXT;
      ALTER TABLE deliveries ADD COLUMN caused_by TEXT;
      UPDATE deliveries SET held_since = updated_at WHERE state = 'held';

      CREATE INDEX runs_by_start ON runs (hook_id, started_at);
      CREATE INDEX runs_with_cost ON runs (hook_id, ended_at) WHERE cost_usd IS NOT NULL;

      CREATE TABLE pauses (
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        cause TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        reason TEXT NOT NULL,
        strikes INTEGER NOT NULL,
        PRIMARY KEY (kind, name)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO pauses
        SELECT 'entity', hook_id || ' ' || entity, 'fuse', min(updated_at), NULL,
          coalesce(max(reason), 'its fuse has blown'), 1
        FROM deliveries WHERE state = 'held' AND status = 'held:paused' AND entity IS NOT NULL
        GROUP BY hook_id, entity;

      CREATE TABLE allowances (
        hook_id TEXT NOT NULL,
        day TEXT NOT NULL,
        runs INTEGER NOT NULL,
        usd REAL NOT NULL,
        PRIMARY KEY (hook_id, day)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE notices (
        key TEXT PRIMARY KEY,
        used_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE posted (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key BLOB NOT NULL,
        run_id TEXT NOT NULL,
        ended_at INTEGER NOT NULL
      ) STRICT;
    `,
  },
  { version: 3, sql: OUTBOX_SQL },
  { version: 4, sql: CHAT_SQL },
  { version: 5, sql: TASK_SQL },
  { version: 6, sql: REACH_SQL },
  { version: 7, sql: OWNER_SQL },
  { version: 8, sql: LISTS_SQL },
];

/** The schema that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;
