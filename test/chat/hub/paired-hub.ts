// A hub with one platform in memory, on which Ann is known.

import { expect } from "vitest";
import type { ChannelAbilities } from "../../../src/core/ports/channel-port.ts";
import { memoryPlatform, type MemoryPlatform } from "../contract/memory-platform.ts";
import { hubBench, until, type BenchOptions } from "./hub-bench.ts";

export interface HubOptions extends Partial<BenchOptions> {
  readonly abilities?: Partial<ChannelAbilities>;
  /** Fields of the target's entry. */
  readonly entry?: object;
  readonly platform?: MemoryPlatform;
}

export const ANN = "u-1";
export const MALLORY = "u-2";

/** The target `phone`, of kind telegram, connected. */
export async function pairedHub(options: HubOptions = {}) {
  const { abilities, entry = {}, platform = memoryPlatform(abilities), ...rest } = options;
  const bench = hubBench({
    channels: { telegram: () => Promise.resolve(platform.create) },
    targets: [phone(entry)],
    features: ["telegram"],
    owner: ["phone"],
    ...rest,
  });
  know(bench, "phone");
  bench.start();
  await until(() => expect(bench.chats.health("phone").state).toBe("up"));
  return { ...bench, platform };
}

export function phone(entry: object = {}): object {
  return { name: "phone", kind: "telegram", token: "a-token-of-the-memory", ...entry };
}

/** Ann is the owner on a target. */
export function know(
  { store }: Pick<ReturnType<typeof hubBench>, "store">,
  target: string,
  chat = "dm-1",
): void {
  const place = { chat, thread: null };
  store.pair({ target, sender: ANN, name: "Ann", role: "owner", place, pairedAt: 1 });
}
