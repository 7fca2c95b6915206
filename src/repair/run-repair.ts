// In: a repair as its row says. Out: the same, further on: every page, every delivery is written down as soon as it is
// there, so that whoever takes it up after a crash goes on where it stood.

import { nextRetryMs } from "../core/outbound/outbound-retry.ts";
import type { ListMissed, MissedTrouble } from "../core/ports/missed-port.ts";
import { idKey, isPlainId } from "../core/records/claim-key.ts";
import type { Repair, RepairItem } from "../core/records/gap.ts";
import type { Hook } from "../core/settings/hook.ts";
import { endingText, troubleText } from "./repair-text.ts";
import { handIn, repairKey } from "./hand-in.ts";
import { pause, type RepairDeps } from "./repair-deps.ts";
import { siftAttempts } from "./sift-attempts.ts";

/** One repair, its hook and who is asked. */
export interface Task {
  readonly id: number;
  readonly hook: Hook & { readonly repair: NonNullable<Hook["repair"]> };
  readonly missed: ListMissed;
  readonly signal: AbortSignal;
  /** As its row has it; kept here, so that it is not read again for every delivery. */
  readonly state: { failures: number };
}

/** true: go on. false: it waits, or has ended. */
type GoesOn = Promise<boolean>;

/** What a sender has listed beyond this is not looked at: a hook that loud has other troubles. */
export const MOST_LISTED = 50_000;
const BATCH = 100;
/** A delivery that fails so often, alone, is not waited for any longer. */
const MOST_ITEM_FAILURES = 5;
const GIVE_UP_MS = 3 * 86_400_000;
const RETRY = { firstDelayMs: 30_000, longestDelayMs: 3_600_000 };
/** What only the owner can mend is asked again this seldom; a change of the settings asks at once. */
const OWNERS_MS = 600_000;

/** Goes on with it until it has ended, waits for something, or everything stops. @throws where the ledger takes nothing. */
export async function runRepair(deps: RepairDeps, task: Task): Promise<void> {
  while (!task.signal.aborted) {
    const repair = deps.store.repair(task.id);
    if (repair === null || repair.endedAt !== null) return;
    task.state.failures = repair.failures;
    const goesOn =
      repair.state === "listing"
        ? await listPage(deps, task, repair)
        : await takeBatch(deps, task, repair);
    if (!goesOn) return;
  }
}

async function listPage(deps: RepairDeps, task: Task, repair: Repair): GoesOn {
  const { store } = deps;
  const page = await task.missed.page(repair.cursor);
  if (task.signal.aborted) return false;
  if (!page.ok) {
    if (page.isCursorGone !== true) return fail(deps, task, page);
    store.restartListing(repair.id);
    await pause(deps, task.signal);
    return true;
  }
  const source = deps.findSource(task.hook.source);
  const sifted = siftAttempts(page, { hook: task.hook, source, fromAt: repair.fromAt });
  const isTooMuch = repair.listed + sifted.listed >= MOST_LISTED;
  store.addPage(repair.id, isTooMuch ? { ...sifted, cursor: null } : sifted);
  return rest(deps, task, page.waitMs);
}

async function takeBatch(deps: RepairDeps, task: Task, repair: Repair): GoesOn {
  const items = deps.store.repairItems(repair.id, { state: "waiting", limit: BATCH });
  if (items.length === 0) return end(deps, task, repair);
  for (const item of items) if (!(await take(deps, task, item))) return false;
  return true;
}

/** Asked of the ledger first: what it has is not fetched. A key of the hook's own needs the payload. */
async function take(deps: RepairDeps, task: Task, item: RepairItem): GoesOn {
  const { hook, missed } = task;
  const claimed = (key: string): boolean => deps.ledger.isClaimed(hook.id, [key]);
  // Taken in by a repair: by this one before a crash, unless an earlier one has told of it.
  if (claimed(repairKey(hook.repair.kind, item.id)))
    return settle(deps, task, item, deps.store.wasTakenIn(hook.id, item.id) ? "known" : "new");
  const isAsked = hook.dedupe?.key === undefined && isPlainId(item.id);
  if (isAsked && claimed(idKey(item.id))) return settle(deps, task, item, "known");
  const fetched = await missed.fetch(item);
  if (task.signal.aborted) return false;
  if (fetched.ok === false) {
    const isStuck = fetched.isOfItem === true && task.state.failures >= MOST_ITEM_FAILURES;
    return isStuck ? askAgain(deps, task, item) : fail(deps, task, fetched);
  }
  if (fetched.ok === "gone") return askAgain(deps, task, item);
  if (fetched.ok === "lost") {
    settle(deps, task, item, "lost", fetched.word);
    return rest(deps, task, fetched.waitMs);
  }
  const { kind } = hook.repair;
  const handed = await handIn(deps.enter, fetched, {
    hookId: hook.id,
    kind,
    item,
    now: deps.clock.now(),
  });
  if (handed.kind === "later") {
    if (task.signal.aborted || handed.word === "shutting_down") return false;
    const word = `a delivery could not be taken in now: ${handed.word}`;
    return fail(deps, task, { ok: false, word, isOwners: false });
  }
  settle(deps, task, item, handed.kind, "word" in handed ? handed.word : undefined);
  return rest(deps, task, fetched.waitMs);
}

