// In: a message. Out: it stands on the owner's phone, in parts that the server takes, with its buttons.

import { readFile } from "node:fs/promises";
import path from "node:path";
import type {
  ChannelCard,
  ChannelMessage,
  ChannelResult,
  Posting,
} from "../../core/ports/channel-port.ts";
import type { TargetOf } from "../../core/settings/target.ts";
import { wholeWords } from "../../core/text/whole-words.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import { printable } from "../text/printable.ts";
import { splitText } from "../text/split.ts";
import { plainText } from "../text/tree.ts";
import { call, resultOf, type PlatformAnswer } from "../wire/call.ts";

/** What publishing needs. */
export interface PublishDeps extends Pick<ChannelDeps, "clock" | "home"> {
  readonly target: TargetOf<"ntfy">;
}

/** What stands on one line of a phone's list of notifications is short; the server takes 4,096 bytes. */
const LIMIT_BYTES = 4000;
/** More goes as a file: each part rings. */
export const MOST_PARTS = 3;
const REST = "[the rest is in wakehook]";
/** Of the server's own words about what it did not take. */
const LONGEST_REASON = 200;
const SILENT = 2;
const USUAL = 3;

/** Publishes the parts that are missing yet. */
export async function publish(deps: PublishDeps, posting: Posting): Promise<ChannelResult> {
  const { message, refs, onPart, signal } = posting;
  const parts = partsOf(message);
  const { length } = parts;
  for (const [at, text] of parts.entries()) {
    if (at < refs.length) continue;
    const card = at === length - 1 ? message.card : null;
    const result = await publishPart(deps, { message, at, text, card, signal });
    if (!result.ok) return result;
    onPart(refOf(message, at));
  }
  for (const [at, file] of message.files.entries()) {
    if (length + at < refs.length) continue;
    const result = await publishFile(deps, { message, file, at: length + at, signal });
    if (!result.ok) return result;
    onPart(refOf(message, length + at));
  }
  return { ok: true };
}

/** Publishes the last part once more, with the same number: the phone shows it in the place of the first. */
export async function republish(deps: PublishDeps, posting: Posting): Promise<ChannelResult> {
  const { message, refs, signal } = posting;
  const parts = partsOf(message);
  const at = Math.max(0, Math.min(parts.length, refs.length - message.files.length) - 1);
  const text = parts[at] ?? REST;
  return publishPart(deps, { message, at, text, card: message.card, signal });
}

/** The texts of the parts; the last one is marked where there would have been more. */
export function partsOf({ text, card }: Pick<ChannelMessage, "text" | "card">): string[] {
  const decided = card?.decided ?? null;
  const whole = decided === null ? text : `${text}\n\n${decided}`;
  const rules = { limit: LIMIT_BYTES - REST.length, mostParts: MOST_PARTS };
  const split = splitText(whole, {
    ...rules,
    measure: (blocks) => Buffer.byteLength(plainText(blocks)),
  });
  const parts = split.parts.map((part) => printable(plainText(part)));
  if (parts.length === 0) return ["(no words)"];
  if (split.isWhole) return parts;
  return parts.map((part, at) => (at === parts.length - 1 ? `${part}\n${REST}` : part));
}

interface Part {
  readonly message: ChannelMessage;
  readonly at: number;
  readonly text: string;
  readonly card: ChannelCard | null;
  readonly signal: AbortSignal;
}

async function publishPart(deps: PublishDeps, part: Part): Promise<ChannelResult> {
  const { target, clock } = deps;
  const { message, text, card, signal } = part;
  const body = JSON.stringify({
    topic: target.topic,
    message: text,
    priority: message.silent ? SILENT : USUAL,
    ...(card === null ? {} : { actions: actionsOf(target, card) }),
  });
  const answer = await call(clock, {
    url: `${base(target)}/`,
    method: "POST",
    headers: { ...headersOf(target), "x-sequence-id": refOf(message, part.at) },
    body,
    signal,
  });
  return toResult(answer, clock.now());
}

async function publishFile(
  { target, clock, home }: PublishDeps,
  {
    message,
    file,
    at,
    signal,
  }: Pick<Part, "message" | "at" | "signal"> & { file: ChannelMessage["files"][number] },
): Promise<ChannelResult> {
  const answer = await call(clock, {
    url: `${base(target)}/${target.topic}`,
    method: "PUT",
    headers: {
      ...headersOf(target),
      "x-filename": encodeURIComponent(file.name),
      "x-priority": String(SILENT),
      "x-sequence-id": refOf(message, at),
    },
    body: await readFile(path.join(home, file.path)),
    signal,
  });
  // A server that keeps no files, or not so large ones: the message says where the file is.
  if (answer.kind === "answer" && (answer.status === 400 || answer.status === 413))
    return { ok: true };
  return toResult(answer, clock.now());
}

/** A tap sends the answer to the second topic, straight from the phone. */
function actionsOf(target: TargetOf<"ntfy">, { buttons, token, decided }: ChannelCard): object[] {
  const { replyTopic } = target;
  if (replyTopic === undefined || decided !== null) return [];
  return buttons.map(({ verb, label }) => ({
    action: "http",
    label,
    url: `${base(target)}/${replyTopic}`,
    method: "POST",
    headers: headersOf(target),
    body: `${verb}:${token}`,
    clear: true,
  }));
}

/** The parts of one message are numbered; a number that comes again replaces what stood there. */
function refOf({ key }: ChannelMessage, at: number): string {
  return `${key.replaceAll(/[^\w-]/g, "-").slice(0, 56)}-${at}`;
}

/** The server's address without the slash at its end. */
export function base({ server }: TargetOf<"ntfy">): string {
  return server.replace(/\/+$/, "");
}

/** The access token, where the server asks for one. */
export function headersOf({ token }: TargetOf<"ntfy">): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function toResult(answer: PlatformAnswer, now: number): ChannelResult {
  const body = answer.kind === "answer" ? answer.body : null;
  const { error } = (body ?? {}) as { error?: unknown };
  return resultOf(answer, typeof error === "string" ? wholeWords(error, LONGEST_REASON) : "", now);
}
