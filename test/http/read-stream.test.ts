import { expect, it } from "vitest";
import { readStream } from "../../src/http/read-stream.ts";

const bounds = { maxBytes: 10, largeBytes: 5, enterLarge: async () => {}, timeoutMs: 1000 };
const never = { setTimer: () => ({ clear() {} }) };

it("is cut when the sender stalls past the deadline, also one that never answers a cancel", async () => {
  let fire = (): void => {};
  const clock = {
    setTimer(callback: () => void, delayMs: number) {
      expect(delayMs).toBe(1000);
      fire = callback;
      return { clear() {} };
    },
  };
  const stalled = new ReadableStream<Uint8Array>({
    pull: () => new Promise(() => {}),
    cancel: () => new Promise(() => {}),
  });

  const read = readStream(clock, stalled, bounds);
  fire();

  expect(await read).toEqual({ kind: "cut" });
});

it("reads no stream that another reads already", async () => {
  const stream = new ReadableStream<Uint8Array>();
  stream.getReader();

  expect(await readStream(never, stream, bounds)).toEqual({ kind: "cut" });
});

it("takes no stream for an empty body", async () => {
  expect(await readStream(never, null, bounds)).toEqual({ kind: "whole", bytes: new Uint8Array() });
});

it("asks once for room when the body is large", async () => {
  let asked = 0;
  const enterLarge = async (): Promise<void> => void asked++;
  const stream = new Blob(["123456789"]).stream();

  const read = await readStream(never, stream, { ...bounds, enterLarge });

  expect([read.kind, asked]).toEqual(["whole", 1]);
});
