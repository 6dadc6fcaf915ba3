// cedar-wasm, which parses and validates what is published. Only the threads that do so load it.
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import type { CedarWasm } from '@countersign/policy/compiled'

export const wasm: CedarWasm = engine
