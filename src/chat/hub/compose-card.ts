// What the owner is asked: the report of a held delivery, the prompt as it would run, and the buttons.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { isAgentsWork } from "../../core/admission/hook-providers.ts";
import type { Card, MessageFile } from "../../core/records/conversation.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import { escapeMarkdown } from "../../core/text/escape-markdown.ts";
import type { MessageId } from "../../core/records/ids.ts";
import { PREVIEW_BOUNDARY, PREVIEW_MARK } from "../../core/text/render-prompt.ts";
import type { RunPlan } from "../../core/admission/run-plan.ts";
import { renderRunInput } from "../../system/run-input.ts";
import { buttonsOf } from "./card-kinds.ts";
import type { HubDeps } from "./hub-deps.ts";

/** What a card needs. */
export type ComposeDeps = Pick<
  HubDeps,
  "ledger" | "dispatcher" | "findSource" | "mask" | "home" | "randomness" | "settings"
>;

/** What a delivery would do. */
interface Description {
  readonly text: string;
  readonly prompt: string | null;
  /** An agent of wakehook's own would run, as far as is known. */
  readonly isAgents: boolean;
}

/** The part of a message below its report. */
export interface ComposedCard {
  readonly text: string;
  readonly card: Omit<Card, "decided">;
  readonly files: readonly MessageFile[];
}

/** Below the home folder: files of messages, a folder for each message. */
export const FILES_FOLDER = "chat";
/** Characters of a prompt in the message itself; a longer one is a file, too. */
const LONGEST_PROMPT = 1200;
const TOKEN_BYTES = 16;

/** Asks about a delivery, where it is held for something that is asked about. */
export async function composeCard(
  deps: ComposeDeps,
  delivery: Delivery,
  messageId: MessageId,
): Promise<ComposedCard | null> {
  const buttons = delivery.state === "held" ? buttonsOf(delivery.status) : [];
  if (buttons.length === 0) return null;
  const { text, prompt, isAgents } = await describe(deps, delivery);
  const isLong = prompt !== null && prompt.length > LONGEST_PROMPT;
  return {
    text: prompt === null ? text : `${text}\n\n${fenced(shorten(prompt))}`,
    files: isLong ? [await writePrompt(deps, messageId, prompt)] : [],
    card: {
      token: deps.randomness.bytes(TOKEN_BYTES).toString("base64url"),
      deliveryId: delivery.id,
      // Nobody else than an agent of wakehook's own would keep to it.
      buttons: buttons.filter(({ verb }) => verb !== "read_only" || isAgents),
    },
  };
}

async function describe(deps: ComposeDeps, delivery: Delivery): Promise<Description> {
  try {
    const plan = deps.dispatcher().preview(delivery.id);
    const isAgents = isAgentsWork(plan.hook, deps.settings().config);
    const input = await renderRunInput(deps.home, {
      hook: plan.hook,
      delivery,
      content: deps.ledger.content(delivery.id) ?? { headers: [], body: null },
      source: deps.findSource(delivery.source),
      boundary: PREVIEW_BOUNDARY,
      mark: PREVIEW_MARK,
    });
    const text = planText(plan);
    if (input === null) return { text, prompt: null, isAgents };
    if (input.ok) return { text, prompt: deps.mask(input.text), isAgents };
    return { text: `${text}\n\n${escapeMarkdown(input.reason)}`, prompt: null, isAgents };
  } catch (thrown) {
    const error = toError(thrown);
    if (!(error instanceof WakehookError)) throw error;
    return { text: escapeMarkdown(error.message), prompt: null, isAgents: true };
  }
}

function planText({ hook, agent, folder, trust }: RunPlan): string {
  const facts = [
    agent ?? hook.mode,
    ...(hook.mode === "cron_task" || hook.mode === "wake" ? [hook.permission] : []),
    ...(folder === null ? [] : [folder]),
    ...(trust === null ? [] : [trust.reason]),
  ];
  return `It would run as: ${facts.map((fact) => escapeMarkdown(fact)).join(" · ")}`;
}

/** A fence that nothing in the text can close. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function shorten(prompt: string): string {
  if (prompt.length <= LONGEST_PROMPT) return prompt;
  const left = prompt.length - LONGEST_PROMPT;
  return `${prompt.slice(0, LONGEST_PROMPT).toWellFormed()}\n[${left} more characters in the file]`;
}

async function writePrompt(
  { home }: ComposeDeps,
  messageId: MessageId,
  prompt: string,
): Promise<MessageFile> {
  const folder = path.join(FILES_FOLDER, messageId);
  await mkdir(path.join(home, folder), { recursive: true, mode: 0o700 });
  const file = path.join(folder, "prompt.md");
  await writeFile(path.join(home, file), prompt, { mode: 0o600 });
  return { name: "prompt.md", path: file };
}
