import { FEATURES } from "../../../core/settings/features.ts";
import { withPath } from "../../../core/settings/dotted-path.ts";
import { changeConfig } from "../../../settings/edit/edit-config.ts";
import { ensureHome } from "../../../settings/home.ts";
import { readSettings } from "../../../settings/read.ts";
import type { Command, CommandContext } from "../../command.ts";
import { connectAdmin, type AdminClient } from "../../daemon/admin-client.ts";
import { findDaemon } from "../../daemon/running-daemon.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { printableLine } from "../../terminal/printable.ts";
import { addTunnel } from "../../tunnels/edit-tunnels.ts";
import { readTunnels, tryTunnel } from "../../tunnels/read-tunnels.ts";
import { tunnelEntry } from "../../tunnels/tunnel-entry.ts";

type May = (question: string) => Promise<boolean>;

/** `wakehook tunnel add`. */
export const tunnelAdd: Command = {
  args: [["[name]", "what commands and `via` call it (default: relay)"]],
  options: [
    ["--url <url>", "the relay's address: wss://relay.example.org"],
    [
      "--key-file <file>",
      "the file with the key that the relay has printed; - reads standard input",
    ],
    ["--ca <file>", "a certificate that is believed beside those that all believe, in PEM"],
    ["--replace", "put it in the place of the tunnel of its name"],
    ["--yes", "turn the switch on and use the relay's public address, without asking"],
  ],
  details:
    "What is needed and not given is asked for. A key that is typed or piped goes into a file of its own, never into config.json.\nEvents then come in by a connection from here to the relay: no port is open. The switch is off until you turn it on.",
  examples: [
    "wakehook tunnel add --url wss://relay.example.org --key-file -",
    "wakehook tunnel add relay --url wss://relay.example.org --key-file ~/.relay-key --yes",
  ],
  async run(context, input) {
    const { paths, out, ask, environment } = context;
    const name = input.arg(0) ?? "relay";
    const isYes = input.flag("yes") === true;
    const may: May = async (question) =>
      isYes || (ask !== null && (await ask.confirm(question, true)));
    await ensureHome(paths);
    const { config } = await readSettings(paths, environment);
    const entry = await tunnelEntry(context, input, name);
    const wasOn = config.features.tunnel;
    const feature = !wasOn && (await may(`tunnel is off: ${FEATURES.tunnel.meaning}. Turn it on?`));
    const replace = input.flag("replace") === true;
    const problems = await addTunnel(paths, entry, { feature, replace });
    if (!out.json) out.lines([`${name} is added to config.json`]);
    for (const problem of problems) out.notice(problemLine(problem, out));
    const isOn = wasOn || feature;
    if (!isOn) out.notice("turn it on: wakehook config set features.tunnel true");
    const isRunning = (await findDaemon(paths)) !== null;
    const tried = isOn && isRunning ? await connectNow(context, { name, may }) : null;
    if (isOn && !isRunning) out.notice("it connects as soon as the daemon runs: wakehook start");
    if (out.json)
      out.result({ tunnel: name, enabled: isOn, connected: tried?.ok ?? null }, () => []);
  },
};

async function connectNow(
  context: CommandContext,
  { name, may }: { readonly name: string; readonly may: May },
): Promise<{ readonly ok: boolean }> {
  const { paths, out } = context;
  const admin = await connectAdmin(paths);
  await admin.post("/reload");
  const tried = await tryTunnel(admin, name);
  if (!tried.ok) {
    out.notice(`it is not connected yet: ${printableLine(tried.error ?? "", 500)}`);
    return tried;
  }
  if (!out.json) out.lines([`connected in ${String(Math.round(tried.milliseconds ?? 0))} ms`]);
  await offerBaseUrl(context, { admin, name, may });
  return tried;
}

/** The address that senders need is the relay's now; one that the owner wrote is not replaced without a word. */
async function offerBaseUrl(
  { paths, out, environment }: CommandContext,
  { admin, name, may }: { readonly admin: AdminClient; readonly name: string; readonly may: May },
): Promise<void> {
  const found = (await readTunnels(admin)).find(({ tunnel }) => tunnel === name);
  const offered = found?.base_url ?? null;
  const { config } = await readSettings(paths, environment);
  const now = config.webhooks.publicBaseUrl;
  if (offered === null || offered === now) return;
  const was = now === undefined ? "" : ` (it is ${now})`;
  const question = `Use ${offered} as the public address of your hooks${was}?`;
  if (!(await may(question))) {
    out.notice(`to use it: wakehook config set webhooks.public_base_url ${offered}`);
    return;
  }
  await changeConfig(paths, (before) => withPath(before, ["webhooks", "public_base_url"], offered));
  await admin.post("/reload");
  if (!out.json) out.lines([`senders reach your hooks at ${printableLine(offered)}/hooks/ID`]);
}
