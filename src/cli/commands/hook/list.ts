import { pauseOf } from "../../../core/admission/explain-pause.ts";
import type { HookHistory } from "../../../core/ports/ledger-read-port.ts";
import type { HookId } from "../../../core/records/ids.ts";
import type { Problem } from "../../../core/settings/problem.ts";
import type { LoadedHook, LoadedRoute } from "../../../core/settings/settings.ts";
import { wireHistory, wireProblem } from "../../../core/wire/wire.ts";
import { HOOKS_NAME } from "../../../settings/check/finding.ts";
import { columns } from "../../terminal/columns.ts";
import type { Command } from "../../command.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { secretAgesOf } from "../../records/secret-ages.ts";
import type { Output } from "../../terminal/output.ts";
import { printableLine } from "../../terminal/printable.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { errorsOf } from "../../../settings/edit/refused-change.ts";
import { readOwnerSettings } from "../../settings/read-owner-settings.ts";
import { statusStyle } from "../../records/record-lines.ts";
import { ago } from "../../terminal/when.ts";

interface Row {
  readonly loaded: LoadedHook;
  readonly history: HookHistory | null;
  /** Epoch milliseconds; null: there is none, or the daemon has not seen it yet. */
  readonly secretSetAt: number | null;
  /** By a pause of its own, or of everything. */
  readonly paused: boolean;
}

/** `wakehook hook list`. */
export const hookList: Command = {
  details: "Errors of the settings files are listed below the hooks; `hook check` has the rest.",
  examples: ["wakehook hook list", "wakehook hook list --json | jq '.hooks[].id'"],
  async run(context) {
    const { paths, out, clock } = context;
    const settings = await readOwnerSettings(context);
    const ages = await secretAgesOf(paths, settings);
    const {
      histories = [],
      pauses = [],
      setAt = new Map<HookId, number>(),
    } = (await readLedger(paths, (ledger) => ({
      histories: ledger.hookHistory(),
      pauses: ledger.pauses(),
      setAt: ages(ledger),
    }))) ?? {};
    const rows = [...settings.hooks.values()].map((loaded) => ({
      loaded,
      history: histories.find(({ hookId }) => hookId === loaded.id) ?? null,
      secretSetAt: setAt.get(loaded.id) ?? null,
      paused: pauseOf({ hookId: loaded.id, entity: null }, pauses) !== null,
    }));
    const routes = [...(settings.routes?.values() ?? [])];
    // Those of a hook stand with it.
    const ofHooks = new Set(
      [...rows.map(({ loaded }) => loaded), ...routes].flatMap((one) => one.problems),
    );
    const wire = {
      hooks: rows.map(wireRow),
      routes: routes.map(wireRoute),
      problems: settings.problems.filter((one) => !ofHooks.has(one)).map(wireProblem),
    };
    const isReadable = rows.length > 0 || !settings.problems.some(isFileError);
    out.result(wire, () =>
      isReadable
        ? [...table(rows, out, clock.now()), ...routeTable(routes, out)]
        : ["no hooks can be read"],
    );
    for (const problem of errorsOf(settings.problems)) out.notice(problemLine(problem, out));
    if (!isReadable)
      out.notice("a running daemon goes on with the hooks that it had loaded before");
    else if (rows.length === 0) out.notice("add one with: wakehook hook add");
  },
};

/** webhooks.json as a whole cannot be read. */
function isFileError({ level, file, entry }: Problem): boolean {
  return level === "error" && file === HOOKS_NAME && entry === undefined;
}

function wireRow({ loaded, history, secretSetAt, paused }: Row) {
  const { id, state, hook, problems } = loaded;
  return {
    id,
    state,
    title: hook?.title ?? null,
    mode: hook?.mode ?? null,
    source: hook?.source ?? null,
    enabled: hook?.enabled ?? null,
    paused,
    secret_set_at: secretSetAt,
    history: history === null ? null : wireHistory(history),
    problems: problems.map(wireProblem),
  };
}

function table(rows: readonly Row[], out: Output, now: number): string[] {
  if (rows.length === 0) return ["no hooks"];
  const head = ["HOOK", "SOURCE", "MODE", "HEALTH", "DELIVERIES", "WAITING", "LAST", "STATUS"];
  const lines = rows.map(({ loaded, history, paused }) => [
    loaded.id,
    printableLine(loaded.hook?.source ?? "-", 30),
    printableLine(loaded.hook?.mode ?? "-", 30),
    health(loaded, paused),
    String(history?.deliveries ?? 0),
    String(history?.waiting ?? 0),
    history?.lastReceivedAt == null ? "never" : ago(history.lastReceivedAt, now),
    printableLine(history?.lastStatus ?? "-"),
  ]);
  return columns([head, ...lines], (text, row, column) => {
    if (row === 0) return out.style("dim", text);
    if (column === 3) return out.style(HEALTH_STYLES[text] ?? "red", text);
    return column === 7 && text !== "-" ? out.style(statusStyle(text), text) : text;
  });
}

function wireRoute({ id, state, route, problems }: LoadedRoute) {
  return {
    id,
    state,
    title: route?.title ?? null,
    enabled: route?.enabled ?? null,
    route: route?.route ?? [],
    problems: problems.map(wireProblem),
  };
}

function routeTable(routes: readonly LoadedRoute[], out: Output): string[] {
  if (routes.length === 0) return [];
  const lines = routes.map(({ id, state, route }) => [
    id,
    printableLine(route?.route.join(", ") ?? "-", 200),
    state !== "valid" ? "has an error" : route?.enabled === false ? "switched off" : "ok",
  ]);
  return [
    "",
    ...columns([["ROUTE", "SERVES", "HEALTH"], ...lines], (text, row, column) => {
      if (row === 0) return out.style("dim", text);
      return column === 2 ? out.style(HEALTH_STYLES[text] ?? "red", text) : text;
    }),
  ];
}

const HEALTH_STYLES: Readonly<Record<string, "green" | "yellow">> = {
  ok: "green",
  "switched off": "yellow",
  paused: "yellow",
  warnings: "yellow",
};

function health({ state, hook, problems }: LoadedHook, paused: boolean): string {
  if (state !== "valid") return "has an error";
  if (hook?.enabled === false) return "switched off";
  if (paused) return "paused";
  return problems.some(({ level }) => level === "warning") ? "warnings" : "ok";
}
