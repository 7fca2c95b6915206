// Sixteen senders that keep their connections open, post as fast as they are answered, and write down an id
// only when they have read its 202. What was not answered is sent again, as real senders do.

import { Agent, request } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { once } from "node:events";
import { TOKEN } from "../../test/e2e/open-home.ts";

/** Who posts what. */
export interface SenderPlan {
  readonly hookId: string;
  readonly loops: number;
  /** Between two posts, milliseconds. */
  readonly pauseMs?: number;
}

/** The senders of one test. */
export interface Senders {
  /** Keys of deliveries whose 202 was read, with the id that it named. */
  readonly journal: ReadonlyMap<string, string>;
  /** Answers other than 202, by status. */
  readonly refusals: ReadonlyMap<number, number>;
  /** Settles when so many more 202s were read, or after a time, milliseconds: a loaded machine is slow. */
  answered(more: number, atMostMs: number): Promise<void>;
  /** Posts to a daemon until the returned function is called; it settles when no request is open. */
  run(hooksUrl: string): () => Promise<void>;
}

const BUSY_PAUSE_MS = 10;

/** Creates senders that are idle; with `ca` they speak TLS. */
export function createSenders(
  plans: readonly SenderPlan[],
  { ca }: { readonly ca?: string } = {},
): Senders {
  const journal = new Map<string, string>();
  const refusals = new Map<number, number>();
  let number = 0;
  let onAnswer = (): void => {};
  /** One per loop: what it sends again until it is answered. */
  const unanswered = new Map<string, string>();

  async function loop(plan: SenderPlan, name: string, at: { url: string; signal: AbortSignal }) {
    const sockets = { keepAlive: true, maxSockets: 1 };
    const agent = ca === undefined ? new Agent(sockets) : new TlsAgent({ ...sockets, ca });
    while (!at.signal.aborted) {
      const key = unanswered.get(name) ?? `${name}-${number++}`;
      unanswered.set(name, key);
      const answer = await post(agent, `${at.url}/hooks/${plan.hookId}`, key).catch(() => null);
      if (answer?.status === 202) {
        journal.set(key, answer.id);
        onAnswer();
        unanswered.delete(name);
      } else if (answer !== null) {
        refusals.set(answer.status, (refusals.get(answer.status) ?? 0) + 1);
      }
      const pauseMs = answer?.status === 202 ? (plan.pauseMs ?? 0) : BUSY_PAUSE_MS;
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    agent.destroy();
  }

  return {
    journal,
    refusals,
    answered: (more, atMostMs) =>
      new Promise((resolve) => {
        const enough = journal.size + more;
        const timer = setTimeout(resolve, atMostMs);
        onAnswer = () => {
          if (journal.size < enough) return;
          clearTimeout(timer);
          resolve();
        };
      }),
    run(url) {
      const stop = new AbortController();
      const loops = plans.flatMap((plan) =>
        Array.from({ length: plan.loops }, (_, index) =>
          loop(plan, `${plan.hookId}-${index}`, { url, signal: stop.signal }),
        ),
      );
      return async () => {
        stop.abort();
        await Promise.all(loops);
      };
    },
  };
}

async function post(agent: Agent, url: string, key: string) {
  const body = JSON.stringify({ key, filling: "x".repeat(500) });
  const ask = url.startsWith("https:") ? tlsRequest : request;
  const outgoing = ask(url, {
    agent,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      authorization: `Bearer ${TOKEN}`,
      "idempotency-key": key,
    },
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [
    NodeJS.ReadableStream & { statusCode: number },
  ];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  const { delivery_id: id = "" } = JSON.parse(text) as { delivery_id?: string };
  return { status: response.statusCode, id };
}
