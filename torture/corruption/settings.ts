// The owner's files are damaged while the daemon runs, and before it starts.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { aHook, openHome, type DaemonHome, type LiveChild } from "../../test/e2e/open-home.ts";
import { call } from "../disk/disk-home.ts";
import type { Row, TortureContext } from "../part.ts";
import {
  CONFIG_DAMAGES,
  HOOKS_DAMAGES,
  putDamage,
  type SettingsDamage,
} from "./settings-damages.ts";

interface Settings {
  readonly name: "webhooks.json" | "config.json";
  readonly damages: readonly SettingsDamage[];
}

const FILES: readonly Settings[] = [
  { name: "webhooks.json", damages: HOOKS_DAMAGES },
  { name: "config.json", damages: CONFIG_DAMAGES },
];
/** In a short run only some are tried: while it runs, and at a start, where each is a process of its own. */
const STEPS = { short: { running: 3, starting: 19 }, long: { running: 1, starting: 1 } };
const START_MS = 8000;
/** A byte order mark, CRLF. */
const MOST_UNDERSTOOD = 2;

/** Two rows for each file. */
export async function settingsRows(context: TortureContext): Promise<Row[]> {
  const rows = FILES.map(async (settings) => [
    await whileRunning(context, settings),
    await atStart(context, settings),
  ]);
  return (await Promise.all(rows)).flat();
}

async function openSettingsHome(context: TortureContext): Promise<DaemonHome> {
  const home = await openHome({ hooks: [aHook("filtered", { events: ["wanted"], to: [] })] });
  context.after(() => home.close());
  return home;
}

function fileOf({ paths }: DaemonHome, name: Settings["name"]): string {
  return name === "webhooks.json" ? paths.hooksFile : paths.configFile;
}

async function whileRunning(context: TortureContext, settings: Settings): Promise<Row> {
  const { name } = settings;
  const { running } = STEPS[context.scale];
  const damages = settings.damages.filter((_, at) => at % running === 0);
  const home = await openSettingsHome(context);
  const daemon = await home.spawn();
  const file = fileOf(home, name);
  const good = readFileSync(file, "utf8");
  const wrong: string[] = [];
  let said = 0;
  for (const damage of damages) {
    putDamage(file, damage, good);
    await daemon.admin("POST", "/reload");
    const problems = await problemsOf(daemon);
    const { status } = await daemon.post("filtered", { damage: damage.name });
    if (problems > 0) said += 1;
    // Understood as it stands, or said and the last good one in force: the sender sees no difference.
    if (status !== 202) wrong.push(`${damage.name}: ${status}`);
    rmSync(file, { recursive: true, force: true });
    writeFileSync(file, good, { mode: 0o600 });
    await daemon.admin("POST", "/reload");
    if ((await problemsOf(daemon)) > 0) wrong.push(`${damage.name}: not mended`);
  }
  await daemon.kill("SIGTERM");
  const logged = readFileSync(home.paths.logFile, "utf8").split("the settings have a problem");
  const understood = damages.length - said;
  if (understood > MOST_UNDERSTOOD) wrong.push(`${understood} were taken for good`);
  if (logged.length - 1 < said) wrong.push(`${logged.length - 1} of ${said} logged`);
  return {
    fault: `${name} is damaged while the daemon runs`,
    times: damages.length,
    promised: "said (log, status), and the last good one stays in force; mended, it goes on",
    seen: `${said} said, ${understood} understood as they stand; ${words(wrong)}`,
    kept: wrong.length === 0,
  };
}

async function atStart(context: TortureContext, { name, damages }: Settings): Promise<Row> {
  const home = await openSettingsHome(context);
  const file = fileOf(home, name);
  const good = readFileSync(file, "utf8");
  const tried = damages.filter(({ onlyRunning }) => onlyRunning !== true);
  const { starting } = STEPS[context.scale];
  const some = tried.filter((_, at) => at % starting === 0);
  const wrong: string[] = [];
  let refused = 0;
  for (const damage of some) {
    putDamage(file, damage, good);
    const seen = name === "config.json" ? await startRefused(home) : await startHeld(home);
    if (seen === "said") refused += 1;
    else if (seen !== "understood") wrong.push(`${damage.name}: ${seen}`);
    if (seen === "said" && call(home, ["doctor"]).code === 0)
      wrong.push(`${damage.name}: doctor finds nothing`);
  }
  return {
    fault: `${name} is damaged before a start`,
    times: some.length,
    promised:
      name === "config.json"
        ? "the start is refused with the file's name; doctor says why"
        : "senders get 503 hook_invalid, never 404, or no start; doctor says why",
    seen: `${refused} so, ${some.length - refused - wrong.length} understood as they stand; ${words(wrong)}`,
    kept: wrong.length === 0 && refused > 0,
  };
}

async function startRefused(home: DaemonHome): Promise<string> {
  const end = await home.runToItsEnd({ killAfterMs: START_MS });
  if (end.signal === "SIGKILL" && end.stdout.includes("127.0.0.1")) return "understood";
  const isSaid = /settings_invalid|permissions_too_wide/.test(end.stdout);
  return end.code === 3 && isSaid && end.stdout.includes("config.json")
    ? "said"
    : `exit ${end.code} ${end.stdout.slice(0, 80)}`;
}

async function startHeld(home: DaemonHome): Promise<string> {
  const daemon = await home.spawn().catch(() => null);
  if (daemon === null) return refusedWords(home);
  const { status, answer } = await daemon.post("filtered", {});
  const problems = await problemsOf(daemon);
  await daemon.kill("SIGKILL");
  await daemon.close();
  if (status === 202) return problems === 0 ? "understood" : "said";
  return status === 503 && answer["error"] === "hook_invalid" && problems > 0
    ? "said"
    : `${status} ${JSON.stringify(answer)}`;
}

/** A device in the file's place is open to everybody: that is refused. */
async function refusedWords(home: DaemonHome): Promise<string> {
  const { code, stdout } = await home.runToItsEnd({ killAfterMs: START_MS });
  return code === 3 && stdout.includes("webhooks.json") ? "said" : `exit ${code} ${stdout}`;
}

async function problemsOf(daemon: LiveChild): Promise<number> {
  const response = await daemon.admin("GET", "/status");
  const { problems } = (await response.json()) as { problems: { level: string }[] };
  return problems.filter(({ level }) => level === "error").length;
}

function words(wrong: readonly string[]): string {
  return wrong.length === 0 ? "none wrong" : `WRONG ${wrong.slice(0, 4).join("; ")}`;
}
