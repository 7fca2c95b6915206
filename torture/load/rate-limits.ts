// One hook is flooded until its budgets are used up: the other one notices nothing.

import { NO_LIMITS, openBench, type LoadFault } from "./load-bench.ts";
import { postSigned, signedHook, type SignedAnswer } from "./signed-post.ts";

const BUDGET = 20;
const POSTS = 2 * BUDGET;

/** Uses up the budgets of one hook, and asks another. */
export const rateLimits: LoadFault = async (context) => {
  const { daemon } = await openBench(context, {
    hooks: [signedHook("flooded"), signedHook("other")],
    config: {
      webhooks: { ...NO_LIMITS, requests_per_minute: BUDGET, failures_per_minute: BUDGET },
    },
  });
  const url = daemon.hooksUrl;
  const post = (hookId: string, count: number): Promise<SignedAnswer[]> =>
    inTurn(count, (number) => postSigned({ url, hookId, key: `${hookId}-${number}` }));
  const wrong = (hookId: string): Promise<number[]> =>
    inTurn(POSTS, async () => {
      const response = await fetch(`${url}/hooks/${hookId}`, { method: "POST", body: "{}" });
      await response.arrayBuffer();
      return response.status;
    });
  const flooded = await post("flooded", POSTS);
  const failures = await wrong("flooded");
  const other = await post("other", BUDGET);
  const otherFailures = await wrong("other");

  const over = flooded.filter(({ status, retryAfter }) => status === 429 && retryAfter !== null);
  const passed = other.filter(({ status }) => status === 202).length;
  const told = (statuses: readonly number[]): number =>
    statuses.filter((status) => status !== 429).length;
  return [
    {
      fault: "a hook's two budgets used up",
      times: flooded.length + failures.length,
      promised: "429 with Retry-After there; another hook has its own",
      seen: `${over.length} of ${POSTS} over the budget of ${BUDGET}; other hook: ${passed} of ${BUDGET} answered 202, ${told(otherFailures)} failures told apart`,
      kept:
        over.length === POSTS - BUDGET &&
        told(failures) === BUDGET &&
        passed === BUDGET &&
        told(otherFailures) === BUDGET,
    },
  ];
};

async function inTurn<Item>(
  count: number,
  work: (number: number) => Promise<Item>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let number = 0; number < count; number++) items.push(await work(number));
  return items;
}
