// One WebSocket of a daemon, in the words of the protocol: frames go out, texts come in, and it ends with a reason.

import type { Socket } from "node:net";
import { CLOSE, type RelayFrame } from "../../core/tunnel/frames.ts";
import type { Clock } from "../../system/clock.ts";
import { watchLiveness } from "../../websocket/watch-liveness.ts";

/** What is used of a WebSocket. */
type WebSocketLike = Parameters<typeof watchLiveness>[0]["socket"];

/** A daemon's connection. */
export interface TunnelSocket {
  say(frame: RelayFrame): void;
  /** Sends a binary frame; `onSent` is called when it has left, or never will. */
  send(frame: Uint8Array, onSent: () => void): void;
  /** Who hears texts from now on. */
  onText(listener: (text: string) => void): void;
  /** Called once; at once where it is closed already. */
  onClose(listener: (reason: string) => void): void;
  close(code: number, reason: string): void;
  readonly isOpen: boolean;
  /** What was said and has not left. */
  readonly unsentBytes: number;
}

/** The other end has so long to answer a close. */
const GOODBYE_MS = 1000;
/** What is sent of parcels and questions is bounded by who sends it; what is more than that are words that nobody reads. */
const MOST_UNSENT_BYTES = 64 * 1024 * 1024;
/** RFC 6455, 5.5.1: 125 bytes with the code. */
const LONGEST_REASON = 120;

/** Wraps an open WebSocket, and watches that it lives. */
export function createTunnelSocket(
  clock: Clock,
  socket: WebSocketLike,
  transport: Pick<Socket, "bytesRead">,
): TunnelSocket {
  let hear: (text: string) => void = () => {};
  let ended: string | null = null;
  let said = "";
  const listeners: Array<(reason: string) => void> = [];
  watchLiveness({
    clock,
    socket,
    bytesRead: () => transport.bytesRead,
    onDead: () => (said = "no sign of life"),
  });
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    // What comes behind a close that was said here is not listened to.
    if (said !== "") return;
    if (isBinary) return tunnel.close(CLOSE.protocol, "daemons send no binary frames");
    hear(data.toString("utf8"));
  });
  socket.once("close", (code: number, reason: Buffer) => {
    ended = said || reason.toString("utf8") || `closed (${code})`;
    for (const listener of listeners) listener(ended);
  });
  const tunnel: TunnelSocket = {
    say(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (tunnel.unsentBytes > MOST_UNSENT_BYTES)
        return tunnel.close(CLOSE.protocol, "nothing that is said is read");
      socket.send(JSON.stringify(frame));
    },
    send(frame, onSent) {
      if (socket.readyState === socket.OPEN) socket.send(frame, { binary: true }, () => onSent());
    },
    onText: (listener) => (hear = listener),
    onClose(listener) {
      if (ended === null) listeners.push(listener);
      else listener(ended);
    },
    close(code, reason) {
      if (said === "") said = reason;
      socket.close(code, reason.slice(0, LONGEST_REASON));
      clock.setTimer(() => socket.terminate(), GOODBYE_MS, { unref: true });
    },
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    get unsentBytes() {
      return socket.bufferedAmount;
    },
  };
  return tunnel;
}
