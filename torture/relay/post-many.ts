// Posts so many requests to one URL, several at a time, over connections that stay open.

import { once } from "node:events";
import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, request } from "node:https";
import { TOKEN } from "../../test/e2e/open-home.ts";

/** What is posted, and how. */
export interface PostPlan {
  readonly url: string;
  readonly ca: string;
  readonly times: number;
  readonly atOnce: number;
  readonly bodyOf: (at: number) => string;
  readonly headersOf?: (body: string) => Readonly<Record<string, string>>;
}

/** How often each status was answered. */
export type Statuses = ReadonlyMap<number, number>;

/** Settles when all are answered. A connection that breaks counts as status 0. */
export async function postMany(plan: PostPlan): Promise<Statuses> {
  const { url, ca, times, atOnce } = plan;
  const isTls = url.startsWith("https:");
  const sockets = { keepAlive: true, maxSockets: atOnce };
  const agent = isTls ? new Agent({ ...sockets, ca }) : new PlainAgent(sockets);
  const statuses = new Map<number, number>();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < times) {
      const body = plan.bodyOf(next++);
      const status = await post(body).catch(() => 0);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  agent.destroy();
  return statuses;

  async function post(body: string): Promise<number> {
    const sent = (isTls ? request : plainRequest)(url, {
      agent,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        ...(plan.headersOf?.(body) ?? { authorization: `Bearer ${TOKEN}` }),
      },
    });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [
      NodeJS.ReadableStream & { statusCode: number },
    ];
    answer.resume();
    await once(answer, "end");
    return answer.statusCode;
  }
}
