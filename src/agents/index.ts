export type {
  Agent,
  AgentRun,
  AgentUser,
  Answer,
  CallOutcome,
  Decision,
  FileAccess,
  HookCommand,
  HookReply,
  HookStatus,
  Json,
  JsonObject,
  ParsedHook,
  Registration,
  SettingsChange,
  SettingsEdit,
  SettingsFile,
  ToolCall,
} from './agent.ts';
export { askAsRefusal } from './ask-as-refusal.ts';
export { claudeCode } from './claude-code/claude-code.ts';
export { AGENTS, findAgent } from './find-agent.ts';
export { isJsonObject } from './json-kind.ts';
