// What Claude Code tells a hook on standard input, as far as it is needed. In: bytes that may be anything.

import type { TerminalSession } from "../../core/ports/terminals-port.ts";
import type { Environment } from "../../system/environment.ts";

/** One call of a hook. */
export interface HookInput {
  readonly session: TerminalSession;
  /** startup, resume, clear, compact; empty: it is not said. */
  readonly source: string;
  readonly promptId: string | null;
  /** The key of the wake that the turn begins with; null: the words are the owner's, and are told to nobody. */
  readonly key: string | null;
  /** The last words of the turn that has ended. */
  readonly reply: string | null;
}

const KEY = /wakehook wake: ([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/;
/** Words for a person. */
const REPLY_CHARACTERS = 200_000;

/** null: not a session that a person has open, or not what was expected. */
export function readHookInput(
  text: string,
  { environment, pid }: { readonly environment: Environment; readonly pid: number },
): HookInput | null {
  // Runs of scripts, and wakehook's own: nobody sits there, and a waiter would keep them from ending.
  const entry = environment["CLAUDE_CODE_ENTRYPOINT"] ?? "cli";
  if (entry !== "cli" || environment["WAKEHOOK_RUN_ID"] !== undefined) return null;
  const given = parse(text);
  const word = (name: string): string | null => {
    const value = given?.[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const id = word("session_id");
  const folder = environment["CLAUDE_PROJECT_DIR"] ?? word("cwd");
  if (id === null || folder === null) return null;
  return {
    session: { id, folder, pid, transcript: word("transcript_path") },
    source: word("source") ?? "",
    promptId: word("prompt_id"),
    key: KEY.exec(word("prompt") ?? "")?.[1] ?? null,
    reply: word("last_assistant_message")?.slice(0, REPLY_CHARACTERS) ?? null,
  };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
