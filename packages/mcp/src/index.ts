export { answerBytesMax, boundedFetch } from './bounded.ts'
export { createServer } from './server.ts'
export { clientOf, SettingsError } from './settings.ts'
export { type Tool, tools } from './tools.ts'
