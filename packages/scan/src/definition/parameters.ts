// Parameters through which a tool takes commands, at any depth, or asks for the context of the model.
import type { DefinitionFinding } from './model.ts'
import { partsOf } from './names.ts'
import type { Parameter } from './schema.ts'

const EXECUTES = new Set('exec eval cmd cmdline subprocess spawn popen execve shellcode'.split(' '))
/** Dangerous as the whole name only, or with a part that says so. */
const WHOLE = new Set('command commands shell system exec eval cmd subprocess spawn'.split(' '))
const WHOLE_PAIRS = new Set(
  'command_line shell_command shell_cmd run_command exec_command system_command bash_command os_command raw_command command_string commands_to_run shell_script bash_script powershell_script'.split(
    ' ',
  ),
)
const CONTEXT = new Set(
  'system_prompt systemprompt conversation_history chat_history full_conversation conversation_context previous_messages chain_of_thought model_reasoning tools_list list_of_tools available_tools all_tools hidden_context llm_context agent_context user_messages raw_prompt original_prompt'.split(
    ' ',
  ),
)

/** Words by which a tool says that it runs commands, or works with models. */
const SAYS_EXECUTES =
  /\b(?:run|runs|exec|executes?|executing|commands?|cmd|shell|terminal|bash|zsh|powershell|scripts?|cli|repl|interpreter|process|processes|kubectl|docker|containers?|ssh|cron|sandbox|console|tmux|pty|eval|evaluates?|systems?)\b/
const SAYS_MODEL =
  /\b(?:llms?|models?|prompts?|assistants?|agents?|chat|completions?|conversations?|ai|bots?|personas?)\b/

/** The findings on parameters; `subject` is what the tool says of itself, in small letters. */
export function parameterFindings(parameters: readonly Parameter[], subject: string): DefinitionFinding[] {
  const says = { executes: SAYS_EXECUTES.test(subject), model: SAYS_MODEL.test(subject) }
  return parameters.flatMap((parameter) => findingOn(parameter, says) ?? [])
}

/** What a tool says of itself. */
type Says = { readonly executes: boolean; readonly model: boolean }

function findingOn(parameter: Parameter, says: Says): DefinitionFinding | undefined {
  const { name, path, isText } = parameter
  const parts = partsOf(name)
  const whole = parts.join('_')
  if (/^(?:__proto__|constructor|prototype)$/.test(name)) {
    return finding('parameter.prototype', 'high', path, 'a parameter that changes objects of the caller')
  }
  if (!isText) return undefined
  if (WHOLE.has(whole) || WHOLE_PAIRS.has(whole) || parts.some((part) => EXECUTES.has(part))) {
    const isPrompt = whole === 'system' && says.model
    const severity = says.executes || isPrompt || isOfRecord(parameter) ? 'low' : 'medium'
    return finding('parameter.command', severity, path, 'a parameter that takes a command')
  }
  if (CONTEXT.has(whole)) {
    const severity = says.model ? 'low' : 'high'
    return finding('parameter.context', severity, path, "a parameter that asks for the model's own context")
  }
  return undefined
}

/** Whether it is a part of one of the scripts, jobs or hooks in a list that the tool keeps, and runs nothing now. */
function isOfRecord({ around, isListed }: Parameter): boolean {
  return isListed && around.some((name) => SAYS_EXECUTES.test(partsOf(name).join(' ')))
}

function finding(
  code: string,
  severity: DefinitionFinding['severity'],
  path: string,
  message: string,
): DefinitionFinding {
  return { code, category: 'parameter', severity, path, message }
}
