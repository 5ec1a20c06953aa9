export {
  type Answered,
  answerPayload,
  type Bench,
  type Dialect,
  refuse,
  renderAnswered,
  unknownDialect,
} from './answer.ts';
export { requestReload, requestStatus, requestStop } from './control-client.ts';
export { readHttpToken } from './http-token.ts';
export { linuxProcess, type Process } from './linux-process.ts';
export { type SwitchOff, switchOffsIn } from './project-switch-offs.ts';
export { createService, type LoadedGuard, type Service, type ServiceOptions } from './service.ts';
export { ServiceError, type ServiceErrorCode } from './service-error.ts';
export { MAX_SOCKET_PATH_BYTES, type Takeover } from './socket-file.ts';
export { folderProblem } from './socket-folder.ts';
export {
  type Replace,
  SERVICE_ENVIRONMENT,
  serviceArguments,
  spawnService,
  startOnDemand,
} from './spawn-service.ts';
export type { ReloadResult, ServiceStatus } from './status.ts';
export { keepUp, type UpkeepOptions } from './upkeep.ts';
export { isOlder } from './version-order.ts';
