/** Words that make the rules deny a call, or ask about it, wherever they stand in it. */
export const DENY_WORD = 'proof-deny';
export const ASK_WORD = 'proof-ask';

/** Rules that a proof brings along, so that it depends on no wording but its own. */
export const MARKER_RULES = `
- rule: Deny the marker
  desc: A word that stands for anything forbidden.
  condition: tool.input contains "${DENY_WORD}"
  output: Falco blocked %tool.name because the call carries the deny marker
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]

- rule: Ask about the marker
  desc: A word that stands for anything doubtful.
  condition: tool.input contains "${ASK_WORD}"
  output: Falco requires confirmation for %tool.name because the call carries the ask marker
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;
