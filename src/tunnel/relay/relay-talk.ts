// What is said with a relay on one connection. In: its challenge, its parcels and questions. Out: the proof and the
// hooks of this daemon, an answer for each request, acknowledgements of what is on this disk, results.

import { isDeepStrictEqual } from "node:util";
import { toError } from "../../core/records/errors.ts";
import type { LoadedTunnel } from "../../core/settings/tunnel.ts";
import { tunnelVia } from "../../core/settings/tunnel.ts";
import { CLOSE, readFrame, RelayFrame, type DaemonFrame } from "../../core/tunnel/frames.ts";
import { ParcelHead, unpack } from "../../core/tunnel/parcel.ts";
import { createOpener, tunnelProof, type BoxKey } from "../../signing/parcel-seal.ts";
import type { TunnelFacts } from "../../core/ports/tunnels-port.ts";
import type { DialectDeps } from "../dialect-deps.ts";
import type { Line, Talk } from "../dialect.ts";
import { handIn, type HandInDeps, type WireAnswer } from "./hand-in.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { registeredHooks } from "./registered-hooks.ts";
import { createResultBook } from "./result-book.ts";

/** What a talk with a relay needs. */
export interface RelayTalkDeps extends DialectDeps {
  readonly tunnel: Extract<LoadedTunnel["tunnel"], { kind: "relay" }>;
  readonly own: BoxKey;
}

type Welcome = Extract<RelayFrame, { type: "welcome" }>;

/** Questions that are answered at a time; one more is told to come again. */
const MOST_QUESTIONS = 32;
const BUSY: WireAnswer = { status: 503, headers: [["retry-after", "5"]], body: "" };

/** Begins on an open connection. */
export function beginRelayTalk(deps: RelayTalkDeps, line: Line): Talk {
  const { clock, tunnel, own, settings } = deps;
  const send = (frame: DaemonFrame): void => line.send(JSON.stringify(frame));
  const results = createResultBook(clock, send);
  /** Names the questions of this connection apart from those of every other. */
  const nonce = deps.randomness.bytes(12).toString("base64url");
  let isChallenged = false;
  let hooks = registeredHooks(settings());
  let welcome: Welcome | null = null;
  let lanes: Lanes | null = null;
  let into: HandInDeps | null = null;
  let facts: TunnelFacts | null = null;
  let questions = 0;

  return {
    text(frame) {
      const said = readFrame(RelayFrame, frame);
      if (said === null) return violation("a text frame that is none of the protocol");
      switch (said.type) {
        case "challenge":
          return isChallenged ? violation("a second challenge") : prove(said);
        case "welcome":
          return enter(said);
        case "again":
          return lanes?.again(said.hook);
        case "noted":
          return results.noted(said.hook, said.number);
      }
    },
    binary(frame) {
      const read = unpack(ParcelHead, frame);
      if (read === null) return violation("a binary frame that is no parcel");
      if (lanes === null) return violation("a parcel before the welcome");
      const { head, bytes: sealed } = read;
      if (head.type === "ask") return void answerQuestion(head, sealed);
      if (!lanes.push({ head, sealed })) violation("more parcels than the window holds");
    },
    settingsChanged() {
      const now = registeredHooks(settings());
      // A file that cannot be read says nothing of the hooks in it.
      if (settings().unread !== undefined) return;
      // Told once more where something was put off: what its owner has just mended may be why.
      if (isDeepStrictEqual(now, hooks) && lanes?.putOff().length === 0) return;
      hooks = now;
      if (welcome !== null) send({ type: "hooks", hooks });
    },
    async tell(result) {
      return welcome === null ? { kind: "gone" } : await results.tell(result, welcome.relay);
    },
    lanes: () => lanes?.putOff() ?? [],
    drain: () => lanes?.drain() ?? Promise.resolve(),
    gone() {
      results.close();
      void lanes?.drain();
    },
  };

  function prove({ nonce: asked, key }: Extract<RelayFrame, { type: "challenge" }>): void {
    isChallenged = true;
    const proof = tunnelProof(own, key, { nonce: asked, token: tunnel.key });
    if (proof === null) return violation("a key that is none");
    hooks = registeredHooks(settings());
    send({ type: "hello", version: deps.version, public_key: own.publicKey, proof, hooks });
  }

  function enter(said: Welcome): void {
    if (!isChallenged || welcome !== null) return violation("a welcome out of turn");
    welcome = said;
    into = {
      ...deps,
      via: tunnelVia(tunnel.name),
      daemon: said.daemon,
      open: createOpener(own),
    };
    lanes = createLanes({
      send,
      largeBytes: () => settings().config.webhooks.maxBodyBytes,
      onAcknowledged: (parcels) => learn({ waiting: Math.max(0, waiting() - parcels) }),
      handIn: ({ head, sealed }) => bring(head, sealed, String(head.number)),
    });
    learn({
      waiting: said.waiting,
      baseUrl: said.base_url,
      clockAheadMs: said.now - clock.now(),
      version: said.version,
    });
    // What changed between hello and welcome.
    const now = registeredHooks(settings());
    if (isDeepStrictEqual(now, hooks)) return;
    hooks = now;
    send({ type: "hooks", hooks });
  }

  function waiting(): number {
    return facts?.waiting ?? 0;
  }

  function learn(more: Partial<TunnelFacts>): void {
    const none = { waiting: null, baseUrl: null, clockAheadMs: null, version: null };
    facts = { ...none, ...facts, ...more };
    line.up(facts);
  }

  function bring(head: ParcelHead, sealed: Uint8Array, name: string) {
    if (into === null || welcome === null) throw new Error("a parcel before the welcome");
    return handIn(into, { head, sealed, ref: `${welcome.relay}/${head.hook}/${name}` });
  }

  async function answerQuestion(
    head: Extract<ParcelHead, { type: "ask" }>,
    sealed: Uint8Array,
  ): Promise<void> {
    const { id } = head;
    if (questions >= MOST_QUESTIONS) return send({ type: "reply", id, ...BUSY });
    questions += 1;
    try {
      const handed = await bring(head, sealed, `ask/${nonce}/${String(id)}`);
      send({ type: "reply", id, ...(handed.kind === "settled" ? handed.answer : BUSY) });
    } catch (thrown) {
      deps.log.error("a question by a relay could not be answered", {
        error: toError(thrown).message,
      });
      send({ type: "reply", id, ...BUSY });
    } finally {
      questions -= 1;
    }
  }

  function violation(what: string): void {
    deps.log.warn("a relay said what it may not say", { tunnel: tunnel.name, what });
    line.close(CLOSE.protocol, what);
  }
}
