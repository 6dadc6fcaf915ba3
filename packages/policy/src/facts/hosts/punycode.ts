// Host names in other scripts, as DNS writes them (RFC 3492).
// RFC 3492, section 5.
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const LABEL = 63

function digit(value: number): string {
  return String.fromCharCode(value < T_MAX ? value + 97 : value + 22)
}

function adapted(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2))
  rest += Math.floor(rest / count)
  let k = 0
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}

function integer(delta: number, bias: number): string {
  let text = ''
  let rest = delta
  for (let k = BASE; ; k += BASE) {
    const limit = Math.min(Math.max(k - bias, T_MIN), T_MAX)
    if (rest < limit) return text + digit(rest)
    text += digit(limit + ((rest - limit) % (BASE - limit)))
    rest = Math.floor((rest - limit) / (BASE - limit))
  }
}

function encoded(codes: readonly number[]): string {
  const basic = codes.filter((code) => code < 128)
  let text = basic.length > 0 ? `${String.fromCharCode(...basic)}-` : ''
  let [last, delta, bias, done] = [128, 0, 72, basic.length]
  for (const next of [...new Set(codes)].filter((code) => code >= 128).sort((a, b) => a - b)) {
    delta += (next - last) * (done + 1)
    for (const code of codes) {
      if (code < next) delta += 1
      if (code !== next) continue
      text += integer(delta, bias)
      bias = adapted(delta, done + 1, done === basic.length)
      delta = 0
      done += 1
    }
    delta += 1
    last = next + 1
  }
  return text
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

/** A host name as DNS knows it: labels in other scripts are written as `xn--…`. */
export function asciiName(name: string): string {
  return isAscii(name)
    ? name
    : name
        .split('.')
        .map((label) => {
          const codes = Array.from(label, (letter) => letter.codePointAt(0) ?? 0)
          return isAscii(label) || codes.length > LABEL ? label : `xn--${encoded(codes)}`
        })
        .join('.')
}
