const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** An alert as Falco's text output has it after the time: one line, control characters escaped as in JSON. */
export function formatTextLine(priority: string, message: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  const escaped = message.replace(/[\x00-\x1f\x7f]/g, (char) => {
    return ESCAPES.get(char) ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `${priority} ${escaped}`;
}
