// Pairing, as the owner sees it: a code and a QR on the terminal, until somebody has sent the code to the bot.

import { renderUnicodeCompact } from "uqr";
import type { Identity } from "../../core/records/conversation.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { AdminClient } from "../daemon/admin-client.ts";
import { sleep } from "../daemon/sleep.ts";
import type { CommandContext } from "../command.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { readChannels, type WireChannel } from "./read-channels.ts";

interface Window {
  readonly code: string;
  readonly link: string | null;
  readonly words: string;
  readonly expires_at: number;
}

type Context = Pick<CommandContext, "clock" | "out" | "untilStopped">;

const LOOK_EVERY_MS = 1000;
/** A chat that was written a moment ago is being connected. */
const CONNECT_MS = 20_000;

/**
 * Opens the window and waits until somebody is paired; with --json it only prints the code.
 * @throws WakehookError `refused` where the chat is not connected, or nobody came in time.
 */
export async function pairOnTerminal(
  context: Context,
  admin: AdminClient,
  { name, role }: { readonly name: string; readonly role: Identity["role"] },
): Promise<void> {
  const { out, clock } = context;
  await connected(context, admin, name);
  const before = await peopleOf(admin, name);
  const begun = clock.now();
  const window = (await admin.post(`/channels/${encodeURIComponent(name)}/pair`, {
    role,
  })) as Window;
  if (out.json) return out.result({ target: name, role, ...window }, () => []);
  out.lines(windowLines(window));
  out.notice("waiting until it was sent (10 minutes; Ctrl-C leaves the window open) ...");
  const stopped = context.untilStopped();
  while (!stopped.aborted && clock.now() < window.expires_at) {
    await sleep(clock, LOOK_EVERY_MS, stopped);
    const now = await peopleOf(admin, name);
    const known = now.find(
      (one) =>
        one.paired_at >= begun &&
        !before.some((was) => was.sender === one.sender && was.paired_at === one.paired_at),
    );
    if (known === undefined) continue;
    out.lines([`paired: ${printableLine(known.name)} is ${known.role} on ${name}`]);
    return;
  }
  if (stopped.aborted) return;
  throw new WakehookError("refused", `nobody has sent the code to ${name}`, {
    hint: `try again: wakehook channel pair ${name}`,
  });
}

function windowLines({ code, link, words }: Window): string[] {
  const shown = link === null ? [] : [renderUnicodeCompact(link), "", link, ""];
  return [
    ...shown,
    ...printable(words).split("\n"),
    "",
    `code: ${code.slice(0, 4)} ${code.slice(4)}`,
  ];
}

async function connected({ clock }: Context, admin: AdminClient, name: string): Promise<void> {
  const until = clock.now() + CONNECT_MS;
  for (;;) {
    const found = (await readChannels(admin)).find(({ target }) => target === name);
    if (found?.health.state !== "connecting" || clock.now() >= until) return;
    await sleep(clock, LOOK_EVERY_MS / 4);
  }
}

async function peopleOf(admin: AdminClient, name: string): Promise<WireChannel["people"]> {
  return (await readChannels(admin)).find(({ target }) => target === name)?.people ?? [];
}
