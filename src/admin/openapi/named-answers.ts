// Every schema of an answer by its name: the components of the OpenAPI document.

import * as access from "../../core/wire/answers/access-answers.ts";
import * as channel from "../../core/wire/answers/channel-answers.ts";
import * as chat from "../../core/wire/answers/chat-answers.ts";
import * as config from "../../core/wire/answers/config-answers.ts";
import * as control from "../../core/wire/answers/control-answers.ts";
import * as daemon from "../../core/wire/answers/daemon-answers.ts";
import * as delivery from "../../core/wire/answers/delivery-answers.ts";
import * as dryRun from "../../core/wire/answers/dry-run-answers.ts";
import * as event from "../../core/wire/answers/event-answers.ts";
import * as expose from "../../core/wire/answers/expose-answers.ts";
import * as gap from "../../core/wire/answers/gap-answers.ts";
import * as hook from "../../core/wire/answers/hook-answers.ts";
import * as message from "../../core/wire/answers/message-answers.ts";
import * as outbox from "../../core/wire/answers/outbox-answers.ts";
import { problemAnswer } from "../../core/wire/answers/problem-answer.ts";
import * as run from "../../core/wire/answers/run-answers.ts";
import * as tunnel from "../../core/wire/answers/tunnel-answers.ts";
import type { AnswerSchema } from "../../core/wire/json-schema.ts";
import { ADMIN_ERRORS } from "../answer.ts";

/** The schemas. A name that two files gave would hide one of them: a test looks for it. */
export const NAMED_ANSWERS: Readonly<Record<string, AnswerSchema>> = {
  ...access,
  ...channel,
  ...chat,
  ...config,
  ...control,
  ...daemon,
  ...delivery,
  ...dryRun,
  ...event,
  ...expose,
  ...gap,
  ...hook,
  ...message,
  ...outbox,
  ...run,
  ...tunnel,
  Problem: problemAnswer(Object.keys(ADMIN_ERRORS)),
};

/** The name of a schema, as the document has it. */
export function nameOfAnswer(schema: AnswerSchema): string {
  const found = Object.entries(NAMED_ANSWERS).find(([, one]) => one === schema);
  if (found === undefined) throw new TypeError("an answer of a route has no name");
  return found[0];
}
