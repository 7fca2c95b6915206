// Since when each hook has its secret, as rows.

import type { HookId } from "../../core/records/ids.ts";
import type { KeptSecret, SecretAgesPort } from "../../core/ports/secret-ages-port.ts";
import type { Connection } from "../file/connection.ts";
import type { ChangeDeps } from "./delivery-states.ts";

/** Beyond so many, hooks that are gone are forgotten. */
const MOST_KEPT = 10_000;

/** All rows. */
export function readKeptSecrets(connection: Connection): KeptSecret[] {
  return connection.all<KeptSecret>(
    "SELECT hook_id AS hookId, mark, set_at AS setAt FROM secret_ages ORDER BY hook_id",
  );
}

/** Creates this part over an open store. */
export function createSecretAges({ store, clock }: ChangeDeps): SecretAgesPort {
  const kept = (): KeptSecret[] => store.read(readKeptSecrets);
  return {
    kept,
    note(marks) {
      const before = new Map(kept().map(({ hookId, mark }) => [hookId, mark]));
      const changed = [...marks].filter(([hookId, mark]) => !isSame(before.get(hookId), mark));
      if (changed.length === 0) return;
      const at = clock.now();
      store.change((connection) => {
        if (before.size + changed.length > MOST_KEPT) forgetAllBut(connection, marks, before);
        for (const [hookId, mark] of changed)
          connection.run("INSERT OR REPLACE INTO secret_ages VALUES (?, ?, ?)", [hookId, mark, at]);
      });
    },
  };
}

function forgetAllBut(
  connection: Connection,
  marks: ReadonlyMap<HookId, Uint8Array>,
  before: ReadonlyMap<HookId, Uint8Array>,
): void {
  for (const hookId of before.keys())
    if (!marks.has(hookId)) connection.run("DELETE FROM secret_ages WHERE hook_id = ?", [hookId]);
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
