import { WakehookError } from "../../../core/errors.ts";
import { fingerprint } from "../../../core/fingerprint.ts";
import { newSecret } from "../../../system/randomness.ts";
import type { Command } from "../../command.ts";
import { changeHook, readEntry, type Entry } from "../../edit-hook.ts";
import { secretFieldOf, type SecretField } from "../../entry-auth.ts";
import { hookIdOf } from "../../hook-id.ts";
import { neededArg, type Input } from "../../input.ts";
import { hashToken, isReference } from "../../secret-fields.ts";
import { dateAndTime, parseSpan } from "../../when.ts";

/** `wakehook hook rotate`. */
export const hookRotate: Command = {
  args: [["<hook>", "its id"]],
  options: [
    ["--keep <time>", "how long the old secret is taken too, as 30m, 24h, 7d (default: 24h)"],
  ],
  details:
    "The new secret is shown once; paste it at the sender before the old one stops.\nOnly a sender preset's secret can overlap: an old bearer token or hmac_secret stops at once.",
  examples: ["wakehook hook rotate github-site", "wakehook hook rotate github-site --keep 1h"],
  async run(context, input) {
    const { out, clock, randomness } = context;
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const until = clock.now() + keepMs(input);
    const secret = newSecret(randomness);
    const field = secretFieldOf(await readEntry(context, id));
    const { entry } = await changeHook(context, id, (old) =>
      rotated(old, { field, secret, until }),
    );
    const overlaps = entry["previous_secret"] !== undefined && field === "secret";
    const wire = {
      id,
      field,
      secret,
      fingerprint: fingerprint(secret),
      ...(overlaps ? { previous_secret_until: entry["previous_secret_until"] } : {}),
    };
    out.result(wire, () => [secret]);
    out.notice(`the new ${field} of ${id} is shown once, above; paste it at the sender`);
    const end = overlaps ? `is taken until ${dateAndTime(until)}` : "is no longer taken";
    out.notice(`the old one ${end}`);
  },
};

function keepMs(input: Input): number {
  const typed = input.text("keep") ?? "24h";
  const ms = parseSpan(typed);
  if (ms !== null) return ms;
  throw new WakehookError("usage", `--keep "${typed}" is no time`, {
    hint: "write 30m, 24h or 7d",
  });
}

function rotated(entry: Entry, made: { field: SecretField; secret: string; until: number }): Entry {
  const { field, secret, until } = made;
  const old = entry[field];
  const written = typeof old === "string" ? old : "";
  if (isReference(written))
    throw new WakehookError("refused", `the ${field} stands elsewhere: ${written}`, {
      hint: "put the new one there yourself; wakehook changes no file but its own",
    });
  if (field === "token") return { ...entry, token: hashToken(secret) };
  if (field === "hmac_secret" || written === "") return { ...entry, [field]: secret };
  const previous = {
    previous_secret: written,
    previous_secret_until: new Date(until).toISOString(),
  };
  return { ...entry, secret, ...previous };
}
