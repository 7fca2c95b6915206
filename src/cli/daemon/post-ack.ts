// In: the one-time token of a handover. Out: the daemon's answer. The admin token is not needed, and not read: whoever
// runs this is an agent that was woken.

import type { Acknowledged } from "../../core/wire/answers/control-answers.ts";
import type { Told } from "../../core/wire/answers/shapes.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { CommandContext } from "../command.ts";
import { toThrown } from "./admin-client.ts";
import { findDaemon, noDaemon } from "./running-daemon.ts";
import { toUrl } from "../../core/settings/hook-url.ts";

const ANSWER_MS = 30_000;

/** What the daemon says of a word that it took. */
export type NotedAck = Told<typeof Acknowledged>;

/** Says a bot's word. @throws WakehookError `daemon_unreachable`, `not_found`, `refused`, `usage`. */
export async function postAck(
  { paths }: Pick<CommandContext, "paths">,
  token: string,
  body: Readonly<Record<string, unknown>>,
): Promise<NotedAck> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token))
    throw new WakehookError("usage", "this is no token of a wake: they have 43 characters", {
      hint: "copy it from the prompt",
    });
  const daemon = await findDaemon(paths);
  if (daemon === null) throw noDaemon(paths);
  const response = await fetch(`${toUrl(daemon.adminAddress)}/api/v1/acks/${token}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((thrown: unknown) => {
    throw noDaemon(paths, thrown);
  });
  if (!response.ok) throw await toThrown(response);
  return (await response.json()) as NotedAck;
}
