import type { Agent } from '../agent.ts';
import { parsePayload } from './parse.ts';
import { registration } from './registration.ts';
import { renderAnswer } from './render.ts';

/** Cursor, as its documentation describes it. Not observed: there is no way to run it here. */
export const cursor: Agent = {
  id: 'cursor',
  name: 'cursor',
  title: 'Cursor (from documentation, not observed)',
  parse: parsePayload,
  render: renderAnswer,
  registration,
  marks: ['CURSOR_AGENT'],
  projectFiles: [],
};
