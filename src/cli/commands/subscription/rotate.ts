import { WakehookError } from "../../../core/records/errors.ts";
import { fingerprint } from "../../../core/secrets/fingerprint.ts";
import type { Command, CommandContext } from "../../command.ts";
import type { Input } from "../../input.ts";
import { readConfig } from "../../../settings/edit/edit-config.ts";
import { isReference } from "../../../settings/edit/secret-fields.ts";
import { isRecord } from "../../../settings/edit/json-file.ts";
import { changeKey, changeSubscription, placeOf } from "../../subscriptions/edit-subscriptions.ts";
import { chooseSecret } from "../../subscriptions/new-secret.ts";
import type { SubscriptionEntry } from "../../subscriptions/seal-entry.ts";
import { dateAndTime, parseSpan } from "../../terminal/when.ts";

/** `wakehook subscription rotate`. */
export const subscriptionRotate: Command = {
  args: [["[subscription]", "its id; not with --key"]],
  options: [
    ["--keep <time>", "how long the old secret signs too, as 30m, 24h, 7d (default: 24h)"],
    [
      "--secret <file>",
      "the new one, where the receiver makes it: a file, or - for standard input",
    ],
    ["--key", "seal all secrets in config.json with a new key"],
  ],
  details:
    "The new secret is shown once. With standard-webhooks the old one signs too for a while, so that the receiver can\ntake up the new one whenever it likes; with other schemes the new one signs alone at once.",
  examples: ["wakehook subscription rotate ci --keep 1h", "wakehook subscription rotate --key"],
  async run(context, input) {
    const { out, clock } = context;
    const id = input.arg(0);
    if ((id === undefined) !== (input.flag("key") === true))
      throw new WakehookError("usage", "name one subscription, or give --key alone");
    if (id === undefined) {
      const count = await changeKey(context);
      out.result({ resealed: count }, () => [`${count} subscriptions are sealed with a new key`]);
      return;
    }
    const until = clock.now() + keepMs(input);
    const sign = await signOf(context, id);
    const secret = await chooseSecret(context, input, sign);
    await changeSubscription(context, id, (entry) => rotated(entry, { sign, secret, until }));
    const overlaps = sign === "standard-webhooks";
    const wire = { id, secret, fingerprint: fingerprint(secret) };
    out.result(overlaps ? { ...wire, previous_secret_until: until } : wire, () => [secret]);
    out.notice(`the new secret of ${id} is shown once, above; give it to the receiver`);
    const end = overlaps ? `signs too until ${dateAndTime(until)}` : "signs no more";
    out.notice(`the old one ${end}`);
  },
};

async function signOf({ paths }: CommandContext, id: string): Promise<unknown> {
  const written = (await readConfig(paths))["subscriptions"];
  const entries = Array.isArray(written) ? written.filter(isRecord) : [];
  return entries[placeOf(entries, id)]?.["sign"] ?? "standard-webhooks";
}

function rotated(
  entry: SubscriptionEntry,
  made: { readonly sign: unknown; readonly secret: string; readonly until: number },
): SubscriptionEntry {
  const { sign, secret, until } = made;
  const { secret: old, previous_secret: _, previous_secret_until: _until, ...rest } = entry;
  if (sign === "none")
    throw new WakehookError("refused", "it is not signed, so it has no secret", {
      hint: "sign it: wakehook subscription set ID sign=standard-webhooks",
    });
  if (typeof old === "string" && isReference(old))
    throw new WakehookError("refused", `the secret stands elsewhere: ${old}`, {
      hint: "put the new one there yourself; wakehook changes no file but its own",
    });
  if (sign !== "standard-webhooks" || old === undefined) return { ...rest, secret };
  const previous = { previous_secret: old, previous_secret_until: new Date(until).toISOString() };
  return { ...rest, secret, ...previous };
}

function keepMs(input: Input): number {
  const typed = input.text("keep") ?? "24h";
  const ms = parseSpan(typed);
  if (ms !== null) return ms;
  throw new WakehookError("usage", `--keep "${typed}" is no time`, {
    hint: "write 30m, 24h or 7d",
  });
}
