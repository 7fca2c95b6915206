// What wakehook's own hook programs in agent sessions send.

import { name, number, orNull, words } from "../body-fields.ts";
import { oneOf } from "../field.ts";

const count = (meaning: string) => number(meaning, 0, Number.MAX_SAFE_INTEGER);

const SESSION = {
  folder: words("where the session was started"),
  transcript: orNull(words("the file that the agent writes down what is said in")),
  pid: number("the agent's process", 1, Number.MAX_SAFE_INTEGER),
  at: count("when the hook program was started, epoch milliseconds: the last word counts"),
} as const;

/** What happens in a session. */
export const TELL_TERMINAL = {
  ...SESSION,
  kind: oneOf("busy: a turn begins; idle: it has ended; end: the session has", [
    "busy",
    "idle",
    "end",
  ]),
  key: orNull(words("with busy: the key of the wake that the turn begins with")),
  prompt_id: orNull(words("the agent's id of the turn")),
  reply: orNull(words("with idle: the last words of the turn")),
  fault: orNull(words("with idle: why the turn failed")),
} as const;

/** A hook program that waits for a wake. */
export const WAIT_TERMINAL = {
  ...SESSION,
  waiter: words("its own id"),
  state: oneOf("how the session is", ["idle", "busy"]),
  state_at: count("since when, epoch milliseconds"),
} as const;

/** A hook program that is about to hand a wake over. */
export const TAKE_TERMINAL = {
  waiter: name("its own id"),
  key: name("the key that came with the text"),
} as const;
