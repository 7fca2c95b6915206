import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { changeKey } from "../../relay/change-key.ts";

/** `wakehook relay key revoke`. */
export const relayKeyRevoke: Command = {
  args: [["<daemon>", "whose key"]],
  details:
    "Its connection ends within seconds, and its senders get 503. What waits for it stays until max_age.",
  examples: ["wakehook relay key revoke laptop"],
  async run({ paths, out, clock }, input) {
    const name = neededArg(input, 0, "the daemon's name");
    const now = clock.now();
    await changeKey(paths, name, (key) => ({ ...key, revokedAt: key.revokedAt ?? now }));
    out.result({ daemon: name, revoked_at: now }, () => [`${name}: its key is revoked`]);
    out.notice(`a new one for the same home: wakehook relay key rotate ${name}`);
  },
};
