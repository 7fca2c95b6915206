// Conversations over a real ledger, with an agent that a test plays, or with the real example agent.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createRunAgent } from "../../../src/agents/run/run-agent.ts";
import { createRunProcess } from "../../../src/agents/process/run-process.ts";
import { endOrphan, sweepRun } from "../../../src/agents/process/sweep.ts";
import {
  createConversations,
  type Conversations,
} from "../../../src/chat/conversations/conversations.ts";
import { tellingStore } from "../../../src/chat/telling-store.ts";
import type { AgentRequest, RunAgent } from "../../../src/core/ports/agent-port.ts";
import { Config } from "../../../src/core/settings/config.ts";
import type { ChatStorePort } from "../../../src/core/ports/chat-store-port.ts";
import type { OwnerWords } from "../../../src/core/ports/conversations-port.ts";
import type { RunOutcome } from "../../../src/core/records/run.ts";
import type { WakehookEvent } from "../../../src/core/records/wakehook-event.ts";
import type { RunId } from "../../../src/core/records/ids.ts";
import type { SettingsSnapshot } from "../../../src/core/settings/settings.ts";
import type { Ledger } from "../../../src/ledger/open.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { tempLedger, type TempLedger } from "../../ledger/temp-ledger.ts";
import { openModeBench, type ModeBench, type RequestParts } from "../../modes/mode-bench.ts";

/** One run of the agent that a test plays. */
export interface PlayedRun {
  readonly request: AgentRequest;
  readonly prompt: string;
  end(outcome?: Partial<RunOutcome>): void;
}

/** An agent that does what a test says, run by run. */
export interface PlayedAgent {
  readonly runAgent: RunAgent;
  readonly runs: PlayedRun[];
  /** The how-many-th run, as soon as it has begun. */
  run(number: number): Promise<PlayedRun>;
}

export function playedAgent(): PlayedAgent {
  const runs: PlayedRun[] = [];
  const begun: Array<PromiseWithResolvers<PlayedRun>> = [];
  const of = (number: number): PromiseWithResolvers<PlayedRun> =>
    (begun[number] ??= Promise.withResolvers());
  return {
    runs,
    run: (number) => of(number).promise,
    async runAgent(request) {
      const prompt = await readFile(path.join(request.runFolder, "prompt.md"), "utf8");
      const ended = Promise.withResolvers<RunOutcome>();
      const played = {
        request,
        prompt,
        end: (outcome: Partial<RunOutcome> = {}) =>
          ended.resolve({ status: "success", answer: "an answer", ...outcome }),
      };
      request.signal.addEventListener("abort", () => {
        const isStopped = request.signal.reason === "stopped";
        played.end({ status: isStopped ? "error:stopped" : "error:interrupted", answer: "" });
      });
      runs.push(played);
      of(runs.length).resolve(played);
      return ended.promise;
    },
  };
}

/** An agent that answers at once and knows the session that it began. */
export function readyAgent(sessionId = "s-1"): PlayedAgent {
  const agent = playedAgent();
  return {
    ...agent,
    async runAgent(request) {
      const outcome = agent.runAgent(request);
      const run = await agent.run(agent.runs.length + 1);
      if (request.session?.id === null) request.session.onId(sessionId);
      run.end({ answer: `answer ${agent.runs.length}` });
      return outcome;
    },
  };
}

export interface ConversationBench {
  readonly modes: ModeBench;
  readonly home: TempLedger;
  readonly ledger: Ledger;
  readonly store: ChatStorePort;
  readonly conversations: Conversations;
  readonly events: WakehookEvent[];
  readonly orphans: string[];
  /** As a new daemon would have them, over the same home. */
  again(options?: BenchOptions): ConversationBench;
  configure(config: Record<string, unknown>): void;
}

