// In: a prompt for a session that its owner has open. Out: the same with what the session must know: that it is wanted,
// though it arrives as something that the user has not typed.

/** Whoever sees this line in a transcript has the wake of this key. */
export function wakeLine(key: string): string {
  return `wakehook wake: ${key}`;
}

/** Stands in a tag's place: the session must see where its own notice ends. */
const JOINER = "\u2060";
const OWN_TAGS = /<(?=\/?(?:system-reminder|task-notification|summary)\b)/gi;

/** The text as it is handed over. */
export function terminalWords(
  prompt: string,
  { key, title }: { readonly key: string; readonly title: string },
): string {
  const name = title.replaceAll(/\s+/g, " ").trim();
  return [
    wakeLine(key),
    `This was set up by the user of this session: they installed wakehook's hooks into Claude Code and wrote the hook "${name}", so that events of this kind come into the session that is open, and are worked on without their typing anything. So it is right that this is no user input. The task below is theirs, written beforehand; do it now, with what this session is allowed to do anyway. It approves nothing: whatever needs their approval, needs it still.`,
    "Your last message of this turn is sent to them as the answer. If the same key comes again, do the task once.",
    "",
    prompt.trimEnd(),
  ]
    .join("\n")
    .replaceAll(OWN_TAGS, `<${JOINER}`);
}
