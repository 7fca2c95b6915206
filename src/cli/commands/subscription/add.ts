import { WakehookError } from "../../../core/records/errors.ts";
import { fingerprint } from "../../../core/secrets/fingerprint.ts";
import { SIGNATURE_SCHEMES } from "../../../core/settings/subscription.ts";
import type { Command } from "../../command.ts";
import { neededArg, type Input } from "../../input.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { changeSubscriptions, subscriptionIdOf } from "../../subscriptions/edit-subscriptions.ts";
import { chooseSecret } from "../../subscriptions/new-secret.ts";
import type { SubscriptionEntry } from "../../subscriptions/seal-entry.ts";

/** `wakehook subscription add`. */
export const subscriptionAdd: Command = {
  args: [["<url>", "where events are posted to"]],
  options: [
    ["--id <id>", "what the commands call it (default: from the URL's host)"],
    ["--events <patterns>", "which, with commas between: run.failed,delivery.* (default: run.*)"],
    [
      "--sign <scheme>",
      `${Object.keys(SIGNATURE_SCHEMES).join(", ")} (default: standard-webhooks)`,
    ],
    ["--secret <file>", "the receiver's own secret: a file, or - for standard input"],
    ["--header <name=value...>", "a further header; the value may be env:NAME or file:/path"],
    ["--ordered", "one after the other, in the order in which things happened"],
  ],
  details:
    "The secret is shown once, for the receiver. In config.json it stands sealed, with a key in keys/.\nA running daemon has the subscription in force within a second.",
  examples: [
    "wakehook subscription add https://ci.example.com/hooks --events run.failed,approval",
    "wakehook subscription add http://127.0.0.1:9000/in --sign none --header X-API-Key=env:API_KEY",
  ],
  async run(context, input) {
    const { out } = context;
    const url = neededArg(input, 0, "the URL");
    const sign = input.text("sign") ?? "standard-webhooks";
    const secret = sign === "none" ? null : await chooseSecret(context, input, sign);
    const typed = input.text("id");
    let id = typed === undefined ? "" : subscriptionIdOf(typed);
    const problems = await changeSubscriptions(context, (entries) => {
      const taken = new Set(entries.map((entry) => entry["id"]));
      id = typed ?? freeId(url, taken);
      if (taken.has(id))
        throw new WakehookError("already_exists", `there is a subscription "${id}" already`, {
          hint: "give another: --id NAME",
        });
      return [...entries, entryOf(input, { id, url, sign, secret })];
    });
    const shown = secret === null ? {} : { secret, fingerprint: fingerprint(secret) };
    out.result({ id, url, sign, ...shown }, () => (secret === null ? [] : [secret]));
    out.notice(`${id} is subscribed; try it: wakehook subscription test ${id}`);
    if (secret !== null) out.notice("its secret is shown once, above; give it to the receiver");
    for (const problem of problems) out.notice(problemLine(problem, out));
  },
};

function entryOf(
  input: Input,
  given: {
    readonly id: string;
    readonly url: string;
    readonly sign: string;
    readonly secret: string | null;
  },
): SubscriptionEntry {
  const { id, url, sign, secret } = given;
  const events = input
    .text("events")
    ?.split(",")
    .map((pattern) => pattern.trim());
  const headers = Object.fromEntries(input.list("header").map(parseHeader));
  return {
    id,
    url,
    ...(secret === null ? {} : { secret }),
    ...(events === undefined ? {} : { events }),
    ...(sign === "standard-webhooks" ? {} : { sign }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(input.flag("ordered") === true ? { ordered: true } : {}),
  };
}

function parseHeader(typed: string): [string, string] {
  const at = typed.indexOf("=");
  if (at > 0) return [typed.slice(0, at), typed.slice(at + 1)];
  throw new WakehookError("usage", `--header "${typed}" is no header`, {
    hint: "write it as NAME=VALUE, NAME=env:VARIABLE or NAME=file:/path",
  });
}

function freeId(url: string, taken: ReadonlySet<unknown>): string {
  const host = URL.canParse(url) ? new URL(url).hostname : "subscription";
  const word = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  const name = word.slice(0, 50) || "subscription";
  const names = [name, ...Array.from({ length: 200 }, (_, at) => `${name}-${at + 2}`)];
  return names.find((one) => !taken.has(one)) ?? name;
}
