// Loaded with --import: prints on standard error, at exit, every module that the command imported.
import { registerHooks } from 'node:module'

const asked = new Set<string>()
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    asked.add(specifier)
    asked.add(found.url)
    return found
  },
})
process.on('exit', () => process.stderr.write(`\nmodules: ${JSON.stringify([...asked])}\n`))
