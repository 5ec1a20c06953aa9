/** Words in the names of variables that hold secrets. */
const SECRET_WORDS = /token|secret|passw|api_?key|access_?key|private_?key|credential|database_url/i;

/** Whether a name, or a pattern that looks for one, says that the variable holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_WORDS.test(name);
}
