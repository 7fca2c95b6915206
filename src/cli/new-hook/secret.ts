// The secret of a new hook: made here or given, and what of it is stored.

import { WakehookError } from "../../core/records/errors.ts";
import type { Source } from "../../core/events/source.ts";
import { newSecret } from "../../system/randomness.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { madeFor } from "../../settings/edit/made-secret.ts";
import { readNamedFile } from "../verify/read-body.ts";
import { hashToken, isHashed, isReference } from "../../settings/edit/secret-fields.ts";

/** How a new hook's senders prove themselves, and with what. */
export interface NewSecret {
  readonly mode: "bearer" | "hmac" | "source";
  /** The field of the entry. */
  readonly field: "token" | "hmac_secret" | "secret";
  /** What is written to the file; null: the sender shows it, and the owner has not said it yet. */
  readonly stored: string | null;
  /** The secret's text; null where none, only a reference or only a hash was given. */
  readonly text: string | null;
  /** true: made here, so its owner has not seen it yet. */
  readonly made: boolean;
  /** Made for a sender that repeats a token when it checks the URL; null for others. */
  readonly verifyToken: string | null;
}

const FIELDS = { bearer: "token", hmac: "hmac_secret", source: "secret" } as const;

/**
 * Makes the secret, or takes the given one.
 * @throws WakehookError `usage`.
 */
export async function chooseSecret(
  context: CommandContext,
  input: Input,
  source: Source,
): Promise<NewSecret> {
  const asksToken = source.challenges?.some((rule) => rule.verifyToken !== undefined) ?? false;
  const verifyToken = asksToken ? newSecret(context.randomness) : null;
  return { ...(await chooseOwn(context, input, source)), verifyToken };
}

async function chooseOwn(
  context: CommandContext,
  input: Input,
  source: Source,
): Promise<Omit<NewSecret, "verifyToken">> {
  const mode = chosenMode(input, source);
  const field = FIELDS[mode];
  const given = (await givenSecret(context, input)) ?? (await shownSecret(context, input, source));
  if (given === null) {
    if (mode === "source" && source.secretFrom === "sender")
      return { mode, field, stored: null, text: null, made: false };
    const text =
      mode === "source" ? madeFor(source, context.randomness) : newSecret(context.randomness);
    return { mode, field, stored: mode === "bearer" ? hashToken(text) : text, text, made: true };
  }
  if (isReference(given) || (mode === "bearer" && isHashed(given)))
    return { mode, field, stored: given, text: null, made: false };
  const stored = mode === "bearer" ? hashToken(given) : given;
  return { mode, field, stored, text: given, made: false };
}

/** Where the sender makes the secret, its owner has it from there. */
async function shownSecret(
  { ask }: CommandContext,
  input: Input,
  source: Source,
): Promise<string | null> {
  const isAsked = source.secretFrom === "sender" && chosenMode(input, source) === "source";
  if (ask === null || !isAsked || input.flag("yes") === true) return null;
  const answer = await ask.text(`The secret that ${source.title} shows you (empty: later):`);
  return answer === "" ? null : answer;
}

function chosenMode(input: Input, source: Source): NewSecret["mode"] {
  const typed = input.text("auth");
  if (typed === "bearer" || typed === "hmac" || typed === "source") return typed;
  if (typed !== undefined)
    throw new WakehookError("usage", `--auth "${typed}" is no way to prove oneself`, {
      hint: "one of: bearer, hmac, source",
    });
  if (input.text("hmacHeader") !== undefined) return "hmac";
  return source.verifier === undefined ? "bearer" : "source";
}

async function givenSecret({ stdin }: CommandContext, input: Input): Promise<string | null> {
  const secret = input.text("secret");
  const token = input.text("token");
  if (secret !== undefined && token !== undefined)
    throw new WakehookError("usage", "--secret and --token are both given", { hint: "give one" });
  const typed = secret ?? token;
  const given =
    typed === "-" ? (await readNamedFile(stdin, "-", "--secret")).toString().trim() : typed;
  if (given === "") throw new WakehookError("usage", "the given secret is empty");
  return given ?? null;
}
