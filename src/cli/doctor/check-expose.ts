// The program that makes the hooks reachable from outside. The running daemon is asked.

import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { CommandContext } from "../command.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import { askExpose, type WireExpose } from "../expose/read-expose.ts";
import { printableLine } from "../terminal/printable.ts";
import { ok, type Finding } from "./finding.ts";

const CHECK = "expose";
const LONGEST = 500;
const LEVELS = { off: "note", starting: "note", down: "warning", refused: "error" } as const;

/** Nothing where config.json names none. */
export async function checkExpose(
  { paths }: Pick<CommandContext, "paths">,
  { config }: Pick<SettingsSnapshot, "config">,
): Promise<Finding[]> {
  const { expose } = config;
  if (expose === undefined) return [];
  if ((await findDaemon(paths)) === null)
    return [{ check: CHECK, level: "note", message: `${expose.program}: started with the daemon` }];
  const status = await askExpose(await connectAdmin(paths));
  return [findingOf(status), ...aboutTheUrl(status)];
}

function findingOf({ program, state, url, detail, hint }: WireExpose): Finding {
  const words = [program ?? "nothing", url, detail].filter((word) => word !== null).join(": ");
  const message = printableLine(words, LONGEST);
  if (state === "up") return ok(CHECK, message);
  const mend = hint === null ? undefined : printableLine(hint, LONGEST);
  return { check: CHECK, level: LEVELS[state], message, hint: mend, code: "refused" };
}

/** An address that senders do not know is as good as none. */
function aboutTheUrl({ url, base_url }: WireExpose): Finding[] {
  if (url === null) return [];
  if (base_url === "kept")
    return [
      {
        check: CHECK,
        level: "warning",
        message: "webhooks.public_base_url is another address: you wrote it, so it stays",
        hint: "to let its own take that place: wakehook config set webhooks.public_base_url null",
      },
    ];
  if (base_url === "not_written")
    return [
      {
        check: CHECK,
        level: "warning",
        message: "its address could not be written into config.json",
        hint: "wakehook config check",
      },
    ];
  if (!url.endsWith(".trycloudflare.com")) return [];
  return [
    {
      check: CHECK,
      level: "note",
      message: "this address is another one at every start: senders must be told each time",
      hint: "an address that stays: docs/reach.md",
    },
  ];
}
