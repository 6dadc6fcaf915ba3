// A synthetic log, made as the tests of the receipt package make it.
export {
  bundleOf,
  checkpointOf,
  evidenceOf,
  headerOf,
  keySetOf,
  linesOf,
} from '../../receipt/test/cut.ts'
export { add, createLog, leaves, ORG, OTHER_ORG, signCommit } from '../../receipt/test/log.ts'
export { sampleLog } from '../../receipt/test/sample.ts'
