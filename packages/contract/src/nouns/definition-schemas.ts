// What is found in the definition of a tool, as operations on tools and scans answer it.
import { DEFINITION_CATEGORIES, DEFINITION_VERDICTS, LEVELS } from '@countersign/terms'
import * as z from 'zod'

/** Something found in a definition; what it says is never repeated. */
export const DefinitionFinding = z
  .object({
    code: z.string().meta({ description: 'Such as `injection.conceal`; docs/scanning.md lists them' }),
    category: z.enum(DEFINITION_CATEGORIES).meta({ description: 'The kind of sign' }),
    severity: z.enum(LEVELS).meta({ description: '`low` is worth knowing and raises no doubt by itself' }),
    path: z.string().meta({ description: 'Where in the definition: a JSON pointer' }),
    message: z.string().meta({ description: 'What it is, in words' }),
  })
  .meta({ id: 'DefinitionFinding' })

/** The verdict on a definition. */
export const DefinitionVerdict = z
  .enum(DEFINITION_VERDICTS)
  .meta({ id: 'DefinitionVerdict', description: 'Nobody should use a tool that is `dangerous`' })

/** The members of a scan. */
export const scanMembers = {
  verdict: DefinitionVerdict,
  findings: z.array(DefinitionFinding).meta({ description: 'What was found' }),
  complete: z.boolean().meta({ description: 'False where there was more than is read of a definition' }),
}

/** What was found in a definition. */
export const DefinitionScan = z.object(scanMembers).meta({ id: 'DefinitionScan' })
