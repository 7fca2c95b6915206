import { WakehookError } from "../../../core/records/errors.ts";
import { isDaemonName, type DaemonKey } from "../../../core/tunnel/daemon-key.ts";
import { changeKeys } from "../../../relay/keys/key-file.ts";
import { keyHash, newKeyText } from "../../../relay/keys/key-text.ts";
import { relayPaths } from "../../../relay/paths.ts";
import { ensureRelayFolder } from "../../../relay/running.ts";
import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { expiryOf, EXPIRES_OPTION } from "../../relay/key-expiry.ts";
import { sayKey } from "../../relay/say-key.ts";

/** `wakehook relay key add`. */
export const relayKeyAdd: Command = {
  args: [["<daemon>", "what the daemon is called here: a part of its public URLs"]],
  options: [EXPIRES_OPTION],
  details:
    "It is shown once; the relay keeps its hash. The first home that connects with it is the only one that may:\na stolen key alone opens nothing.",
  examples: ["wakehook relay key add laptop", "wakehook relay key add laptop --expires 90d"],
  async run(context, input) {
    const { paths, clock, randomness } = context;
    const name = neededArg(input, 0, "the daemon's name");
    if (!isDaemonName(name))
      throw new WakehookError("usage", `"${name}" cannot be a daemon's name`, {
        hint: "1 to 32 of a-z, 0-9 and -; not health, hooks or tunnel",
      });
    const now = clock.now();
    const expiresAt = expiryOf(input, now);
    const files = relayPaths(paths.root);
    await ensureRelayFolder(paths.root, files);
    const text = newKeyText(name, randomness);
    const made: DaemonKey = {
      name,
      expiresAt,
      sha256: keyHash(text),
      createdAt: now,
      revokedAt: null,
      publicKey: null,
    };
    await changeKeys(files, (keys) => {
      const known = keys.find((key) => key.name === name);
      if (known !== undefined && known.revokedAt === null)
        throw new WakehookError("already_exists", `${name} has a key already`, {
          hint: `wakehook relay key rotate ${name} gives it a new one`,
        });
      return [...keys.filter((key) => key !== known), made];
    });
    await sayKey(context, { name, text, expiresAt });
  },
};
