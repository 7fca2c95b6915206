// In: the messages that the owner names, one by one or all of one sink. Out: the daemon was told about each.

import { WakehookError } from "../../core/records/errors.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { entryNumber } from "./find-entry.ts";

/** What becomes of them, as the admin API calls it, and in words. */
export interface MessageChange {
  readonly verb: "retry" | "discard";
  readonly done: string;
}

/** Tells the daemon. @throws WakehookError `usage`, `not_found`, `refused`, `daemon_unreachable`. */
export async function changeMessages(
  { paths, out }: CommandContext,
  input: Input,
  { verb, done }: MessageChange,
): Promise<void> {
  const sink = input.text("sink");
  const typed = input.rest(0);
  if ((sink === undefined) === (typed.length === 0))
    throw new WakehookError("usage", "name messages, or all of one with --sink", {
      hint: `wakehook outbox ${verb} 12 13, or: wakehook outbox ${verb} --sink subscription:ID`,
    });
  const admin = await connectAdmin(paths);
  if (sink !== undefined) {
    const answer = await admin.post(`/outbox/${verb}`, { sink });
    const count = Object.values(answer as Record<string, number>)[0] ?? 0;
    return out.result(answer, () => [
      `${count} ${count === 1 ? "message" : "messages"} for ${sink}: ${done}`,
    ]);
  }
  const answers: unknown[] = [];
  for (const one of typed)
    answers.push(await admin.post(`/outbox/${await entryNumber(paths, one)}/${verb}`));
  out.result(answers, () => typed.map((one) => `${one}: ${done}`));
}
