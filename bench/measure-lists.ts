// The dashboard's list and the API's with very many deliveries in the ledger, against the same with a thousand.

import { SEARCH_LIMITS } from "../src/admin/handlers/search-deliveries.ts";
import { openAdminDoor, type AdminDoor } from "./admin-door.ts";
import { fillDeliveries, idOfFilled, ONCE, SELDOM_HOOK, SELDOM_STATUS } from "./fill-deliveries.ts";
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
  /** The longest that a question about the daemon's health waited meanwhile. */
  readonly longestWaitMs: number;
}

const FEW = 1000;
/** Deliveries that are older than the page far back. */
const OLDER = 200;
const TURNS = 15;
const TURNS_OF_WHOLE = 2;
const TURNS_OF_WAIT = 3;
const LEARNING_TRIES = 100;

interface List {
  readonly name: string;
  readonly place: keyof AdminDoor["headers"];
  readonly path: string;
  readonly isWhole?: true | undefined;
  readonly allowedMs?: number | undefined;
  /** What must stand in the answer. */
  readonly finds?: string | undefined;
}

/** The delivery that has what no other has. */
const THE_ONE = idOfFilled(5);

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
  { name: "one status in a million", query: `?status=${ONCE.status}`, finds: THE_ONE },
  { name: "one beginning of a status in fifty", query: "?status=error:*" },
  { name: "one event in a million", query: `?event=${ONCE.event}`, finds: THE_ONE },
  {
    name: "one entity in a million",
    query: `?entity=${encodeURIComponent(ONCE.entity)}`,
    finds: THE_ONE,
  },
  { name: "filter that finds nothing", query: "?event=none" },
  {
    name: "search that finds nothing",
    query: "?search=nowhere",
    isWhole: true,
    allowedMs: SEARCH_LIMITS.longestMs,
  },
];
/** Of these the pages and the API ask in different ways. */
const OTHER_LISTS: readonly List[] = [
  {
    name: "api, one task in a million",
    place: "api",
    path: "/api/v1/deliveries?tasks=1",
    finds: THE_ONE,
  },
  { name: "page, hooks", place: "page", path: "/hooks" },
  { name: "api, hooks", place: "api", path: "/api/v1/hooks" },
];
const DELIVERY_LISTS: readonly List[] = QUERIES.flatMap((list) =>
  PLACES.map(({ place, path }) =>
    Object.assign({ place }, list, { name: `${place}, ${list.name}`, path: path + list.query }),
  ),
);

/** Measures two daemons in turn. */
export async function measureLists(stage: Stage, { deliveries }: Scale): Promise<ListCost[]> {
  const [few, many] = [await startFilled(stage, FEW), await startFilled(stage, deliveries)];
  try {
    const costs: ListCost[] = [];
    // As after the first such question: the ledger has learned where what is seldom stands.
    await untilLearned(many);
    for (const list of [...DELIVERY_LISTS, ...OTHER_LISTS])
      costs.push(await compare(list, few, many));
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
    longestWaitMs: await longestWait(list, many.door),
    ofAllowed: list.allowedMs === undefined ? null : manyMs / list.allowedMs,
  };
}

/** A list that once took a walk through all, until it does so no longer. */
async function untilLearned({ door }: Filled): Promise<void> {
  const list: List = { name: "", place: "api", path: "/api/v1/deliveries?event=none" };
  const first = await timeOf(list, door);
  for (let tries = 0; tries < LEARNING_TRIES; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if ((await timeOf(list, door)) < first / 5) return;
  }
}

/** Health is asked for one after the other while lists are read. */
async function longestWait(list: List, door: AdminDoor): Promise<number> {
  const waits: number[] = [];
  const done = new AbortController();
  const asking = (async () => {
    while (!done.signal.aborted)
      waits.push(await timeOf({ ...list, path: "/health", finds: undefined }, door));
  })();
  for (let turn = 0; turn < TURNS_OF_WAIT; turn += 1) await timeOf(list, door);
  done.abort();
  await asking;
  return Math.max(...waits);
}

async function timeOf({ place, path, finds }: List, { url, headers }: AdminDoor): Promise<number> {
  const before = performance.now();
  const answer = await fetch(url + path, { headers: headers[place] });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`);
  if (finds !== undefined && !text.includes(finds))
    throw new Error(`${path} does not find ${finds}`);
  return performance.now() - before;
}
