// Numbers of messages are unique within a chat: outside it goes the chat with them.

/** What a message of Telegram is called here. */
export function refOf(chat: string, messageId: number): string {
  return `${chat}:${messageId}`;
}

/** The number of a message in its chat; null: it stands in another, or is none of Telegram's. */
export function messageIdOf(ref: string, chat: string): number | null {
  const at = ref.lastIndexOf(":");
  const id = Number(ref.slice(at + 1));
  return at > 0 && ref.slice(0, at) === chat && Number.isSafeInteger(id) && id > 0 ? id : null;
}
