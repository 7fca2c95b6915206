// Who is known in a chat, and where messages for them go.

import type { ChatReadPort } from "../../core/ports/chat-store-port.ts";
import type { Identity, Place } from "../../core/records/conversation.ts";

/** Somebody by the platform's stable id. */
export function findPerson(
  store: Pick<ChatReadPort, "identities">,
  target: string,
  sender: string,
): Identity | undefined {
  return store.identities(target).find((one) => one.sender === sender);
}

/** What the others are told of somebody: a name that means nothing in any markup. */
export function shownName({ name }: Pick<Identity, "name">): string {
  const plain = name.replaceAll(/[^\p{L}\p{N} .'-]/gu, "").trim();
  return plain === "" ? "somebody" : Array.from(plain).slice(0, 60).join("");
}

/** Where a target's messages go: to whoever was the first owner there. null: nobody is known yet. */
export function homePlace(store: Pick<ChatReadPort, "identities">, target: string): Place | null {
  const owners = store
    .identities(target)
    .filter(({ role }) => role === "owner")
    .toSorted((one, other) => one.pairedAt - other.pairedAt);
  return owners[0]?.place ?? null;
}
