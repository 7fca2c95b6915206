// The dashboard's list and the API's with very many deliveries in the ledger, against the same with a thousand.

import { SEARCH_LIMITS } from "../src/admin/handlers/search-deliveries.ts";
import { openAdminDoor, type AdminDoor } from "./admin-door.ts";
import { fillDeliveries, idOfFilled, SELDOM_HOOK, SELDOM_STATUS } from "./fill-deliveries.ts";
import type { Scale } from "./scale.ts";
import { startDaemon, writeHome, type Server } from "./servers.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";

/** What one list costs. */
export interface ListCost {
  readonly name: string;
  readonly deliveries: number;
  /** The answer's time, as a multiple of the same list's with a thousand deliveries; medians in turn. */
  readonly ofFew: number;
  readonly manyMs: number;
  readonly fewMs: number;
  /** Looks through all that there is, so it has no part in the aim. */
  readonly isWhole: boolean;
  /** The answer's time, as a share of what a search allows itself; null: it is bounded by nothing but what there is. */
  readonly ofAllowed: number | null;
}

const FEW = 1000;
/** Deliveries that are older than the page far back. */
const OLDER = 200;
const TURNS = 15;
const TURNS_OF_WHOLE = 2;

interface List {
  readonly name: string;
  readonly place: keyof AdminDoor["headers"];
  readonly path: string;
  readonly isWhole?: true | undefined;
  readonly allowedMs?: number | undefined;
}

const PLACES = [
  { place: "page", path: "/" },
  { place: "api", path: "/api/v1/deliveries" },
] as const;
const QUERIES: ReadonlyArray<Omit<List, "place" | "path"> & { readonly query: string }> = [
  { name: "first page", query: "" },
  { name: "far back", query: `?before=${idOfFilled(OLDER)}` },
  { name: "of one hook in ten", query: `?hook_id=${SELDOM_HOOK}` },
  { name: "of one status in fifty", query: `?status=${SELDOM_STATUS}` },
  { name: "search that finds", query: "?search=bench" },
  { name: "filter that finds nothing", query: "?event=none", isWhole: true },
  {
    name: "search that finds nothing",
    query: "?search=nowhere",
    isWhole: true,
    allowedMs: SEARCH_LIMITS.longestMs,
  },
];
const LISTS: readonly List[] = QUERIES.flatMap(({ query, name, isWhole, allowedMs }) =>
  PLACES.map(({ place, path }) => ({
    name: `${place}, ${name}`,
    place,
    path: path + query,
    isWhole,
    allowedMs,
  })),
);

/** Measures two daemons in turn. */
export async function measureLists(stage: Stage, { deliveries }: Scale): Promise<ListCost[]> {
  const [few, many] = [await startFilled(stage, FEW), await startFilled(stage, deliveries)];
  try {
    const costs: ListCost[] = [];
    for (const list of LISTS) costs.push(await compare(list, few, many));
    return costs;
  } finally {
    await Promise.all([few.server.stop(), many.server.stop()]);
  }
}

interface Filled {
  readonly deliveries: number;
  readonly server: Server;
  readonly door: AdminDoor;
}

async function startFilled(stage: Stage, count: number): Promise<Filled> {
  const home = await stage.folder();
  await writeHome(home);
  fillDeliveries(home, count);
  const server = await startDaemon(stage, home);
  return { deliveries: count, server, door: await openAdminDoor(home) };
}

async function compare(list: List, few: Filled, many: Filled): Promise<ListCost> {
  for (const { door } of [few, many]) await timeOf(list, door);
  const turns: Array<{ readonly fewMs: number; readonly manyMs: number }> = [];
  for (let turn = 0; turn < (list.isWhole ? TURNS_OF_WHOLE : TURNS); turn += 1)
    turns.push({ fewMs: await timeOf(list, few.door), manyMs: await timeOf(list, many.door) });
  const manyMs = median(turns.map((turn) => turn.manyMs));
  return {
    name: list.name,
    deliveries: many.deliveries,
    isWhole: list.isWhole ?? false,
    ofFew: median(turns.map((turn) => turn.manyMs / turn.fewMs)),
    fewMs: median(turns.map(({ fewMs }) => fewMs)),
    manyMs,
    ofAllowed: list.allowedMs === undefined ? null : manyMs / list.allowedMs,
  };
}

async function timeOf({ place, path }: List, { url, headers }: AdminDoor): Promise<number> {
  const before = performance.now();
  const answer = await fetch(url + path, { headers: headers[place] });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`);
  return performance.now() - before;
}