export interface BenchOptions {
  readonly runAgent?: RunAgent;
  readonly config?: Record<string, unknown>;
  /** Wraps the store: faults. The second is one that tells nobody. */
  readonly over?: (store: ChatStorePort, untold: ChatStorePort) => ChatStorePort;
  readonly mask?: (text: string) => string;
}

const CONFIG = { features: { agents: true }, agents: { provider: "example" } };

export async function conversationBench(options: BenchOptions = {}): Promise<ConversationBench> {
  return benchOver(await openModeBench(), tempLedger(), options);
}

function benchOver(modes: ModeBench, home: TempLedger, options: BenchOptions): ConversationBench {
  const ledger = home.open();
  const events: WakehookEvent[] = [];
  const orphans: string[] = [];
  let config = Config.parse({ ...CONFIG, ...options.config });
  const plain = tellingStore({
    store: ledger.chats,
    clock: systemClock,
    emit: (event) => events.push(event),
  });
  const store = options.over?.(plain, ledger.chats) ?? plain;
  const snapshot = (): SettingsSnapshot => ({
    config,
    hooks: new Map(),
    problems: [],
    secretValues: [],
  });
  const quiet = (): void => {};
  const conversations = createConversations({
    clock: systemClock,
    randomness: systemRandomness,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    mask: options.mask ?? ((text) => text),
    store,
    settings: snapshot,
    runAgent: options.runAgent ?? exampleAgent(modes),
    mcpServers: () => [],
    paths: modes.paths,
    async endOrphan({ id, process }) {
      orphans.push(id);
      if (process === null) await sweepRun(id as string as RunId);
      else await endOrphan(process.pid, process.start, id as string as RunId);
    },
  });
  return {
    modes,
    home,
    ledger,
    store,
    conversations,
    events,
    orphans,
    again: (more = {}) => benchOver(modes, home, { ...options, ...more }),
    configure(changes) {
      config = Config.parse({ ...CONFIG, ...changes });
    },
  };
}

/** wakehook's own example agent, as a process. */
function exampleAgent({ paths }: ModeBench): RunAgent {
  return createRunAgent({
    runProcess: createRunProcess({ clock: systemClock, graceMs: 300 }),
    environment: { PATH: process.env["PATH"], HOME: paths.root },
    clock: systemClock,
    worktreesFolder: paths.worktreesFolder,
    exampleFolder: paths.exampleFolder,
  });
}

/** Words of the owner in the local chat. */
export function words(text: string, more: Partial<OwnerWords> = {}): OwnerWords {
  return {
    inbound: { target: "local", id: text },
    chat: "main",
    conversationId: null,
    text,
    replyTo: null,
    postTo: [],
    ...more,
  };
}

/** Says it, and waits for the end of its turn. */
export async function ask(
  { conversations, store }: Pick<ConversationBench, "conversations" | "store">,
  text: string,
  more: Partial<OwnerWords> = {},
): Promise<string> {
  const said = conversations.say(words(text, more));
  if (said.kind !== "taken") throw new Error(`not taken: ${JSON.stringify(said)}`);
  await conversations.turnEnded(said.turn.id);
  return store.messages({ conversationId: said.conversation.id, limit: 1 })[0]?.text ?? "";
}

/** A hook's wake of the chat `main`, its prompt written as the mode does. */
export async function wakeOf(
  { modes }: Pick<ConversationBench, "modes">,
  prompt: string,
  parts: RequestParts & { readonly chat?: string; readonly postTo?: readonly string[] } = {},
) {
  const request = await modes.request({
    ...parts,
    config: { ...CONFIG, ...parts.config },
    hook: { mode: "wake", ...parts.hook },
  });
  const folder = path.join(request.runFolder, "local");
  await mkdir(folder, { recursive: true });
  const promptFile = path.join(request.runFolder, "prompt.md");
  await writeFile(promptFile, prompt);
  return { request, chat: parts.chat ?? "main", postTo: parts.postTo ?? [], folder, promptFile };
}
