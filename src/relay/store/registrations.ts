// Which hooks each daemon has registered, and when it was here. On the disk, so that the door knows them while the
// daemon is away, also after a restart of the relay.

import { RegisteredHooks, type RegisteredHook } from "../../core/tunnel/frames.ts";
import type { Connection } from "../../ledger/file/connection.ts";
import type { RelayStore } from "./relay-store.ts";

/** What daemons registered. */
export interface Registrations {
  /** null: the daemon never was here. */
  hooksOf(daemon: string): ReadonlyMap<string, RegisteredHook> | null;
  /** Resolves when the disk has it; at once where it is what was written last. */
  register(daemon: string, registration: Registration): Promise<void>;
  noteConnection(daemon: string, change: "connected" | "disconnected", at: number): Promise<void>;
}

/** What a daemon says of itself. */
export interface Registration {
  readonly hooks: readonly RegisteredHook[];
  readonly version: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Reads what is on the disk. Nobody is connected yet. */
export async function openRegistrations(store: RelayStore): Promise<Registrations> {
  const daemons = store.read((connection) => readAll(connection));
  /** What each has said last in this life; `isWritten`: nothing else was said or written since. */
  const said = new Map<string, { readonly text: string; isWritten: boolean }>();
  await store.write((connection) =>
    connection.run(
      "UPDATE daemons SET disconnected_at = coalesce(disconnected_at, connected_at), connected_at = NULL WHERE connected_at IS NOT NULL",
    ),
  );
  return {
    hooksOf: (daemon) => daemons.get(daemon) ?? null,
    async register(daemon, { hooks, version, at }) {
      const text = JSON.stringify(hooks);
      // A daemon that only comes back is let in without a write: also where the disk takes none.
      const last = said.get(daemon);
      const now = { text: `${version} ${text}`, isWritten: false };
      if (last?.isWritten === true && last.text === now.text) return;
      said.set(daemon, now);
      await store.write((connection) =>
        connection.run(
          `INSERT INTO daemons (name, hooks, version, registered_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET hooks = excluded.hooks, version = excluded.version, registered_at = excluded.registered_at`,
          [daemon, text, version, at],
        ),
      );
      daemons.set(daemon, byId(hooks));
      now.isWritten = true;
    },
    async noteConnection(daemon, change, at) {
      const sql =
        change === "connected"
          ? "UPDATE daemons SET connected_at = ?, disconnected_at = NULL WHERE name = ?"
          : "UPDATE daemons SET connected_at = NULL, disconnected_at = ? WHERE name = ?";
      await store.note((connection) => connection.run(sql, [at, daemon]));
    },
  };
}

function readAll(connection: Connection): Map<string, ReadonlyMap<string, RegisteredHook>> {
  const rows = connection.all<{ name: string; hooks: string }>("SELECT name, hooks FROM daemons");
  return new Map(rows.map(({ name, hooks }) => [name, byId(readHooks(hooks))]));
}

/** A row of a newer relay that cannot be read counts as none: the daemon registers anew when it is back. */
function readHooks(text: string): readonly RegisteredHook[] {
  const parsed = RegisteredHooks.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

function byId(hooks: readonly RegisteredHook[]): ReadonlyMap<string, RegisteredHook> {
  return new Map(hooks.map((hook) => [hook.id, hook]));
}
