// Step 4 of the schema: conversations and their turns, messages and where they were posted, cards, who is who, what
// a woken target has said.

/**
 * `messages` is what was said, whoever sees it; `posts` is where one of them went on a platform. What is to be
 * posted stands in `outbox` as everything that leaves (payload `{"message": id}` or `{"edit": id}`).
 */
export const CHAT_SQL = `
      CREATE TABLE conversations (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        chat TEXT NOT NULL,
        entity TEXT,
        agent TEXT NOT NULL,
        account TEXT NOT NULL,
        folder TEXT NOT NULL,
        session_id TEXT,
        title TEXT NOT NULL,
        summary TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        turns INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX conversations_by_id ON conversations (id);
      CREATE UNIQUE INDEX conversations_open
        ON conversations (chat, entity IS NULL, coalesce(entity, ''), agent) WHERE state = 'open';

      CREATE TABLE turns (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        conversation_id TEXT NOT NULL,
        origin TEXT NOT NULL,
        run_id TEXT,
        delivery_id TEXT,
        message_id TEXT,
        post_to TEXT NOT NULL DEFAULT '[]',
        state TEXT NOT NULL,
        level TEXT NOT NULL,
        status TEXT,
        reason TEXT,
        session_before TEXT,
        session_after TEXT,
        reply TEXT,
        cost_usd REAL,
        pid INTEGER,
        process_start TEXT,
        created_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX turns_by_id ON turns (id);
      CREATE INDEX turns_by_conversation ON turns (conversation_id, number);
      CREATE INDEX turns_by_run ON turns (run_id) WHERE run_id IS NOT NULL;
      CREATE INDEX turns_open ON turns (number) WHERE state IN ('queued', 'running');

      CREATE TABLE messages (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        chat TEXT NOT NULL,
        conversation_id TEXT,
        turn_id TEXT,
        author TEXT NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        reply_to TEXT,
        card TEXT,
        files TEXT NOT NULL DEFAULT '[]',
        silent INTEGER NOT NULL DEFAULT 0,
        hook_id TEXT,
        delivery_id TEXT,
        run_id TEXT,
        origin TEXT NOT NULL,
        key TEXT,
        created_at INTEGER NOT NULL,
        read_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX messages_by_id ON messages (id);
      CREATE UNIQUE INDEX messages_by_key ON messages (key) WHERE key IS NOT NULL;
      CREATE INDEX messages_by_chat ON messages (chat, number);
      CREATE INDEX messages_by_conversation ON messages (conversation_id, number);
      CREATE INDEX messages_by_hook ON messages (hook_id, number) WHERE hook_id IS NOT NULL;
      CREATE INDEX messages_unread ON messages (chat) WHERE read_at IS NULL AND author <> 'owner';

      CREATE TABLE posts (
        message_id TEXT NOT NULL,
        target TEXT NOT NULL,
        place TEXT NOT NULL,
        refs TEXT NOT NULL,
        whole INTEGER NOT NULL,
        posted_at INTEGER NOT NULL,
        PRIMARY KEY (message_id, target)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE post_refs (
        target TEXT NOT NULL,
        ref TEXT NOT NULL,
        message_id TEXT NOT NULL,
        PRIMARY KEY (target, ref)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX post_refs_by_message ON post_refs (message_id);

      CREATE TABLE cards (
        token TEXT PRIMARY KEY,
        message_id TEXT NOT NULL,
        delivery_id TEXT NOT NULL,
        decision TEXT,
        decided_by TEXT,
        decided_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX cards_by_delivery ON cards (delivery_id);
      CREATE INDEX cards_open ON cards (message_id) WHERE decision IS NULL;
      CREATE INDEX cards_by_message ON cards (message_id);

      CREATE TABLE identities (
        target TEXT NOT NULL,
        sender TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        place TEXT NOT NULL,
        paired_at INTEGER NOT NULL,
        PRIMARY KEY (target, sender)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE pairings (
        target TEXT PRIMARY KEY,
        code_hash BLOB NOT NULL,
        expires_at INTEGER NOT NULL,
        wrong INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE channel_states (
        target TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (target, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE inbound (
        target TEXT NOT NULL,
        id TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (target, id)
      ) STRICT, WITHOUT ROWID;

      CREATE INDEX inbound_by_time ON inbound (at);

      CREATE TABLE handovers (
        token_hash BLOB PRIMARY KEY,
        run_id TEXT NOT NULL,
        target TEXT NOT NULL,
        level TEXT NOT NULL,
        reply TEXT,
        handed_at INTEGER NOT NULL,
        level_at INTEGER NOT NULL,
        ended_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX handovers_by_run ON handovers (run_id);
      CREATE INDEX handovers_by_time ON handovers (handed_at);
    `;
