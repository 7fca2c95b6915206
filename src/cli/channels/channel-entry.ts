// In: a kind of chat and what was typed or answered. Out: an entry of `targets`, whole.

import { WakehookError } from "../../core/records/errors.ts";
import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import { marksOf, mayBeAbsent, type FieldShape } from "../../core/settings/schema-fields.ts";
import { TARGET_KINDS, type ChatKind, type TargetKind } from "../../core/settings/target.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { CommandContext } from "../command.ts";

/** A chat that is somebody else's platform. */
export type PlatformKind = Exclude<ChatKind, "local">;
/** An entry as it is written. */
export type ChannelEntry = Readonly<Record<string, unknown>>;

/** Every platform there is. */
export const PLATFORMS = (Object.keys(TARGET_KINDS) as TargetKind[]).filter(isPlatform);

/** Secrets that nobody hands out: wakehook makes them. */
const MADE: Partial<Record<PlatformKind, readonly string[]>> = { ntfy: ["topic", "reply_topic"] };
const TOPIC_BYTES = 16;

/** A kind as typed. @throws WakehookError `usage`. */
export function platformOf(typed: string): PlatformKind {
  const known = PLATFORMS.find((kind) => kind === typed);
  if (known !== undefined) return known;
  if (typed === "local")
    throw new WakehookError("usage", "the local chat is there already", {
      hint: "try it: wakehook chat",
    });
  throw new WakehookError("usage", `"${typed}" is no chat platform`, {
    hint: didYouMean(nearestName(typed, PLATFORMS)) ?? `there are: ${PLATFORMS.join(", ")}`,
  });
}

/** What a kind's entry may hold beside its kind and name, as it is written. */
export function fieldsOf(kind: PlatformKind): FieldShape {
  const { name: _, ...fields } = TARGET_KINDS[kind].fields;
  return fields;
}

/** Asks for what is needed and was not given. @throws WakehookError `usage` where nobody can be asked. */
export async function channelEntry(
  context: Pick<CommandContext, "ask" | "randomness">,
  kind: PlatformKind,
  given: { readonly name: string; readonly fields: ReadonlyMap<string, string> },
): Promise<ChannelEntry> {
  const { name, fields } = given;
  const shape = fieldsOf(kind);
  const entry: Record<string, unknown> = { name, kind };
  for (const [field, text] of fields) entry[field] = typed(shape, field, text);
  for (const field of MADE[kind] ?? []) entry[field] ??= madeTopic(context.randomness);
  for (const [field, schema] of Object.entries(shape)) {
    if (entry[field] !== undefined || mayBeAbsent(schema)) continue;
    entry[field] = await askFor(context, { kind, field, schema });
  }
  return entry;
}

/** `field=value` pairs. @throws WakehookError `usage`. */
export function readPairs(typedPairs: readonly string[]): Map<string, string> {
  return new Map(
    typedPairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
      throw new WakehookError("usage", `--set "${pair}" is no setting`, {
        hint: "write it as token=file:/path, token=env:NAME or topic=NAME",
      });
    }),
  );
}

function typed(shape: FieldShape, field: string, text: string): unknown {
  if (Object.hasOwn(shape, field)) return text;
  const names = Object.keys(shape);
  throw new WakehookError("usage", `there is no field "${field}"`, {
    hint: didYouMean(nearestName(field, names)) ?? `there are: ${names.join(", ")}`,
  });
}

async function askFor(
  { ask }: Pick<CommandContext, "ask">,
  { kind, field, schema }: { kind: PlatformKind; field: string; schema: FieldShape[string] },
): Promise<string> {
  const words = schema.meta()?.description ?? field;
  if (ask === null)
    throw new WakehookError("usage", `${kind} needs its ${field}: ${words}`, {
      hint: `add --set ${field}=file:/path, or ${field}=env:NAME`,
    });
  const question = `${field} (${words}; or file:/path, env:NAME):`;
  const answer = await (marksOf(schema).secret ? ask.secret(question) : ask.text(question));
  if (answer !== "") return answer;
  throw new WakehookError("usage", `${field} is missing`);
}

/** Whoever knows it reads along: nobody guesses it. */
function madeTopic(randomness: Randomness): string {
  return `wakehook-${randomness.bytes(TOPIC_BYTES).toString("base64url").replaceAll("_", "-")}`;
}

function isPlatform(kind: TargetKind): kind is PlatformKind {
  return TARGET_KINDS[kind].isChat && kind !== "local";
}
