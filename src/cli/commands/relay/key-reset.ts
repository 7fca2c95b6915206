import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { changeKey } from "../../relay/change-key.ts";

/** `wakehook relay key reset`. */
export const relayKeyReset: Command = {
  args: [["<daemon>", "whose key"]],
  details:
    "For a home that was made anew: the next one that connects with the key is its home from then on. What waits\nwas sealed for the old one and cannot be opened by another.",
  examples: ["wakehook relay key reset laptop"],
  async run({ paths, out }, input) {
    const name = neededArg(input, 0, "the daemon's name");
    await changeKey(paths, name, (key) => ({ ...key, publicKey: null }));
    out.result({ daemon: name, reset: true }, () => [
      `${name}: the next home that connects with its key counts`,
    ]);
  },
};
