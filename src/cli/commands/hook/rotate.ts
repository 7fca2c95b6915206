import { WakehookError } from "../../../core/errors.ts";
import { fingerprint } from "../../../core/fingerprint.ts";
import { newSecret } from "../../../system/randomness.ts";
import { findSource } from "../../../sources/table.ts";
import type { Command, CommandContext } from "../../command.ts";
import { changeHook, readEntry, type Entry } from "../../../settings/edit-hook.ts";
import { secretFieldOf, type SecretField } from "../../../settings/entry-auth.ts";
import { hookIdOf } from "../../../settings/hook-id.ts";
import { neededArg, type Input } from "../../input.ts";
import { madeFor } from "../../new-hook/secret.ts";
import { readNamedFile } from "../../verify/read-body.ts";
import { hashToken, isReference } from "../../../settings/secret-fields.ts";
import { dateAndTime, parseSpan } from "../../terminal/when.ts";

/** `wakehook hook rotate`. */
export const hookRotate: Command = {
  args: [["<hook>", "its id"]],
  options: [
    ["--keep <time>", "how long the old secret is taken too, as 30m, 24h, 7d (default: 24h)"],
    ["--secret <file>", "the new one, where the sender makes it: a file, or - for standard input"],
  ],
  details:
    "The new secret is shown once; paste it at the sender before the old one stops.\nOnly a sender preset's secret can overlap: an old bearer token or hmac_secret stops at once.",
  examples: ["wakehook hook rotate github-site", "wakehook hook rotate github-site --keep 1h"],
  async run(context, input) {
    const { out, clock } = context;
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const until = clock.now() + keepMs(input);
    const old = await readEntry(context, id);
    if (Array.isArray(old["route"]))
      throw new WakehookError("refused", `${id} is a route, which has no secret of its own`, {
        hint: `rotate those of its hooks: ${old["route"].join(", ")}`,
      });
    const field = secretFieldOf(old);
    const secret = await chooseNew(context, input, { old, field });
    const { entry } = await changeHook(context, id, (now) =>
      rotated(now, { field, secret, until }),
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

/** A secret that the sender makes is told by the owner; others are made here, in the form that the scheme reads. */
async function chooseNew(
  context: CommandContext,
  input: Input,
  { old, field }: { readonly old: Entry; readonly field: SecretField },
): Promise<string> {
  const file = input.text("secret");
  if (file !== undefined) {
    const given = (await readNamedFile(context.stdin, file, "--secret")).toString("utf8").trim();
    if (given !== "") return given;
    throw new WakehookError("usage", "--secret: the file is empty");
  }
  const named = old["source"];
  const source = field === "secret" && typeof named === "string" ? findSource(named) : undefined;
  if (source === undefined) return newSecret(context.randomness);
  if (source.secretFrom !== "sender") return madeFor(source, context.randomness);
  throw new WakehookError("usage", `${source.title} makes the secret itself`, {
    hint: "have it make a new one, and give that: --secret FILE, or - for standard input",
  });
}

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
