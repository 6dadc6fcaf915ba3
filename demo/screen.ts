// Prints the demo for the person at the terminal.
const isColoured = process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === ''
function colour(code: number, text: string) {
  return isColoured ? `\u001b[${code}m${text}\u001b[0m` : text
}

export function green(text: string) {
  return colour(32, text)
}

export function red(text: string) {
  return colour(31, text)
}

export function dim(text: string) {
  return colour(2, text)
}

let chapters = 0
let failures = 0

export function title(text: string): void {
  console.log(`\n${colour(1, text)}`)
}

export function chapter(text: string): void {
  chapters += 1
  title(`${chapters}. ${text}`)
}

export function printLine(who: 'agent' | 'human' | 'service' | 'auditor', text: string): void {
  console.log(`   ${dim(who.padEnd(8))} ${text}`)
}

export function note(text: string): void {
  console.log(`   ${text}`)
}

/** Prints a claim and whether it is true; the demo succeeds only if all are. */
export function check(claim: string, isTrue: boolean): void {
  if (!isTrue) failures += 1
  console.log(`   ${isTrue ? green('✔') : red('✖')} ${claim}`)
}

export function failed() {
  return failures
}

/** A value on one line, cut to fit. */
export function shorten(value: unknown, width: number): string {
  const text = JSON.stringify(value)
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}
