/** The command, path, URL or arguments of a call, from the texts in its fields. */
export function callSubject(field: (name: string) => string): string {
  return (
    field('tool.input_command') ||
    field('tool.real_file_path') ||
    field('tool.url') ||
    inputSubject(field('tool.input'))
  );
}

/** The keys of tools' arguments that say what a call is about, the most telling first. */
const TELLING_KEYS = ['query', 'pattern', 'description', 'prompt'];

/** What a call is about whose arguments name no command, path or URL. */
function inputSubject(input: string): string {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    // Masking a secret can cut through the JSON around it.
    return input;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return input;
  const entries = Object.entries(value);
  const telling = TELLING_KEYS.map((key) => entries.find(([name]) => name === key)?.[1]);
  const text = telling.find((one) => typeof one === 'string' && one !== '');
  if (typeof text === 'string') return text;
  return entries
    .map(([key, one]) => `${key}=${typeof one === 'string' ? one : JSON.stringify(one)}`)
    .join(' ');
}
