// The public interface of the package: the MCP server, its settings and its tools.
export { answerBytesMax, boundedFetch } from './bounded.ts'
export { createServer } from './server.ts'
export { clientOf, SettingsError } from './settings.ts'
export { type Tool, tools } from './tools.ts'
