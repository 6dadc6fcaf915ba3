// npm run scan-report -- [folder or file]: recall and false alarms, on our own samples by default.
import { fileURLToPath } from 'node:url'
import { type Judged, judge, linesOf, type Sample, samplesIn } from './report.ts'
import { drawnSecrets } from './secrets.ts'

function ownSamples(): Sample[] {
  const drawn = drawnSecrets().map((given): Sample => ({ given, as: 'text', category: 'secret' }))
  return [...samplesIn(fileURLToPath(new URL('sets', import.meta.url))), ...drawn]
}

const [path] = process.argv.slice(2)
const samples = path === undefined ? ownSamples() : samplesIn(path)
const judged = samples.map(judge)
/** Every other sample, and all that are marked, were looked at while the detectors were written. */
function isTuned({ sample }: Judged, at: number): boolean {
  return sample.tuned === true || at % 2 === 0
}

const parts =
  path === undefined
    ? [
        ['samples that were tuned on', judged.filter(isTuned)] as const,
        ['samples that were held back', judged.filter((one, at) => !isTuned(one, at))] as const,
      ]
    : [[path, judged] as const]
for (const [name, part] of parts) process.stdout.write(`${linesOf(name, part).join('\n')}\n`)
