// What one platform tells. In: words and pressed buttons of anybody. Out: what the owner said and decided, on disk.

import type {
  ChannelInbound,
  InboundDecision,
  InboundText,
} from "../../core/ports/channel-port.ts";
import type { CardsPort } from "../../core/ports/cards-port.ts";
import { DECISIONS, type DecisionVerb } from "../../core/records/conversation.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import { hearText, type HearDeps } from "./hear-text.ts";
import { findPerson, shownName } from "./people.ts";

/** What it needs. */
export interface InboundDeps extends HearDeps {
  readonly cards: CardsPort;
  readonly onChange: (target: string) => void;
}

/** `<verb>:<token>`: nothing else of a card travels. */
const DATA = /^([a-z_]{1,32}):([\w-]{22})$/;
const ONLY_OWNERS = "Only an owner decides here.";

/** What the platform of a target tells, and where it is taken. */
export function createInbound(deps: InboundDeps, target: ChatTarget): ChannelInbound {
  const { store } = deps;
  const { name } = target;
  return {
    text: (words) => hearText(deps, target, words),
    decision: (decision) => decide(deps, target, decision),
    cardOf: (ref) => store.messageOfRef(name, ref)?.card ?? null,
    places: () => store.identities(name).map(({ place }) => place),
    recall: (key) => store.channelState(name, `own:${key}`),
    remember: (key, value) => store.remember(name, `own:${key}`, value),
    changed: () => deps.onChange(name),
  };
}

async function decide(
  deps: InboundDeps,
  target: ChatTarget,
  { sender, data, id, place }: InboundDecision,
): Promise<string> {
  const person = findPerson(deps.store, target.name, sender.id);
  if (person === undefined) {
    const words: InboundText = {
      id,
      sender,
      place,
      isDirect: false,
      text: "",
      replyTo: null,
      ref: null,
    };
    deps.onStranger(target, words, "pressed a button and is not paired");
    return "";
  }
  if (person.role !== "owner") return ONLY_OWNERS;
  const [, verb = "", token = ""] = DATA.exec(data) ?? [];
  if (!isVerb(verb)) return "This is not asked any more.";
  const answer = await deps.cards.decide({
    token,
    verb,
    by: `${shownName(person)}, ${target.name}`,
  });
  return answer.words;
}

function isVerb(verb: string): verb is DecisionVerb {
  return Object.hasOwn(DECISIONS, verb);
}
