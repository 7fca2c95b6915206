import { keyHash, newKeyText } from "../../../relay/keys/key-text.ts";
import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { expiryOf, EXPIRES_OPTION } from "../../relay/key-expiry.ts";
import { changeKey } from "../../relay/change-key.ts";
import { sayKey } from "../../relay/say-key.ts";

/** `wakehook relay key rotate`. */
export const relayKeyRotate: Command = {
  args: [["<daemon>", "whose key"]],
  options: [EXPIRES_OPTION],
  details:
    "The daemon's connection ends within seconds; what comes for it waits meanwhile. Only the same home may use\nthe new key. Also after a revocation.",
  examples: ["wakehook relay key rotate laptop"],
  async run(context, input) {
    const { paths, clock, randomness } = context;
    const name = neededArg(input, 0, "the daemon's name");
    const now = clock.now();
    const expiresAt = expiryOf(input, now);
    const text = newKeyText(name, randomness);
    await changeKey(paths, name, (key) => ({
      ...key,
      expiresAt,
      sha256: keyHash(text),
      createdAt: now,
      revokedAt: null,
    }));
    await sayKey(context, { name, text, expiresAt });
  },
};
