// Which agent of openpr-webhook gets an event, as a condition: a bot task that names it, by id or name, or else the
// first agent of the type that the bot has. So each event goes to one of them, as there.

/** An agent, as it is chosen. */
export interface ChosenAgent {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

const TASK = "payload.bot_context.is_bot_task == true";
const NAME = "payload.bot_context.bot_name";
const TYPE = "payload.bot_context.bot_agent_type";

/** A condition has 2000 characters at most. */
const LONGEST = 2000;

/** The condition of the agent at a position. With very many agents none gets what names nobody, which is told. */
export function agentCondition(
  agents: readonly ChosenAgent[],
  position: number,
  notes: string[],
): string {
  const agent = agents[position];
  if (agent === undefined) return "false";
  const isFirstOfType = agents.findIndex(({ type }) => type === agent.type) === position;
  const named = namedAs(agent);
  if (agents.length === 1) return TASK;
  if (!isFirstOfType) return `${TASK} && ${named}`;
  const others = agents.map(namedAs).join(" || ");
  const whole = `${TASK} && (${named} || (${TYPE} == ${JSON.stringify(agent.type)} && !(${others})))`;
  if (whole.length <= LONGEST) return whole;
  notes.push(
    "it no longer gets tasks that name no agent: there are too many agents for one condition",
  );
  return `${TASK} && ${named}`;
}

function namedAs({ id, name }: ChosenAgent): string {
  const pattern = `(?i)^${name.replaceAll(/[^\p{L}\p{N} ]/gu, (one) => `\\${one}`)}$`;
  return `(${NAME} == ${JSON.stringify(id)} || ${NAME}.matches(${JSON.stringify(pattern)}))`;
}