/** Its payload is not to be had: its sender may send it again, which comes in like any other request. */
async function askAgain(deps: RepairDeps, task: Task, item: RepairItem): GoesOn {
  const { maxAge } = task.hook;
  const ageMs = deps.clock.now() - item.sentAt;
  if (maxAge !== undefined && ageMs > maxAge * 1000) {
    const word = "its payload is not to be had, and it is older than max_age";
    return settle(deps, task, item, "lost", word);
  }
  const asked = await task.missed.redeliver(item);
  if (task.signal.aborted) return false;
  if (asked.ok === false) return fail(deps, task, asked);
  if (asked.ok === "lost") settle(deps, task, item, "lost", asked.word);
  else settle(deps, task, item, "asked");
  return rest(deps, task, asked.waitMs);
}

function settle(
  { store }: RepairDeps,
  { id }: Task,
  item: RepairItem,
  ...[state, word]: [RepairItem["state"], string?]
): true {
  store.settleItem(id, item.id, state, word);
  return true;
}

/** Goes on at once, or when the sender's patience is there again. */
async function rest(deps: RepairDeps, task: Task, waitMs: number): GoesOn {
  const { store, clock } = deps;
  if (waitMs > 0) {
    const word = "its sender's rate limit is used up; it goes on by itself";
    store.postponeRepair(task.id, { nextAt: clock.now() + waitMs, failures: 0, word });
    return false;
  }
  if (task.state.failures > 0) {
    store.postponeRepair(task.id, { nextAt: clock.now(), failures: 0, word: null });
    task.state.failures = 0;
  }
  await pause(deps, task.signal);
  return true;
}

/** Later again, and not for ever. What only the owner can mend is told once. */
async function fail(deps: RepairDeps, task: Task, trouble: MissedTrouble): GoesOn {
  const { store, clock, log } = deps;
  const repair = store.repair(task.id);
  if (repair === null) return false;
  const { word, waitMs, isOwners } = trouble;
  const now = clock.now();
  log.warn("a repair could not go on", { hook: repair.hookId, repair: repair.id, reason: word });
  if (now - repair.createdAt > GIVE_UP_MS) {
    const end = { state: "given_up", at: now, word: `given up after three days: ${word}` } as const;
    store.endRepair(task.id, end, deps.noticesOf(troubleText(task.hook, end.word)));
    deps.onTold();
    return false;
  }
  const delayMs = nextRetryMs(RETRY, repair.failures, deps.randomness.fraction());
  const wait = waitMs ?? (isOwners ? Math.max(OWNERS_MS, delayMs) : delayMs);
  // Patience that is asked for is no failure.
  const failures = waitMs === undefined ? repair.failures + 1 : repair.failures;
  store.postponeRepair(task.id, { nextAt: now + wait, failures, word });
  if (isOwners) {
    const key = `repair_trouble:${task.id}`;
    if (deps.ledger.notify(key, deps.noticesOf(troubleText(task.hook, word)))) deps.onTold();
  }
  return false;
}

/** One message about all of them, where there is something to tell. */
async function end(deps: RepairDeps, task: Task, repair: Repair): GoesOn {
  const { store, clock } = deps;
  const items = store.repairItems(repair.id, { limit: MOST_LISTED });
  const isCut = repair.listed >= MOST_LISTED;
  const word = isCut ? `only the newest ${MOST_LISTED} attempts were looked at` : null;
  const told = endingText(task.hook, { items, word, now: clock.now() });
  const reports = told === null ? [] : deps.noticesOf(told);
  store.endRepair(repair.id, { state: "done", at: clock.now(), word }, reports);
  if (reports.length > 0) deps.onTold();
  deps.log.info("what was missed was looked for", {
    hook: repair.hookId,
    repair: repair.id,
    listed: repair.listed,
    ...repair.counts,
  });
  return false;
}
