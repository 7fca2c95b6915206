// Discord's gateway as its documents describe it: hello, identify or resume, numbered events, heartbeats, close codes.

import type { Server } from "node:http";
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from "discord-api-types/v10";
import { WebSocketServer, type WebSocket } from "ws";

export const TOKEN = "MTAw.Gabcde.bot-token-of-wakehook";
export const BOT_ID = "100000000000000001";
/** What Discord hands out only behind switches of the developer portal: members, presences, content. */
const PRIVILEGED =
  GatewayIntentBits.GuildMembers |
  GatewayIntentBits.GuildPresences |
  GatewayIntentBits.MessageContent;

interface Session {
  readonly id: string;
  readonly events: Array<{ s: number; t: string; d: object }>;
  socket: WebSocket | null;
  isOver: boolean;
}

export interface GatewayStandIn {
  /** To the session that is there; with none it is told to nobody. */
  tell(name: string, data: object): void;
  drop(): void;
  /** Discord asks for another connection. */
  reconnect(): void;
  /** No session can be gone on with any more. */
  forget(): void;
  /** The next that identify are closed with this code. */
  closeWith(code: number | null): void;
  /** Connections stay open, and nothing that comes by them is read any more. */
  freeze(): void;
  /** Heartbeats are not answered any more. */
  fallSilent(): void;
  readonly identifies: readonly object[];
  readonly resumes: readonly object[];
  connections(): number;
  close(): void;
}

export function gatewayStandIn(
  server: Server,
  {
    url,
    isDown,
    complain,
    heartbeatMs = 41_250,
  }: {
    readonly url: () => string;
    readonly isDown: () => boolean;
    readonly complain: (words: string) => void;
    readonly heartbeatMs?: number;
  },
): GatewayStandIn {
  const wss = new WebSocketServer({ server });
  const sessions = new Map<string, Session>();
  const identifies: object[] = [];
  const resumes: object[] = [];
  const state = { code: null as number | null, isSilent: false, number: 0 };

  wss.on("connection", (socket, request) => {
    if (isDown()) return socket.terminate();
    const { searchParams } = new URL(request.url ?? "/", "ws://gateway");
    if (searchParams.get("v") !== "10" || searchParams.get("encoding") !== "json")
      complain(`gateway ${request.url ?? ""}`);
    socket.on("error", () => {});
    socket.on("message", (data: Buffer) =>
      read(socket, JSON.parse(data.toString("utf8")) as { op: GatewayOpcodes; d: unknown }),
    );
    socket.on("close", (code) => {
      for (const session of sessions.values())
        if (session.socket === socket) {
          session.socket = null;
          // A bot that says goodbye has no session any more.
          session.isOver = code === 1000 || code === 1001;
        }
    });
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: heartbeatMs } });
  });

  function read(socket: WebSocket, { op, d }: { op: GatewayOpcodes; d: unknown }): void {
    if (op === GatewayOpcodes.Heartbeat) {
      if (!state.isSilent) send(socket, { op: GatewayOpcodes.HeartbeatAck });
      return;
    }
    if (op === GatewayOpcodes.Identify) return identify(socket, d as Record<string, unknown>);
    if (op === GatewayOpcodes.Resume)
      return resume(socket, d as { session_id: string; seq: number; token: string });
    complain(`op ${op}`);
    socket.close(GatewayCloseCodes.UnknownOpcode);
  }

  function identify(socket: WebSocket, given: Record<string, unknown>): void {
    identifies.push(given);
    const { token, intents, properties } = given;
    if (state.code !== null) return socket.close(state.code);
    if (token !== TOKEN) return socket.close(GatewayCloseCodes.AuthenticationFailed);
    if (typeof intents !== "number" || properties === undefined)
      return socket.close(GatewayCloseCodes.InvalidIntents);
    if ((intents & PRIVILEGED) !== 0) return socket.close(GatewayCloseCodes.DisallowedIntents);
    if ((intents & GatewayIntentBits.DirectMessages) === 0)
      complain("no intent for direct messages");
    state.number += 1;
    const session: Session = { id: `session-${state.number}`, events: [], socket, isOver: false };
    sessions.set(session.id, session);
    deliver(session, "READY", {
      v: 10,
      user: { id: BOT_ID, username: "wakehook", bot: true },
      guilds: [],
      session_id: session.id,
      resume_gateway_url: `${url()}/resume`,
      application: { id: "100000000000000009" },
    });
  }

  function resume(
    socket: WebSocket,
    given: { session_id: string; seq: number; token: string },
  ): void {
    resumes.push(given);
    const session = sessions.get(given.session_id);
    if (given.token !== TOKEN) return socket.close(GatewayCloseCodes.AuthenticationFailed);
    if (session === undefined || session.isOver)
      return send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
    if (given.seq > session.events.length) return socket.close(GatewayCloseCodes.InvalidSeq);
    session.socket = socket;
    for (const event of session.events.slice(given.seq))
      send(socket, { op: GatewayOpcodes.Dispatch, ...event });
    deliver(session, "RESUMED", {});
  }

  function deliver(session: Session, t: string, d: object): void {
    const event = { s: session.events.length + 1, t, d };
    session.events.push(event);
    if (session.socket !== null) send(session.socket, { op: GatewayOpcodes.Dispatch, ...event });
  }

  const open = (): WebSocket[] =>
    [...sessions.values()].flatMap(({ socket }) => (socket === null ? [] : [socket]));

  return {
    identifies,
    resumes,
    tell(name, data) {
      for (const session of sessions.values()) if (!session.isOver) deliver(session, name, data);
    },
    drop() {
      for (const socket of wss.clients) socket.terminate();
    },
    reconnect() {
      for (const socket of open()) send(socket, { op: GatewayOpcodes.Reconnect, d: null });
    },
    forget: () => sessions.clear(),
    closeWith(code) {
      state.code = code;
    },
    freeze() {
      for (const socket of wss.clients) socket.pause();
    },
    fallSilent() {
      state.isSilent = true;
    },
    connections: () => open().length,
    close() {
      for (const socket of wss.clients) socket.terminate();
      wss.close();
    },
  };
}

function send(socket: WebSocket, frame: object): void {
  socket.send(JSON.stringify(frame));
}
