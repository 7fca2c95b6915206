// In: a delivery, its hook and the owner's message_template. Out: the message as a target gets it. Nobody has to
// understand markers here: it is for a person, and what a sender wrote is only kept from acting on a chat.

import { wellFormed, withoutMentions } from "./defuse.ts";
import { fitPieces, type Piece } from "./fit.ts";
import type { Hook } from "../settings/hook.ts";
import { showControls } from "./show-controls.ts";
import { expandTemplate } from "./template.ts";
import { templateContext, type KnownDelivery } from "./template-context.ts";

/** Longest message in UTF-8 bytes. */
const MESSAGE_LIMIT_BYTES = 65_536;

/** What a message is rendered from. */
export interface MessageRendering extends KnownDelivery {
  readonly hook: Pick<Hook, "title" | "messageTemplate">;
}

/** The message, or why there is none. */
export type RenderedMessage =
  | { readonly ok: true; readonly text: string; readonly missing: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Renders the message of a delivery. It never begins with a sender's words, which a chat could take for a command:
 * where the template does, the hook's title stands before it.
 */
export function renderMessage(rendering: MessageRendering): RenderedMessage {
  const { messageTemplate, title } = rendering.hook;
  if (messageTemplate === undefined || messageTemplate.trim() === "")
    return { ok: false, reason: "no message: set message_template" };
  const known = templateContext(rendering);
  if (!known.ok) return known;
  const { pieces, missing } = expandTemplate(messageTemplate, known.context);
  const harmless = pieces.map(withoutPower);
  const first = harmless.find(({ text }) => text.trim() !== "");
  const name: Piece = { kind: "own", text: `${title.replaceAll(/\s+/gu, " ").trim()}: ` };
  const whole = first?.kind === "value" ? [name, ...harmless] : harmless;
  return { ok: true, text: fitPieces(whole, MESSAGE_LIMIT_BYTES), missing };
}

function withoutPower({ kind, text }: Piece): Piece {
  if (kind === "own") return { kind, text: wellFormed(text) };
  return { kind, text: withoutMentions(showControls(wellFormed(text))) };
}
