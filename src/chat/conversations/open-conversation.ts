// In: who speaks, where, and about what. Out: the one conversation that takes it. Its agent, folder and account never
// change: where they would have to, another one begins, and is told what was said.

import { createHash } from "node:crypto";
import type { Conversation, ConversationKey } from "../../core/records/conversation.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { RunId } from "../../core/records/ids.ts";
import { newConversationId } from "../../system/randomness.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";

/** Where a conversation takes place. */
export interface Whereabouts extends ConversationKey {
  /** A real path. */
  readonly folder: string;
  readonly title: string;
}

const LONGEST_ENTITY = 200;
const LONGEST_TITLE = 200;

/** The open conversation, or a new one. @throws WakehookError `storage_unavailable`. */
export function openConversation(
  { store, clock, randomness }: Pick<ConversationsDeps, "store" | "clock" | "randomness">,
  { folder, title, ...key }: Whereabouts,
): Conversation {
  const at = clock.now();
  const account = accountOf(key);
  const open = store.openConversation(key);
  if (open?.folder === folder && open.account === account) return open;
  if (open !== null) store.closeConversation(open.id, at);
  return store.startConversation({
    ...key,
    id: newConversationId(at, randomness),
    account,
    folder,
    title: title.slice(0, LONGEST_TITLE).toWellFormed(),
    at,
    summary: open?.summary ?? "",
  });
}

/**
 * What a hook's conversation is about, by its `session`; null: the owner's own. What a sender can write never names
 * another conversation than of its own kind: of the same preset, or for a hook without one, of this hook.
 */
export function entityOfHook(
  hook: Pick<Hook, "id" | "session" | "source">,
  { entity }: Pick<Delivery, "entity">,
  runId: RunId,
): string | null {
  if (hook.session === "chat") return null;
  // An event about nothing has nothing to go on with.
  if (hook.session === "new" || entity === null) return `new/${runId}`;
  const kind = hook.source === "generic" ? `hook/${hook.id}` : hook.source;
  return fitting(`${kind}:${entity}`);
}

/** Of a long one its beginning and what tells it from all others that begin so. */
function fitting(entity: string): string {
  if (entity.length <= LONGEST_ENTITY) return entity.toWellFormed();
  const hash = createHash("sha256").update(Buffer.from(entity, "utf16le")).digest("hex");
  return `${entity.slice(0, LONGEST_ENTITY - hash.length - 1).toWellFormed()}~${hash}`;
}

/** The login of an agent: the environment of all its runs is the same. */
function accountOf({ agent }: ConversationKey): string {
  return agent;
}
