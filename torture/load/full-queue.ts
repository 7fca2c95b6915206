// As many deliveries wait as may: further ones are refused, nothing of them is kept, and it goes on by itself.

import { blockedFiles } from "./fill-queue.ts";
import { openBench, type LoadFault } from "./load-bench.ts";
import { postSigned, type SignedAnswer } from "./signed-post.ts";

const MAX_QUEUED = 20;
const POSTS = 30;

/** Fills the queue, discards what waits, and sends the refused ones again. */
export const fullQueue: LoadFault = async (context) => {
  const { daemon } = await openBench(context, blockedFiles(MAX_QUEUED));
  const post = (key: string): Promise<SignedAnswer> =>
    postSigned({ url: daemon.hooksUrl, hookId: "blocked", key });
  const answers = new Map<string, SignedAnswer>();
  for (let number = 0; number < POSTS; number++)
    answers.set(`full-${number}`, await post(`full-${number}`));

  const refused = [...answers].filter(([, { status }]) => status === 503);
  const hasRetryAfter = refused.every(([, { retryAfter }]) => Number(retryAfter) > 0);
  const list = await daemon.admin("GET", "/deliveries?state=queued&limit=100");
  const { deliveries } = (await list.json()) as { deliveries: ReadonlyArray<{ id: string }> };
  for (const { id } of deliveries) await daemon.admin("POST", `/deliveries/${id}/discard`);
  const again: SignedAnswer[] = [];
  for (const [key] of refused) again.push(await post(key));

  const taken = again.filter(({ status, isDuplicate }) => status === 202 && !isDuplicate).length;
  const accepted = POSTS - refused.length;
  return [
    {
      fault: `max_queued of ${MAX_QUEUED} reached`,
      times: refused.length,
      promised: "503 with Retry-After; nothing claimed; taken when there is room again",
      seen: `${accepted} accepted, ${refused.length} answered 503; ${taken} of these taken later, none as a duplicate`,
      kept:
        // One more, where the first had begun to run before the last was asked.
        (accepted === MAX_QUEUED || accepted === MAX_QUEUED + 1) &&
        [...answers.values()].every(({ status }) => status === 202 || status === 503) &&
        hasRetryAfter &&
        taken === refused.length,
    },
  ];
};
