// A card from the hold to the run, through the daemon as it is built: hub, outbox, admin API, dispatcher.

import { describe, expect, it } from "vitest";
import { aHook, aTarget, createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";
import { ended } from "./endings.ts";

interface WireCard {
  readonly text: string;
  readonly delivery_id: string;
  readonly card: {
    readonly token: string;
    readonly decided: string | null;
    readonly buttons: ReadonlyArray<{ readonly verb: string }>;
  };
}

async function asked(): Promise<{ home: DaemonHome; daemon: LiveDaemon; id: string }> {
  const home = await createHome({
    hooks: [aHook("careful", { approval: "always", to: ["echo"] })],
    config: {
      features: { commands: true },
      targets: [aTarget("echo", "cat > /dev/null; echo done")],
    },
  });
  const daemon = await home.start();
  const { id } = await daemon.post("careful");
  await daemon.until("it is told", () => home.reports(id).some(({ state }) => state === "sent"));
  return { home, daemon, id };
}

async function cards(daemon: LiveDaemon): Promise<readonly WireCard[]> {
  const answer = await daemon.admin("GET", "/cards");
  return ((await answer.json()) as { cards: readonly WireCard[] }).cards;
}

/** The card stands in the local chat as soon as its report was sent there. */
async function card(daemon: LiveDaemon): Promise<WireCard> {
  let found: readonly WireCard[] = [];
  await daemon.until("a card is asked", async () => {
    found = await cards(daemon);
    return found.length > 0;
  });
  const [first] = found;
  if (first === undefined) throw new Error("there is no card");
  return first;
}

describe("a delivery that waits for approval", () => {
  it("is asked about in the local chat, with its prompt, and runs once it is answered", async () => {
    const { home, daemon, id } = await asked();
    const { card: shown, text, delivery_id: about } = await card(daemon);
    expect(about).toBe(id);
    expect(text).toContain("careful");
    expect(shown.buttons.map(({ verb }) => verb)).toEqual(["run", "discard"]);

    const body = { verb: "run", from: "terminal" };
    const answer = await daemon.admin("POST", `/cards/${shown.token}`, body);
    const again = await daemon.admin("POST", `/cards/${shown.token}`, { verb: "discard" });

    expect(await answer.json()).toMatchObject({ kind: "decided" });
    expect(await again.json()).toMatchObject({ kind: "already" });
    expect((await ended(home, daemon, id)).status).toBe("success");
  });

  it("settles its card where it is decided by a command", async () => {
    const { daemon, id } = await asked();
    await card(daemon);

    await daemon.admin("POST", `/deliveries/${id}/discard`);

    await daemon.until("the card is settled", async () => (await cards(daemon)).length === 0);
    const messages = await daemon.admin("GET", "/messages?chat=main");
    expect(JSON.stringify(await messages.json())).toContain("It was discarded elsewhere.");
  });
});
