// The key of one daemon, changed under the lock that the running relay takes as well.

import { WakehookError } from "../../core/records/errors.ts";
import type { DaemonKey } from "../../core/tunnel/daemon-key.ts";
import { changeKeys, readKeyFile } from "../../relay/keys/key-file.ts";
import { relayPaths } from "../../relay/paths.ts";
import type { HomePaths } from "../../system/home.ts";

/** Changes a daemon's key. @throws WakehookError `not_found`, and what `changeKeys` throws. */
export async function changeKey(
  paths: HomePaths,
  name: string,
  change: (key: DaemonKey) => DaemonKey,
): Promise<void> {
  const files = relayPaths(paths.root);
  // Looked at first: where no relay is, nothing is made, not even a lock.
  requireKey(await readKeyFile(files.keysFile), name);
  await changeKeys(files, (keys) => {
    requireKey(keys, name);
    return keys.map((key) => (key.name === name ? change(key) : key));
  });
}

function requireKey(keys: readonly DaemonKey[], name: string): void {
  if (keys.some((key) => key.name === name)) return;
  const named = JSON.stringify(name.slice(0, 80));
  throw new WakehookError("not_found", `no daemon ${named} has a key`, {
    hint: "see: wakehook relay key list",
  });
}
