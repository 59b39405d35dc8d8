/** Chat-completion answers whose tool calls are not quite of the form, as models and their servers do write them. */

interface Call {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown } | null;
}

/**
 * The answer with every tool call in the form that readers insist on (a name and arguments that are text), or undefined
 * if it is already. What the model wrote is kept: arguments sent as an object become its JSON.
 */
export function repairChat(body: unknown): unknown {
  const choices = (body as { choices?: unknown } | null)?.choices;
  if (!Array.isArray(choices)) return undefined;
  if (choices.every((choice) => isFine(choice))) return undefined;
  return {
    ...(body as object),
    choices: choices.map((choice) => {
      if (isFine(choice)) return choice;
      const { tool_calls: calls, ...message } = choice.message;
      return { ...choice, message: Array.isArray(calls) ? { ...message, tool_calls: calls.map(proper) } : message };
    }),
  };
}

function isFine(choice: { message?: { tool_calls?: unknown } | null } | null): boolean {
  const calls = choice?.message?.tool_calls;
  return Array.isArray(calls) ? calls.every(isProper) : calls === undefined;
}

function isProper(call: Call | null): boolean {
  const written = call?.function;
  return (
    typeof written?.name === 'string' &&
    typeof written.arguments === 'string' &&
    call?.type === 'function' &&
    typeof call.id === 'string' &&
    call.id !== ''
  );
}

function proper(call: Call | null) {
  const written = call?.function;
  const given = written?.arguments;
  return {
    ...call,
    id: typeof call?.id === 'string' && call.id !== '' ? call.id : 'call',
    type: 'function',
    function: {
      name: typeof written?.name === 'string' ? written.name : '',
      arguments: typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given),
    },
  };
}
