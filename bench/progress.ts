// Prints a line of progress to standard error; standard output is kept for the table.
export function progress(text: string): void {
  process.stderr.write(`bench: ${text}\n`)
}
