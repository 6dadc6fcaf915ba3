// npm run scan-report -- [folder or file]: recall and false alarms, on our own samples by default.
import { fileURLToPath } from 'node:url'
import { judge, linesOf, type Sample, samplesIn } from './report.ts'
import { drawnSecrets } from './secrets.ts'

function ownSamples(): Sample[] {
  const drawn = drawnSecrets().map((given): Sample => ({ given, as: 'text', category: 'secret' }))
  return [...samplesIn(fileURLToPath(new URL('sets', import.meta.url))), ...drawn]
}

const [path] = process.argv.slice(2)
const samples = path === undefined ? ownSamples() : samplesIn(path)
const judged = samples.map(judge)
// Every other sample was looked at while the detectors were written; the others tell how they do on what they were not written for.
const parts =
  path === undefined
    ? [
        ['samples that were tuned on', judged.filter((_, at) => at % 2 === 0)] as const,
        ['samples that were held back', judged.filter((_, at) => at % 2 === 1)] as const,
      ]
    : [[path, judged] as const]
for (const [name, part] of parts) process.stdout.write(`${linesOf(name, part).join('\n')}\n`)
