// In: what is to make the hooks reachable. Out: it is in config.json, and how the running daemon fared with it.

import { EXIT_CODES } from "../../core/records/errors.ts";
import { getPath, withPath } from "../../core/settings/dotted-path.ts";
import { changeConfig } from "../../settings/edit/edit-config.ts";
import { ensureHome } from "../../settings/home.ts";
import type { CommandContext } from "../command.ts";
import { connectAdmin, type AdminClient } from "../daemon/admin-client.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import { sleep } from "../daemon/sleep.ts";
import type { Input } from "../input.ts";
import { problemLine } from "../settings/problem-lines.ts";
import { withProgress } from "../terminal/progress.ts";
import { exposeLines } from "./lines.ts";
import { askExpose, type WireExpose } from "./read-expose.ts";

const PUBLIC_URL = ["webhooks", "public_base_url"];
const SWITCH = ["features", "tunnel"];
const LOOK_MS = 200;
/** Then it goes on without being watched. */
const LONGEST_MS = 30_000;

/** Writes it down and waits until it is up, or needs the owner. */
export async function beginToExpose(
  context: CommandContext,
  input: Input,
  expose: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { paths, out } = context;
  await ensureHome(paths);
  const given = Object.entries(expose).filter(([, value]) => value !== undefined);
  let turnsOn = false;
  const problems = await changeConfig(paths, (config) => {
    turnsOn = getPath(config, SWITCH) !== true;
    const named = withPath(withPath(config, ["expose"], Object.fromEntries(given)), SWITCH, true);
    return input.flag("replaceUrl") === true ? withPath(named, PUBLIC_URL, undefined) : named;
  });
  for (const problem of problems) out.notice(problemLine(problem, out));
  if (turnsOn) out.notice("features.tunnel is on now");
  if ((await findDaemon(paths)) === null) {
    out.result({ ...Object.fromEntries(given), running: false }, () => [
      `${String(expose["program"])} is started with the daemon: wakehook start`,
    ]);
    return EXIT_CODES.done;
  }
  const admin = await connectAdmin(paths);
  await admin.post("/reload");
  await admin.post("/expose/retry");
  const words = `waiting for ${String(expose["program"])}`;
  const status = await withProgress(context, words, () =>
    untilSettled(context, admin, String(expose["program"])),
  );
  out.result(status, () => exposeLines(status, context.clock.now()));
  return status.state === "up" ? EXIT_CODES.done : EXIT_CODES.refused;
}

/** The address is told a moment before it is written down. */
async function untilSettled(
  { clock }: Pick<CommandContext, "clock">,
  admin: AdminClient,
  program: string,
): Promise<WireExpose> {
  const end = clock.monotonic() + LONGEST_MS;
  for (;;) {
    const status = await askExpose(admin);
    const isUp = status.state === "up" && status.base_url !== null;
    const isSettled = isUp || (status.state === "refused" && status.next_try_at !== null);
    const waits = status.state === "off" || (status.state === "refused" && status.pid !== null);
    if (status.program === program && (isSettled || waits)) return status;
    if (clock.monotonic() >= end) return status;
    await sleep(clock, LOOK_MS);
  }
}
