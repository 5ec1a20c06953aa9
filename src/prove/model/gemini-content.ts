import {
  type Dialect,
  events,
  list,
  type ModelRequest,
  record,
  type Turn,
  text,
  userText,
} from './dialect.ts';

/** Gemini's `generateContent` and `streamGenerateContent`. */
export const geminiContent: Dialect = {
  path: /\/models\/[^/]+:(?:g|streamG)enerateContent$/,
  read,
  renderJson: (turn, model) => JSON.stringify(document(turn, model)),
  renderEvents: (turn, model) => events([document(turn, model)]),
  aside: [[/\/models\/[^/]+:countTokens$/, { totalTokens: 1 }]],
};

function read(body: unknown, path: string): ModelRequest {
  const request = record(body);
  const contents = list(request.contents).map(record);
  const parts = contents.flatMap((content) => list(content.parts).map(record));
  const declarations = list(request.tools).flatMap((tool) => list(record(tool).functionDeclarations));
  return {
    model: /\/models\/([^/:]+):/.exec(path)?.[1] ?? '',
    stream: path.endsWith(':streamGenerateContent'),
    tools: declarations.map((declaration) => text(record(declaration).name)),
    prompt: userText(contents, 'parts'),
    results: parts.flatMap(({ functionResponse }) => {
      const { id, response } = record(functionResponse);
      return functionResponse === undefined ? [] : [readResult(text(id), record(response))];
    }),
  };
}

function readResult(
  id: string,
  response: Readonly<Record<string, unknown>>,
): ModelRequest['results'][number] {
  const { error, output } = response;
  const told = error ?? output ?? response;
  return { id, text: typeof told === 'string' ? told : JSON.stringify(told), isError: error !== undefined };
}

function document(turn: Turn, model: string): object {
  const parts =
    turn.kind === 'text'
      ? [{ text: turn.text }]
      : turn.uses.map(({ id, name, input }) => ({ functionCall: { id, name, args: input } }));
  return {
    candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    modelVersion: model,
  };
}
