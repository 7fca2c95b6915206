import { isInForce, type DaemonKey } from "../../../core/tunnel/daemon-key.ts";
import { readKeyFile } from "../../../relay/keys/key-file.ts";
import { relayPaths } from "../../../relay/paths.ts";
import type { Command } from "../../command.ts";
import { columns } from "../../terminal/columns.ts";
import { dateAndTime } from "../../terminal/when.ts";

/** `wakehook relay key list`. */
export const relayKeyList: Command = {
  examples: ["wakehook relay key list", "wakehook relay key list --json"],
  async run({ paths, out, clock }) {
    const keys = await readKeyFile(relayPaths(paths.root).keysFile);
    const now = clock.now();
    const wire = keys.map((key) => ({
      daemon: key.name,
      in_force: isInForce(key, now),
      created_at: key.createdAt,
      expires_at: key.expiresAt,
      revoked_at: key.revokedAt,
      home: key.publicKey,
    }));
    out.result({ keys: wire }, () => columns(keys.map((key) => cells(key, now))));
    if (keys.length === 0) out.notice("there is none; make one: wakehook relay key add <daemon>");
  },
};

function cells(key: DaemonKey, now: number): string[] {
  const { name, publicKey, createdAt } = key;
  const home = publicKey === null ? "never used" : `home ${publicKey.slice(0, 8)}`;
  return [name, stateOf(key, now), `made ${dateAndTime(createdAt)}`, home];
}

function stateOf({ revokedAt, expiresAt }: DaemonKey, now: number): string {
  if (revokedAt !== null) return `revoked ${dateAndTime(revokedAt)}`;
  if (expiresAt === null) return "never expires";
  return `${expiresAt <= now ? "expired" : "expires"} ${dateAndTime(expiresAt)}`;
}
