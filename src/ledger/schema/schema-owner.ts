// Step 7 of the schema: since when hooks have their secrets, and calls of the admin API that are to happen once.

/**
 * `mark` is a keyed fingerprint. `key` and `body_sha256` are digests. `answer` is sealed; NULL: the call was begun,
 * and not done as far as is known.
 */
export const OWNER_SQL = `
      CREATE TABLE secret_ages (
        hook_id TEXT PRIMARY KEY,
        mark BLOB NOT NULL,
        set_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE once_calls (
        number INTEGER PRIMARY KEY,
        key BLOB NOT NULL,
        body_sha256 BLOB NOT NULL,
        begun_at INTEGER NOT NULL,
        answer BLOB
      ) STRICT;
      CREATE UNIQUE INDEX once_calls_by_key ON once_calls (key);
    `;
