// Whether a part stands in the chat although its answer got lost: Slack knows no keys of ours, so it is looked for.

import { askSlack, type SlackAnswer, type SlackCallDeps } from "./slack-api.ts";

/** Which part is looked for. */
export interface SoughtPart {
  readonly channel: string;
  /** null: in the chat itself. */
  readonly thread: string | null;
  /** The id of its first block. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** What was said since is not more than this; a thread is told from its beginning. */
const NEWEST = 200;

/** Gives `ts` where it stands there, nothing where it does not. */
export async function findPosted(
  deps: SlackCallDeps,
  { channel, thread, name, signal }: SoughtPart,
): Promise<SlackAnswer> {
  const args = { channel, limit: NEWEST, ...(thread === null ? {} : { ts: thread }) };
  const method = thread === null ? "conversations.history" : "conversations.replies";
  const answer = await askSlack(deps, { method, args, signal });
  if (!answer.ok) return answer;
  const messages = Array.isArray(answer.body["messages"]) ? answer.body["messages"] : [];
  const found = messages.find((one) => firstBlockOf(one) === name) as { ts: string } | undefined;
  return { ok: true, body: found === undefined ? {} : { ts: found.ts } };
}

function firstBlockOf(message: unknown): string | undefined {
  const { blocks } = message as { blocks?: ReadonlyArray<{ block_id?: string }> };
  return blocks?.[0]?.block_id;
}
