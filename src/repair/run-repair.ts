// In: a repair as its row says. Out: the same, further on: every page, every delivery is written down as soon as it is
// there, so that whoever takes it up after a crash goes on where it stood.

import { idKey, isPlainId } from "../core/records/claim-key.ts";
import type { Repair, RepairItem } from "../core/records/gap.ts";
import { breathe } from "../system/breathe.ts";
import { endingText } from "./repair-text.ts";
import { handIn, repairKey } from "./hand-in.ts";
import { pause, type RepairDeps } from "./repair-deps.ts";
import { fail, rest, type GoesOn, type Task } from "./put-off.ts";
import { siftAttempts } from "./sift-attempts.ts";

/** What a sender has listed beyond this is not looked at: a hook that loud has other troubles. */
const MOST_LISTED = 50_000;
const BATCH = 100;
/** A delivery that fails so often, alone, is not waited for any longer. */
const MOST_ITEM_FAILURES = 5;

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
    // A list whose pages are always gone is asked for again as late as anything that fails.
    task.state.restarts += 1;
    if (task.state.restarts > 1) return fail(deps, task, page);
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
  for (const item of items) {
    if (!(await take(deps, task, item))) return false;
    // Each is synced: senders must not wait for a hundred of them.
    await breathe();
  }
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
