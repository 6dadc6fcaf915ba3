// `countersign scan`: declares the command and loads what it does only when it is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { type Json, online } from '../online.ts'

/** `countersign scan …` */
export function addScan(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  online(
    program
      .command('scan')
      .summary('scan the definitions of tools')
      .description(
        'Scans tool definitions, and compares them with what is pinned. A file holds one definition, a list of them, or what `tools/list` of an MCP server answers; without a file the registered tools are scanned.',
      )
      .argument('[file]', 'JSON with definitions; - for standard input'),
    'scan',
    ';\n                        without a file also tools:read',
  ).action(async (file: string | undefined, flags: Json) => {
    const { scanDefinitions } = await import('./scan.ts')
    finish(await scanDefinitions(file, flags, io))
  })
}
