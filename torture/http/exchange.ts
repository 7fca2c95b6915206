// A case goes out on a socket of its own; what came back is told in the words of the table.

import net from "node:net";
import { readAnswers, type Answer } from "./read-answers.ts";
import type { HttpCase, Place } from "./case.ts";

/** What was seen of a case. */
export interface Seen {
  /** As in the table: `401 unauthorized`. */
  readonly answers: readonly string[];
  /** `hang`: neither closed nor able to take another request within the time. */
  readonly connection: "closed" | "kept" | "hang";
  /** Ids of the deliveries that were promised. */
  readonly promised: readonly string[];
}

/** Where to, and how long at most. */
export interface Target {
  readonly port: number;
  readonly place: Place;
  readonly timeoutMs: number;
}

/** Asked on the same connection once all expected answers are there: is it still of use? */
const PROBE = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

/** Does a case. Never rejects: a connection that cannot be made counts as closed. */
export function exchange(one: HttpCase, target: Target): Promise<Seen> {
  return new Promise((resolve) => {
    const socket = net.connect({ port: target.port, host: "127.0.0.1", allowHalfOpen: true });
    const timer = setTimeout(() => end("hang"), target.timeoutMs);
    let received = Buffer.alloc(0);
    let isProbed = false;
    let isDone = false;

    socket.on("error", () => end("closed"));
    socket.on("close", () => end("closed"));
    socket.on("end", () => end("closed"));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      look();
    });
    socket.on("connect", () => {
      for (const piece of one.send(target.place))
        socket.write(typeof piece === "string" ? Buffer.from(piece, "latin1") : piece);
      if (one.ending === "half-close") socket.end();
      if (one.ending === "hang-up") socket.end(() => end("closed"));
    });

    function look(): void {
      const answers = readAnswers(received, one.isHead === true);
      if (isProbed && answers.length > one.answers.length) end("kept");
      if (isProbed || isDone || answers.length < one.answers.length) return;
      isProbed = true;
      if (one.ending === undefined) socket.write(PROBE);
    }

    function end(connection: Seen["connection"]): void {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      socket.destroy();
      resolve(seen(readAnswers(received, one.isHead === true), connection, one));
    }
  });
}

/** The answer to the question whether the connection lives is no part of the case's own answers. */
function seen(all: readonly Answer[], connection: Seen["connection"], one: HttpCase): Seen {
  const last = all.at(-1);
  const isProbeAnswered =
    connection === "kept" && last !== undefined && isAnswerToProbe(last, one.door);
  const own = isProbeAnswered ? all.slice(0, -1) : all;
  return {
    answers: own.map(({ status, error }) => (error === "" ? status : `${status} ${error}`)),
    connection,
    promised: own.flatMap(({ deliveryId }) => (deliveryId === "" ? [] : [deliveryId])),
  };
}

/** The admin listener does not know the name that the question uses. */
function isAnswerToProbe({ status, error }: Answer, door: HttpCase["door"]): boolean {
  return door === "hooks" ? status === "200" && error === "" : error === "host_not_allowed";
}
