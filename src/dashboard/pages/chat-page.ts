// Conversations with agents, what is said in them, and cards that wait for the owner's word.

import type { WireConversation, WireMessage, WireTurn } from "../../core/wire/wire-chat.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import { when } from "../words.ts";
import { cut } from "./delivery-row.ts";
import { markdown } from "./markdown.ts";

/** A conversation of the list. */
export type ListedConversation = WireConversation & {
  readonly going: WireTurn | null;
  readonly unread?: number;
};

/** What the page shows. */
export interface ChatFacts {
  /** null: the chat itself, beside its conversations. */
  readonly chosen: ListedConversation | null;
  readonly conversations: readonly ListedConversation[];
  /** Oldest first. */
  readonly messages: readonly WireMessage[];
  readonly cards: readonly WireMessage[];
  /** Names what is about to be said, so that it is not said twice. */
  readonly nextId: string;
}

/** The Chat page. */
export function chatPage(view: View, facts: ChatFacts): Markup {
  const { chosen, conversations, messages, cards, nextId } = facts;
  return html`<div class="head"><h1>Chat</h1></div>
    <div class="chat">
      <nav aria-label="Conversations" id="conversations" data-live="chat">
        <ul>
          <li>
            <a href="/chat" ${chosen === null ? html`aria-current="page"` : null}>Everything</a>
          </li>
          ${conversations.map((one) => conversationEntry(one, chosen))}
        </ul>
      </nav>
      <div>
        <div id="cards" data-live="chat">${cards.map((one) => cardPart(view, one))}</div>
        <div
          id="talk"
          class="talk"
          data-live="chat"
          tabindex="0"
          role="log"
          aria-label="What was said"
        >
          <ol>
            ${messages.map((one) => messagePart(view, one))} ${going(chosen)}
          </ol>
        </div>
        ${messages.length === 0 ? html`<p class="empty">Nothing was said here yet.</p>` : null}
        <form method="post" action="/chat" class="say">
          ${csrfField(view)} <input type="hidden" name="id" value="${nextId}" />
          <input type="hidden" name="conversation_id" value="${chosen?.id ?? ""}" />
          <label for="text">Your words</label>
          <textarea id="text" name="text" rows="3" required data-submit="ctrl-enter"></textarea>
          <button>Say it</button>
        </form>
      </div>
    </div>`;
}

function conversationEntry(one: ListedConversation, chosen: ListedConversation | null): Markup {
  return html`<li>
    <a
      href="/chat?conversation=${one.id}"
      ${one.id === chosen?.id ? html`aria-current="page"` : null}
      ><bdi>${cut(one.title === "" ? (one.entity ?? one.agent) : one.title, 60)}</bdi>
      <span class="sub">${one.agent}${one.going === null ? null : ", at work"}</span></a
    >
  </li>`;
}

function messagePart(view: View, one: WireMessage): Markup {
  return html`<li class="said ${one.author}">
    <span class="sub">${one.author} ${when(one.created_at, view)} ${linkOf(one)}</span>
    ${markdown(one.text)}
  </li>`;
}

function linkOf({ delivery_id: id }: WireMessage): Part {
  return id === null ? null : html`<a href="/deliveries/${id}">its delivery</a>`;
}

function cardPart(view: View, one: WireMessage): Part {
  const { card } = one;
  if (card === null || card.decided !== null) return null;
  return html`<form method="post" action="/cards/${card.token}" class="part card">
    ${csrfField(view)}
    <span class="sub">waits for your word ${when(one.created_at, view)} ${linkOf(one)}</span>
    ${markdown(one.text)}
    <span class="actions">
      ${card.buttons.map(
        ({ verb, label }) =>
          html`<button name="verb" value="${verb}" class="${verb}">${label}</button>`,
      )}
    </span>
  </form>`;
}

function going(chosen: ListedConversation | null): Part {
  if (chosen?.going == null) return null;
  return html`<li class="said agent">
    <span class="mark busy">${chosen.agent} is at work</span>
  </li>`;
}
