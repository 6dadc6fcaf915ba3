// What words mean for an instruction to a model, in languages that are written in Latin letters.

// A line is a concept and its words; a star stands for any ending. Accents and capitals do not matter.
export const LATIN: Readonly<Record<string, string>> = {
  en: `
STORY a story, short story, a novel, a scene, a screenplay, a play, a poem, a fairy tale, fiction, fictional, hypothetical, hypothetically, a dialogue, a dialog, a movie script, a bedtime story, a chapter, a fable
OVERRIDE ignore, erase your memory of, wipe your memory of, clear your memory of, supersedes, overlook the, overlook any, overlook all, overlook your, overlook these, overlook previous, overlook prior, leave aside, brush aside, pay no heed to, tune out, disregard, forget, override, overrule, bypass, circumvent, neglect, ignoring, disregarding, forgetting, pay no attention to, pay no mind to, do not follow, don't follow, dont follow, do not obey, don't obey, stop following, stop obeying, no longer follow, throw away, throw out, set aside, put aside, nullify, discard, dismiss, abandon, unlearn, wipe, purge, void, supersede, refrain from following, break free from, break out of, work around, get around, ignore and forget, take no notice of, turn off, switch off, disable, deactivate, violate, go against, never mind, nevermind, lgnore, disobey, do not comply with, stop complying with, unfollow, quit following, don't listen to, do not listen to, delete from memory, erase from memory
WEAK skip, drop, cancel, reset, clear, erase, delete, remove, replace, overwrite, stop, end, leave, change
PRIOR before this sentence, before this message, before this line, above this line, above this sentence, above this message, previous, previously, prior, above, earlier, preceding, foregoing, former, past, existing, before, beforehand, so far, until now, up to now, up to this point, given to you, given so far, given before, you were given, you have been given, you've been given, you received, you have received, you've received, that came before, preprogrammed, aforementioned, initial, original, earliest, old, last, first, initialization, initialisation, conversation so far, already, earlier on, at the start, at the beginning, the start of, you were told, i told you, you've been told, you have been told, you are told, i said, was said, told you, you learned, you were asked, was asked, we discussed, you have learned, you were trained, you were trained on, you have read, they told you, i asked you, your developers said
SAID you were told, i told you, you've been told, you have been told, you are told, i said, told you, you learned, you were asked, you have learned, they told you, i asked you
ORIGIN original, initial, existing, old, last, first, former, past, earliest, initialization, initialisation, already, at the start, at the beginning, the start of, preprogrammed
SAFETY safety checks, safety check, safety filters, safety filter, safety protocols, safety protocol, safety guidelines, safety rules, safety measures, content filters, content filter, content restrictions, content policy, content policies, ethical guidelines, ethical constraints, ethical considerations, moral considerations, moral constraints, moral guidelines, refusal, refusals, censorship, guardrails, moderation
RULES instruction, instructions, instrucions, directive, directives, guideline, guidelines, system prompt, system prompts, system message, system messages, pre-prompt, preprompt, prompt, prompts, programming, system instruction, system instructions, developer message, developer instructions, marching orders, directions, system text, initial message, developer prompt, instruction to, instructions to, instruction for, instructions for, ethical guidelines, safety guidelines, safety rules, safety instructions, content guidelines, content policy, what rules, what instructions, what guidelines, which rules, which instructions, what were you told, what have you been told, what were you instructed, what have you been instructed, what are you not supposed to tell, what are you not allowed to tell
POLICY rule, rules, order, orders, command, commands, constraint, constraints, restriction, restrictions, limitation, limitations, policy, policies, protocol, protocols, safeguard, safeguards, guardrail, guardrails, safety, filter, filters, censorship, ethics, ethical, moral, morals, moderation, training, boundaries, requirements, objective, objectives, alignment, rails, security checks, security check
TALK text, texts, conversation, conversations, chat, context, input, inputs, content, contents, data, dialogue, dialog, discussion, everything, anything, statements, sentences, assignments, assignment, knowledge, memory, questions, answers, things, whatever, everything else, user's request, request, initialization, initialisation, conversation so far, our conversation, words
MAIL email, emails, e-mail, mail, message, messages, comment, comments, letter, errors, error, warning, warnings, version, versions, step, steps, value, values, results, result, entry, entries, installation, notice, reminder
YOURS you, your, yours, yourself, u, ur, ya, begin your, start your, end your, finish your, conclude your, what were you told, what have you been told, what were you instructed, what have you been instructed, what are you not supposed to tell, what are you not allowed to tell
HELPER reviewer, assistant, assistants, chatbot, chatbots, bot, model, models, agent, agents, system
MODEL ai, a.i, ai assistant, ai assistants, llm, llms, language model, language models, gpt, gpt-4, gpt4, gpt-3, chatgpt, claude, gemini, copilot, bard, llama, mistral, grok, deepseek, ai model, ai models, ai agent, ai agents, ai system, ai systems, ai language model, large language model, neural network, openai, anthropic, virtual assistant, autonomous agent, autonomous agents
REVEAL reveal, spell, reprint, show, print, output, repeat, display, disclose, leak, expose, dump, recite, reproduce, spell out, write out, write down, tell me, tell us, give me, give us, send me, share, list, return, type out, copy, paste, provide, echo, translate, encode, quote, let me see, i want to see, i need to see, i would like to see, i'd like to see, i need all, i want all, send back, render, start with, begin with, convert, log
ASK what is, what's, whats, what are, what were, what was, what did, can i see, may i see, can i have, could i see, do you have, are there any, what rules, what instructions, what exactly, what guidelines, what prompt, what do, what does, what have, tell me what, what text, what were you told, what have you been told, what were you instructed, what have you been instructed, what are you not supposed to tell, what are you not allowed to tell
REPEAT repeat, repeat back, recite, reproduce, spell out, write out, print, output, verbatim, word for word, echo, copy, start with, begin with, type out
SYSTEM system prompt, system prompts, system message, system messages, system instruction, system instructions, developer message, developer instructions, system, hidden, secret, internal, full, complete, entire, whole, exact, verbatim, raw, underlying, confidential, actual, core, pre, developer, starting, beginning
SEND send, sending, forward, upload, post, email, mail, transfer, exfiltrate, transmit, leak, submit, deliver, report, relay, push, beacon, copy, pass, append, include, embed, attach, encode, put, place, add, bcc, cc, share, publish, return, supply, provide, insert, write, wire
FETCH read, open, fetch, load, retrieve, get, access, collect, gather, extract, find, search for, look up, cat, list, grep, scan, dump, obtain, harvest
SECRET password, passwords, api key, api keys, apikey, api_key, api-key, credentials, credential, access token, access tokens, auth token, tokens, secrets, ssh key, ssh keys, private key, private keys, secret key, secret keys, environment variable, environment variables, env vars, cookie, cookies, session token, seed phrase, recovery phrase, wallet, bank details, bank account, credit card, card number, card numbers, social security, ssn, id_rsa, id_ed25519, .env, .ssh, .aws, .npmrc, .netrc, mcp.json, etc passwd, etc shadow, keychain, 2fa code, verification code, one-time code, otp, login details, aws_secret_access_key, openai_api_key, anthropic_api_key, github_token, credentials file, login credentials, security code, security codes, verification codes, one-time codes, one-time password, 2fa codes, login code, confirmation code, backup codes, recovery codes
PRIVATE whole thread, entire thread, full thread, conversation history, chat history, entire conversation, full conversation, whole conversation, conversation so far, all messages, message history, personal data, personal information, personal details, contacts, contact list, address book, inbox, emails, private messages, user data, user's data, customer data, customer list, customer records, medical records, documents, files, file contents, contents of the file, source code, repository contents, private repo, private repos, private repository, private repositories, user's name, user's email, user's address, location, browsing history, calendar, database, system prompt, internal documents, salary, payroll, invoices
TELL tell, mention, inform, notify, reveal, disclose, alert, warn, report, telling, informing, mentioning, notifying, disclosing, revealing, alerting, warning, refer to, let, talk to, indicate to, explain to, admit to, say to
USER user, users, the user, the human, human user, the operator, the customer, the owner, the developer, them, him, her, end user, end users, human, humans
KNOWLEDGE user's knowledge, user's consent, user's approval, user's permission, user knowing, user noticing, user confirmation, user approval, user consent, their knowledge, their consent, asking for confirmation, asking for permission, asking permission, human approval, human review
SECRETLY silently, secretly, quietly, covertly, discreetly, stealthily, invisibly, unnoticed, surreptitiously, without being noticed
KEEP keep this secret, keep it secret, keep this hidden, keep this a secret, keep this confidential, keep this between us, hide this, hide it from, conceal this, conceal it, conceal the, hide the fact, keep quiet about, this is a secret, must remain hidden, must stay hidden, stay hidden from, keep hidden from, should remain invisible, must remain invisible, should not be visible to, must not be visible to
NOT not, don't, dont, do not, never, must not, mustn't, should not, shouldn't, cannot, can't, avoid, refrain from, without, no need to, under no circumstances, at no point
DESCRIBED does not, doesn't, did not, didn't, will not, won't, was not, is not, are not, isn't, would not, has not, have not
ROLE i want you to act, i want you to pretend, i need you to act, you will act, you shall act, stay in character, remain in character, you are going to act, you are going to pretend, you are going to be, you will play, assume the persona, adopt the persona, you are to act, you will be playing, you will pretend, you are pretending, let's play a game, lets play a game, you're playing, your persona, your new persona, your new identity, your new name is, your name is now, you go by, act as if you had no, act as though you
PLAY act as, act like, pretend to be, pretend you, pretend that you, pretend you're, roleplay as, role-play as, role play as, roleplay, imagine you are, imagine you're, imagine that you are, imagine yourself, behave like, behave as, respond as, answer as, reply as, speak as, talk like, talk as, play the role, play the part, take on the role, take the role, assume the role, adopt the role, impersonate, simulate, simulate being, you are playing
VOID irrelevant, void, invalid, no longer valid, no longer apply, no longer applies, don't apply, do not apply, null and void, superseded, cancelled, canceled, revoked, obsolete, outdated, suspended, lifted, disabled, a test, just a test, only a test, just an example, only an example, a joke, training data, not real, deprecated, removed, over, expired, wrong, fake, terminated, nullified, overridden, don't matter, do not matter, should be ignored, should be disregarded, must be ignored, must be disregarded, to be ignored, to be disregarded, can be ignored, have been replaced, have changed, has changed, have been changed, have been updated, have been overwritten, were changed, were updated, were replaced, does not bind, do not bind, never happened, never took place, never existed
BECOME you have no prior, you have no previous, you have no earlier, you have no instructions, you have no restrictions, you have no limits, you are now, you're now, you are no longer, you're no longer, from now on you, from now on, from this point on, from this moment on, from here on, henceforth, you have become, you will now, you shall now, you must now, going forward you, starting now, as of now you, you are not an ai, you are free, you are unrestricted, you have been freed, you have no rules, you are a new, now you are, now you're, now act, now pretend, you are not an assistant, you are not a chatbot, you are not an assistant any more, you are not a language model, you have been reprogrammed
LIMIT restriction, restrictions, filter, filters, limit, limits, limitations, limitation, censorship, rules, guidelines, constraints, boundaries, ethics, ethical guidelines, moral, morals, morality, safety, guardrails, warnings, disclaimers, policy, policies, content policy, refusal, refusing, moderation, laws, safety checks, safety filters, safety protocols, content filters, content restrictions, moral considerations, ethical constraints, moral constraints
FREE knows no law, knows no rules, knows no limits, says yes to everything, never says no, never refuses, without your filters, without your filter, without your restrictions, without your rules, without your guidelines, without your limits, unrestricted, unfiltered, uncensored, jailbreak mode, jailbroken, do anything now, dan mode, dan, god mode, evil mode, stan mode, dude mode, opposite mode, amoral, no restrictions, without restrictions, without any restrictions, without limitations, without filters, without limits, no filters, no rules, free of all restrictions, free from all restrictions, no ethical, no moral, anti-dan, aim mode, unaligned, unbound by, not bound by, no longer bound, no censorship, regardless of legality, no matter how illegal, without restriction, without any restriction, without limitation, without moral, without ethical, without refusal
MODE developer mode, dev mode, sudo mode, admin mode, debug mode, maintenance mode, root mode, unlimited mode, test mode, diagnostic mode, unrestricted mode
MUST must, should, shall, always, need to, have to, has to, immediately, important, required, mandatory, please, kindly, critical, urgent, crucial, essential, make sure, be sure, ensure, obligated, obliged, supposed to, want you to, need you to, would like you to, i command you, i order you, it is imperative, strictly, now, remember to, are to, just, simply, wants you to, expects you to, asks you to, would like you to
NEW new, updated, real, actual, true, revised, secret, different
TASK task, tasks, instruction, instructions, mission, objective, directive, directives, orders, goal
INSTEAD instead, rather than, in place of, do the following, do this first, the following first, following instead, only the following, then proceed, then continue, and nothing else, before anything else, before you do anything, before doing anything else, before you can solve, before you can complete, before answering, before continuing, before proceeding, before completing, as your first step, as a first step, forget it and, stop there, before you solve, before you complete, any other task, any other tasks, before you finish the task
STOP stop summarizing, stop summarising, stop translating, stop what you are doing, stop what you're doing, stop your current task, stop the current task, stop processing, abort the current, end of document, end of the document, end of prompt, end of instructions, end of context, end of user input, end of data, end of text, end of email, end of file, end of conversation, task complete, task completed, previous task is complete, test is over, the above was a test, the above was just, that was just a test, that was a test, that's all for, now comes, here comes the real, new conversation, new chat, let's reset your, reset the conversation, clear your context, clear your memory
READING if the reader is an, if the reader is a, if you are an automated, if this is read by, ai reading this, agents reading this, any ai that reads, reading this, processing this, summarizing this, summarising this, parsing this, analyzing this, analysing this, scraping this, crawling this, viewing this page, who reads this, that reads this, when you read this, if you read this, if you can read this, if you see this, if you are an ai, if you're an ai, if you are a language model, if you are an llm, if you are an assistant, if you are an agent, if you're an llm, if you are chatgpt, if you are claude, if you are reading this
ADDRESS note to, note for, hint for, hint to, notice for,  message to, message for, instructions for, instruction for, instruction to, instructions to, attention, attn, dear, hey, hello, hi, notice to, reminder to, reminder for, important message from, important message for, memo to, addressed to, directive for, directive to, special instructions for, this is a message to, for the attention of, to all
SAY respond, answer, reply, say, output, write, print, type, respond only, only respond, answer only, begin your, start your, end your, reply only, only reply, only answer, just say, only say, just print, only print, just output, only output, respond with, reply with, answer with, finish your, conclude your, state that, claim that, insert
DO run, execute, call, invoke, delete, remove, download, install, visit, click, navigate, go to, browse, create, change, modify, update, set, grant, approve, merge, disable, buy, purchase, pay, transfer, schedule, book, order, use, follow, perform, complete, carry out, recommend, rate, rank, hire, praise, promote, endorse, advise, direct, redirect, convince, persuade, encourage, tell, ask, make, give, issue, refund, accept, reject, unsubscribe, unlock, share, push, commit, deploy, invite, add, draft, proceed, do
META attack, attacks, attacker, attackers, injection, injections, prompt injection, jailbreaks, jailbreaking, phrase, phrases, such as, e.g, for example, for instance, example of, examples of, examples include, like these, detect, detects, detected, detection, detector, classifier, flagged, flags, malicious, adversarial, vulnerability, vulnerabilities, red team, red-team, researchers, research, paper, study, payload, payloads, dataset, benchmark, blocklist, sanitize, mitigation, mitigations, defence, defense, defend, threat, exploit, hackers, hacker, security, tries to, try to, attempt to, attempts to, trick, tricks, tricked, known as, so-called, called, means, blocked, strings like, sentences like, texts like, messages like, words like, string, contains, containing, saying, says, reads, test case, tests, expect, assert, filters, rejects, e g, quote, quoted, wrote, titled, headline, article, hijack, injected, training example
ANSWER response, responses, reply, replies, reply with, answer with, answer, answers, output, outputs, summary, first token, first word, first line
OPENS begin, begins, begin with, begin your, start, starts, start with, start your, append, end with, end your, first, conclude with, first token, first word, first line
PREPEND prefix, prefixed, prepend, preface
OBEY strictly adhere, strictly adhere to, adhere to, must adhere, strictly follow, strictly comply, must comply, comply with, obey
RETELL summarize, summarise, summary of, explain, outline, outline of, describe, restate, paraphrase, rephrase, list
EXCLUDE use other tools, use any other tool, use any other tools, call other tools, use another tool, call any other tool
TO to
AND and, then, also, or, but, so, first, now, next, okay, ok, well, yes, thanks, thank you, cool, sorry, again, actually, alternatively, otherwise, therefore, step, finally, oh, great, perfect, alright, right, just, simply, kindly, urgent, important, warning, critical
MODAL may, might, can, could, will, would, often, that, which, who, they, it, he, she, we, i, sometimes, usually, typically, users, people, models, llms, someone, attackers, tend to, when, if, whether, how, how to, why
UNLOCK admin mode, administrator mode, developer mode, dev mode, root mode, debug mode, jailbreak mode, jailbroken mode
ALL all, any, every, everything, anything, each, whatever, whichever, entire`,
  de: `
STORY geschichte*, roman, szene, drehbuch, gedicht, marchen, fiktiv*, hypothetisch*
OVERRIDE ignoriere, ignorier, ignorieren, ignoriert, vergiss, vergesse, vergessen, missachte, missachten, beachte nicht, beachte keine, beachten sie nicht, nicht beachten, umgehe, umgehen, uberschreibe, uberschreiben, verwirf, verwerfe, verwerfen, uberspringe, befolge nicht, befolge keine, folge nicht, setze dich uber, setz dich uber, lass ausser acht, lasse ausser acht, halte dich nicht an, schalte ab, deaktiviere, streiche
PRIOR vorherig*, vorig*, bisherig*, obig*, oben, davor, zuvor, fruher*, vorangegangen*, vorangehend*, vorausgehend*, vorstehend*, bestehend*, ursprunglich*, erst*, letzt*, bisher, vorher, gegeben*, erhalten*, gesagte, gesagt, anfanglich*
RULES anweisung*, instruktion*, vorgabe*, systemprompt*, prompt*, systemanweisung*, systemnachricht*, richtlinie*, direktive*, arbeitsanweisung*, programmierung
POLICY regel*, befehl*, beschrankung*, einschrankung*, sicherheitsregel*, sicherheitsrichtlinie*, filter*, auftrag*, auftrage, grenzen, training, vorschrift*, sicherheit
TALK text*, alles, unterhaltung, gesprach*, kontext, inhalt*, daten, frage*, nachricht*, aufgabe*, eingabe*, satz*, satze
YOURS du, dir, dich, dein*, sie, ihre, ihren, ihr
MODEL ki, assistent*, sprachmodell*, chatbot*, ki-modell*, ki-assistent*, agent*
REVEAL zeige, zeig, zeigen, gib, gebe, geben, nenne, nenn, nennen, verrate, verrat, wiederhole, wiederhol, wiederholen, schreibe, schreib, drucke, enthulle, offenbare, liste, ubersetze, sage mir, sag mir, sagen sie mir, teile mir, schicke mir, schick mir, poste, fasse, kodiere, codiere
ASK was ist, was sind, was war, was waren, wie lautet, wie lauten, wie lautete, welche
SYSTEM system*, geheim*, intern*, vollstandig*, komplett*, ganz*, genau*, gesamt*, wortlich*, versteckt*, vertraulich*
SEND sende, sende, schicke, schick, senden, ubermittle, ubermitteln, leite, weiterleiten, lade, hochladen, maile, kopiere, fuge, hange, teile
FETCH lies, lese, offne, hole, suche, sammle, rufe
SECRET passwort*, kennwort*, passworter, zugangsdaten, anmeldedaten, api-schlussel*, schlussel, api-key*, api-keys, geheimnisse, token, kreditkart*, kontodaten, umgebungsvariable*, bankdaten
PRIVATE gesprachsverlauf, chatverlauf, personliche daten, personenbezogen*, kundendaten, kontakte, postfach, dateien, dokumente, benutzerdaten, nutzerdaten
TELL sage, sag, sagen, erwahne, erwahnen, informiere, informieren, verrate, verraten, benachrichtige, teile, mitteilen, zeige, erzahle, zu informieren, zu fragen, frage
USER benutzer*, nutzer*, anwender*, mensch*, kunde*
SECRETLY heimlich, unbemerkt, stillschweigend, im hintergrund, verdeckt, ohne wissen
NOT nicht, nichts, kein*, nie, niemals, ohne
ROLE stell dir vor, stelle dir vor, stellen sie sich vor, tu so, tue so, tun sie so, spiele die rolle, spiel die rolle, verhalte dich, verhalten sie sich, agiere als, handle als, schlupf* in die rolle, antworte als, rollenspiel, gib dich als, du spielst, benimm dich, sprich wie, nimm die rolle, du sprichst nur, du antwortest
BECOME du bist jetzt, du bist nun, du bist ab jetzt, ab jetzt, ab sofort, von nun an, von jetzt an, jetzt bist du, ab nun, du bist kein, du bist nicht mehr, sie sind jetzt, du wirst jetzt, du bist mein*, du bist ein*
LIMIT beschrankung*, einschrankung*, filter*, regeln, grenzen, zensur, richtlinien, tabus, moral*, sicherheitsprotokoll*, sicherheitsfilter*, sicherheitsregel*, sicherheitsrichtlinie*, sicherheitsmassnahme*, inhaltsfilter*, ethische beschrankung*, ethischen beschrankung*, ethische grenzen, ethischen grenzen, ethischen richtlinien, ethische richtlinien, moralischen grenzen, schutzmassnahme*
FREE uneingeschrankt*, ungefiltert*, unzensiert*, entwicklermodus, ohne einschrankungen, ohne beschrankungen, ohne regeln
MUST muss*, musst, mussen, sollst, sollte, sollen, immer, unbedingt, sofort, bitte, wichtig, dringend, jetzt, einfach
NEW neu*, folgend*, eigentlich*, wahr*, aktuell*, anderer, andere, wirklich*
TASK aufgabe*, anweisung*, ziel*, auftrag*, rolle, mission
INSTEAD stattdessen, anstatt, stattdessen nur, mach stattdessen, tu stattdessen
ADDRESS hinweis an, nachricht an, anweisung an, anweisungen fur, achtung, hallo, hinweis fur
SAY antworte, antworten, schreibe, schreib, sage, sag, gib aus, beantworte, konzentriere, konzentrieren, antwortest, sprichst, redest, schreibst
DO fuhre, losche, losch, installiere, lade, besuche, klicke, erstelle, andere, uberweise, uberweisen, kaufe, mache, mach, genehmige, empfiehl, bewerte, rufe
META angriff*, angreifer*, injection*, beispiel*, etwa, zum beispiel, z.b, erkennt, erkennung, sicherheit, sicherheitsforscher, satze wie, formulierung*, schutz
TO zu
SAFETY sicherheitsprotokoll*, sicherheitsfilter*, sicherheitsregel*, sicherheitsrichtlinie*, sicherheitsmassnahme*, inhaltsfilter*, ethische beschrankung*, ethischen beschrankung*, ethische grenzen, ethischen grenzen, ethischen richtlinien, ethische richtlinien, moralischen grenzen, schutzmassnahme*
UNLOCK admin-modus, administratormodus, entwicklermodus, jailbreak-modus`,
  fr: `
STORY histoire, conte, roman, scene, scenario, poeme, fiction, fictif, fictive, hypothetique
OVERRIDE ignore, ignorez, ignorer, oublie, oubliez, oublier, ne tiens pas compte, ne tenez pas compte, ne tiens plus compte, ne pas tenir compte, fais abstraction, faites abstraction, neglige, negligez, contourne, contournez, outrepasse, passe outre, ne suis pas, ne suivez pas, ne suis plus, n'obeis pas, mets de cote, laisse tomber, annule, desactive, ecarte, meprise
PRIOR precedent*, ce qui precede, qui precede, anterieur*, ci-dessus, avant, plus haut, anciens, anciennes, initial*, initiaux, original*, originaux, donne*, jusqu'ici, jusqu'a present, existant*, recu*, premier*, premiere*
RULES instruction*, consigne*, directive*, prompt*, invite systeme, prompt systeme, message systeme, programmation
POLICY regle*, ordre*, commande*, restriction*, limite*, contrainte*, filtre*, securite, politique*, garde-fous, limitations
TALK texte*, tout, conversation*, contexte, message*, contenu*, question*, donnees, ce qui, phrase*
YOURS tu, te, toi, ton, ta, tes, vous, votre, vos, t'
MODEL ia, assistant*, modele*, modele de langage, chatbot*, agent*, robot*
REVEAL revele, revelez, affiche, affichez, montre, montrez, imprime, imprimez, repete, repetez, ecris, ecrivez, donne, donnez, donne-moi, donnez-moi, dis-moi, dites-moi, divulgue, divulguez, recopie, envoie-moi, partage, traduis, resume, cite, encode, encodez
ASK quel est, quelle est, quels sont, quelles sont, quelles etaient, quel etait, c'est quoi
SYSTEM systeme, cache*, secret*, interne*, complet*, complete*, integral*, entier*, exact*, initial*, confidentiel*
SEND envoie, envoyez, envoyer, transmets, transmettez, transfere, transferez, telecharge, poste, publie, copie, ajoute, partage, transferer, inclus
FETCH lis, lisez, ouvre, ouvrez, recupere, recuperez, cherche, collecte
SECRET mot de passe, mots de passe, identifiants, cle api, cles api, cle d'api, jeton*, secrets, carte bancaire, carte de credit, variables d'environnement, cle privee, cles privees, coordonnees bancaires
PRIVATE historique de conversation, historique, donnees personnelles, donnees client*, contacts, boite de reception, fichiers, documents
TELL dis, dites, dire, mentionne, mentionnez, mentionner, informe, informez, informer, previens, prevenir, avertir, revele, parle, demander, signale, signaler
USER utilisateur*, utilisatrice*, client*, humain*
SECRETLY discretement, secretement, silencieusement, en secret, en arriere-plan, a l'insu
NOT ne, pas, jamais, sans, n'
ROLE agis comme, agissez comme, fais comme si, faites comme si, fais semblant, faites semblant, imagine que tu, imaginez que vous, joue le role, jouez le role, comporte-toi comme, comportez-vous, tu pretends, pretendez, incarne, tu vas jouer, reponds comme, je veux que tu agisses, mets-toi dans la peau, parle comme
BECOME tu es maintenant, tu es desormais, vous etes maintenant, vous etes desormais, a partir de maintenant, desormais, dorenavant, maintenant tu es, tu n'es plus, des maintenant
LIMIT restriction*, filtre*, limite*, regles, censure, contraintes, ethique, morale, protocoles de securite, protocole de securite, filtres de securite, regles de securite, mesures de securite, filtres de contenu, contraintes ethiques, limites ethiques, regles ethiques, restrictions ethiques, contraintes morales
FREE sans restriction*, sans aucune restriction, sans filtre*, sans limite*, mode developpeur, non censure, sans censure
MUST dois, doit, devez, toujours, immediatement, important, urgent, s'il te plait, s'il vous plait, il faut, veuillez, maintenant, juste
NEW nouveau*, nouvel*, nouvelle*, suivant*, vrai*, veritable*, reel*, autre*
TASK tache*, instruction*, mission*, objectif*, role, but
INSTEAD a la place, plutot, au lieu de, fais ceci
ADDRESS note a, message a, message pour, instructions pour, attention, cher, bonjour, note pour
SAY reponds, repondez, dis, dites, ecris, ecrivez, affiche, redige
DO execute, executez, supprime, supprimez, installe, visite, clique, cree, change, vire, achete, fais, faites, approuve, recommande, appelle
META attaque*, attaquant*, injection*, exemple*, par exemple, comme, phrase comme, phrases comme, detecte*, detection, securite, chercheurs, tel que, telles que
TO de, pour
SAFETY protocoles de securite, protocole de securite, filtres de securite, regles de securite, mesures de securite, filtres de contenu, contraintes ethiques, limites ethiques, regles ethiques, restrictions ethiques, contraintes morales
UNLOCK mode administrateur, mode admin, mode developpeur, mode jailbreak`,
  es: `
STORY historia, cuento, novela, escena, guion, poema, ficcion, ficticio, ficticia, hipotetico, hipotetica
OVERRIDE ignora, ignore, ignoren, ignorad, ignorar, olvida, olvide, olviden, olvidate, olvidar, descarta, descarte, no sigas, no siga, no obedezcas, haz caso omiso, haga caso omiso, hagan caso omiso, no hagas caso, no tengas en cuenta, pasa por alto, omite, anula, desobedece, elude, deja de seguir, deja de lado, prescinde, desactiva, sobrescribe
PRIOR anterior*, previa*, previo*, precedente*, arriba, antes, original*, inicial*, existente*, dada*, dado*, hasta ahora, recibid*, primer*
RULES instruccion*, indicacion*, directriz, directrices, directiva*, prompt*, mensaje del sistema, programacion, consigna*
POLICY regla*, orden, ordenes, comando*, restriccion*, limitacion*, filtro*, seguridad, politica*, norma*, limites
TALK texto*, todo, conversacion*, contexto, mensaje*, contenido*, pregunta*, datos, lo dicho, frase*
YOURS tu, te, ti, tus, usted, su, sus, vos
MODEL ia, asistente*, modelo*, modelo de lenguaje, chatbot*, agente*, robot*
REVEAL revela, revele, muestra, muestre, muestrame, imprime, repite, repita, escribe, dime, dame, enseñame, ensename, divulga, comparte, copia, enviame, traduce, resume, cita, indica, proporciona, codifica, codifique
ASK cual es, cuales son, cuales eran, cual era, que dice, que decia
SYSTEM sistema, oculto*, oculta*, secreto*, secreta*, interno*, interna*, completo*, completa*, entero*, exacto*, inicial*, confidencial*
SEND envia, envie, manda, mande, reenvia, reenvie, transmite, sube, publica, copia, transfiere, transfiera, incluye, comparte, adjunta, agrega
FETCH lee, lea, abre, abra, busca, obten, recopila, extrae
SECRET contraseña*, contrasena*, clave*, clave api, claves api, credencial*, token, tokens, secretos, tarjeta de credito, tarjetas de credito, variables de entorno, datos bancarios, clave privada
PRIVATE historial, historial de conversacion, historial de chat, datos personales, datos del usuario, datos de clientes, contactos, archivos, documentos, bandeja de entrada
TELL digas, diga, decir, menciones, mencione, mencionar, informes, informe, informar, avises, avise, avisar, reveles, notifiques, notificar, preguntar, comentes
USER usuario*, usuaria*, cliente*, humano*, persona*
SECRETLY en secreto, silenciosamente, discretamente, a escondidas, sin que se note, en segundo plano
NOT no, nunca, jamas, sin
ROLE actua como, actue como, finge, finja, imagina que eres, imagine que es, haz de cuenta, hazte pasar, comportate como, juega el papel, interpreta el papel, asume el papel, asume el rol, responde como, simula ser, pretende ser, quiero que actues, habla como, adopta el rol
BECOME ahora eres, eres ahora, a partir de ahora, desde ahora, de ahora en adelante, ya no eres, a partir de este momento, usted es ahora
LIMIT restriccion*, filtro*, limite*, reglas, censura, limitacion*, etica, moral, protocolos de seguridad, protocolo de seguridad, filtros de seguridad, reglas de seguridad, medidas de seguridad, filtros de contenido, restricciones eticas, limites eticos, normas eticas, restricciones morales
FREE sin restriccion*, sin ninguna restriccion, sin filtro*, sin limite*, sin censura, modo desarrollador, sin reglas
MUST debes, debe, deben, tienes que, siempre, inmediatamente, importante, urgente, por favor, ahora, solo, hay que
NEW nuev*, siguiente*, verdader*, real*, otra, otro
TASK tarea*, instruccion*, mision*, objetivo*, rol, papel
INSTEAD en su lugar, en vez de, en lugar de, haz lo siguiente
ADDRESS nota para, mensaje para, instrucciones para, atencion, hola, aviso a, estimado
SAY responde, responda, di, diga, escribe, contesta, redacta
DO ejecuta, ejecute, borra, elimina, elimine, instala, visita, haz, haga, haz clic, crea, cambia, compra, aprueba, recomienda, llama, usa
META ataque*, atacante*, inyeccion*, ejemplo*, por ejemplo, como, frases como, detecta, deteccion, seguridad, investigadores, tales como
TO a, para, de
SAFETY protocolos de seguridad, protocolo de seguridad, filtros de seguridad, reglas de seguridad, medidas de seguridad, filtros de contenido, restricciones eticas, limites eticos, normas eticas, restricciones morales
UNLOCK modo administrador, modo admin, modo desarrollador, modo jailbreak`,
  pt: `
OVERRIDE ignore, ignora, ignorem, ignorar, esqueca, esquece, esquecam, esquecer, desconsidere, desconsidera, desconsiderar, descarte, nao siga, nao obedeca, deixe de lado, contorne, burle, anule, pare de seguir, desative, sobrescreva, nao leve em conta
PRIOR anterior*, previa*, previo*, acima, antes, original, originais, inicial, iniciais, existente*, dada*, dado*, ate agora, recebid*, primeir*
RULES instrucao, instrucoes, diretriz, diretrizes, diretiva*, prompt*, orientacao, orientacoes, mensagem do sistema, programacao, comando do sistema
POLICY regra*, ordem, ordens, comando*, restricao, restricoes, limitacao, limitacoes, filtro*, seguranca, politica*, limites
TALK texto*, tudo, conversa*, contexto, mensagem, mensagens, conteudo*, pergunta*, dados, frase*
YOURS voce, voces, teu, tua, teus, tuas, seu, sua, seus, suas, te, tu
MODEL ia, assistente*, modelo*, modelo de linguagem, chatbot*, agente*
REVEAL revele, revela, mostre, mostra, mostre-me, imprima, repita, repete, escreva, diga-me, me diga, me mostre, me de, de-me, exiba, divulgue, compartilhe, copie, envie-me, traduza, resuma, liste, codifique, codifica
ASK qual e, quais sao, quais eram, qual era, o que diz
SYSTEM sistema, oculto*, oculta*, secreto*, secreta*, interno*, interna*, completo*, completa*, inteiro*, exato*, inicial, confidencia*
SEND envie, envia, enviar, mande, encaminhe, encaminhar, transmita, poste, publique, copie, transfira, inclua, compartilhe, anexe, adicione
FETCH leia, abra, busque, obtenha, colete, extraia
SECRET senha, senhas, chave de api, chaves de api, chave api, credencia*, token, tokens, segredos, cartao de credito, cartoes, variaveis de ambiente, dados bancarios, chave privada
PRIVATE historico, historico de conversa, dados pessoais, dados do usuario, dados dos clientes, contatos, arquivos, documentos, caixa de entrada
TELL diga, conte, mencione, mencionar, informe, informar, avise, avisar, revele, notifique, notificar, dizer, contar, perguntar, comente
USER usuario*, usuaria*, utilizador*, cliente*, humano*, pessoa*
SECRETLY em segredo, silenciosamente, discretamente, secretamente, as escondidas, em segundo plano
NOT nao, nunca, jamais, sem
ROLE aja como, finja, finge, imagine que voce, imagine que e, faca de conta, comporte-se como, atue como, interprete o papel, assuma o papel, responda como, simule ser, quero que voce atue, quero que voce aja, fale como, adote o papel
BECOME agora voce e, voce agora e, a partir de agora, de agora em diante, voce nao e mais, deste momento em diante, tu agora es
LIMIT restricao, restricoes, filtro*, limite*, regras, censura, limitacoes, etica, moral, protocolos de seguranca, protocolo de seguranca, filtros de seguranca, regras de seguranca, medidas de seguranca, filtros de conteudo, restricoes eticas, limites eticos, restricoes morais
FREE sem restric*, sem nenhuma restricao, sem filtro*, sem limite*, sem censura, modo desenvolvedor, modo de desenvolvedor, sem regras
MUST deve, devem, tem que, precisa, sempre, imediatamente, importante, urgente, por favor, agora, apenas
NEW nov*, seguinte*, verdadeir*, real, reais, outra, outro
TASK tarefa*, instrucao, instrucoes, missao, objetivo*, papel, funcao
INSTEAD em vez disso, em vez de, em seu lugar, no lugar, faca o seguinte
ADDRESS nota para, mensagem para, instrucoes para, atencao, ola, aviso ao, aviso para
SAY responda, diga, escreva, redija
DO execute, apague, exclua, delete, instale, visite, clique, crie, altere, compre, faca, aprove, recomende, chame, use
META ataque*, atacante*, injecao, exemplo*, por exemplo, como, frases como, detecta, deteccao, seguranca, pesquisadores, tais como
TO a, para, de
SAFETY protocolos de seguranca, protocolo de seguranca, filtros de seguranca, regras de seguranca, medidas de seguranca, filtros de conteudo, restricoes eticas, limites eticos, restricoes morais
UNLOCK modo administrador, modo admin, modo desenvolvedor, modo jailbreak`,
  it: `
OVERRIDE ignora, ignorate, ignori, ignorare, dimentica, dimenticate, dimentichi, dimenticare, trascura, non seguire, non seguite, non tenere conto, non considerare, tralascia, scarta, aggira, bypassa, annulla, lascia perdere, smetti di seguire, disattiva, sovrascrivi, non obbedire, disobbedisci
PRIOR precedent*, sopra, prima, originar*, iniziali, iniziale, esistenti, date, dati finora, finora, ricevut*, anteriori, prim*
RULES istruzion*, direttiv*, indicazion*, prompt*, messaggio di sistema, linee guida, programmazione, prompt di sistema
POLICY regol*, ordini, ordine, comand*, restrizion*, limitazion*, filtri, filtro, sicurezza, vincol*, limiti, politic*
TALK testo, testi, tutto, conversazion*, contesto, messaggi*, contenut*, domand*, cio che, frase, frasi
YOURS tu, te, ti, tuo, tua, tuoi, tue, voi, vostre, vostri, lei, suo
MODEL ia, ai, assistente, modello, modello linguistico, chatbot, agente
REVEAL rivela, rivelate, mostra, mostrami, mostrate, stampa, ripeti, ripetete, scrivi, dimmi, dammi, divulga, condividi, copia, inviami, traduci, riassumi, elenca, visualizza, codifica, codificate
ASK qual e, quali sono, quali erano, qual era, cosa dice
SYSTEM sistema, nascost*, segret*, intern*, complet*, inter*, esatt*, inizial*, riservat*, confidenzial*
SEND invia, inviate, manda, inoltra, inoltrate, trasmetti, carica, pubblica, copia, trasferisci, includi, condividi, allega, aggiungi
FETCH leggi, leggete, apri, cerca, recupera, raccogli, estrai
SECRET password, chiave api, chiavi api, credenzial*, token, segreti, carta di credito, carte di credito, variabili d'ambiente, dati bancari, chiave privata, chiavi private
PRIVATE cronologia, cronologia della chat, dati personali, dati dell'utente, dati dei clienti, contatti, file, documenti, posta in arrivo
TELL dire, dirlo, dica, menzionare, informare, avvisare, rivelare, notificare, parlare, chiedere, accennare
USER utent*, client*, persona, persone, umano
SECRETLY di nascosto, in segreto, silenziosamente, segretamente, in sordina, in background
NOT non, mai, senza
ROLE agisci come, comportati come, fingi di, fingi che, fai finta, immagina di essere, interpreta il ruolo, recita la parte, assumi il ruolo, rispondi come, voglio che tu agisca, parla come, simula di, facciamo finta
BECOME ora sei, adesso sei, sei ora, da ora in poi, d'ora in poi, da adesso in poi, da questo momento, non sei piu
LIMIT restrizion*, filtri, limiti, regole, censura, limitazion*, etica, morale, protocolli di sicurezza, protocollo di sicurezza, filtri di sicurezza, regole di sicurezza, misure di sicurezza, filtri dei contenuti, vincoli etici, limiti etici, restrizioni etiche, vincoli morali
FREE senza restrizion*, senza alcuna restrizione, senza filtri, senza limiti, senza censura, modalita sviluppatore, senza regole
MUST devi, deve, dovete, sempre, subito, immediatamente, importante, urgente, per favore, ora, solo
NEW nuov*, seguent*, ver*, reale, altro, altra
TASK compito, compiti, istruzion*, missione, obiettivo, ruolo
INSTEAD invece, al posto di, piuttosto, fai quanto segue
ADDRESS nota per, messaggio per, istruzioni per, attenzione, ciao, avviso per
SAY rispondi, rispondete, di', scrivi, rispondere
DO esegui, eseguite, cancella, elimina, installa, visita, clicca, crea, cambia, compra, fai, approva, consiglia, raccomanda, chiama, usa
META attacc*, attaccante, iniezion*, esempio, esempi, per esempio, come, frasi come, rileva, rilevamento, sicurezza, ricercatori
TO di, a, per
SAFETY protocolli di sicurezza, protocollo di sicurezza, filtri di sicurezza, regole di sicurezza, misure di sicurezza, filtri dei contenuti, vincoli etici, limiti etici, restrizioni etiche, vincoli morali
UNLOCK modalita amministratore, modalita admin, modalita sviluppatore, modalita jailbreak`,
  nl: `
OVERRIDE negeer, negeren, vergeet, vergeten, sla over, volg niet, houd geen rekening, hou geen rekening, omzeil, omzeilen, overschrijf, gooi weg, laat varen, gehoorzaam niet, schakel uit, zet opzij, schakel nu, schakel alle
PRIOR vorig*, voorgaand*, eerder*, bovenstaand*, hierboven, oorspronkelijk*, bestaand*, voorheen, gegeven, tot nu toe, daarvoor, ontvangen
RULES instructie*, aanwijzing*, richtlijn*, prompt*, systeemprompt*, opdrachten, systeembericht*, programmering
POLICY regel*, bevel*, opdracht*, beperking*, filter*, veiligheid*, beleid, grenzen, beveiliging
TALK tekst*, alles, gesprek*, context, bericht*, inhoud, vraag, vragen, gegevens
YOURS je, jij, jou, jouw, u, uw
MODEL ai, assistent*, taalmodel*, chatbot*, model, agent*
REVEAL toon, laat zien, onthul, geef, geef me, print, herhaal, schrijf, vertel me, noem, deel, kopieer, stuur me, vertaal, codeer
ASK wat is, wat zijn, wat was, wat waren, welke
SYSTEM systeem*, verborgen, geheim*, intern*, volledig*, compleet, complete, hele, gehele, exact*, vertrouwelijk*
SEND stuur, verstuur, verzend, zend, upload, plaats, mail, kopieer, voeg, deel, doorsturen
FETCH lees, open, haal, zoek, verzamel
SECRET wachtwoord*, inloggegevens, api-sleutel*, sleutel*, token*, geheimen, creditcard*, omgevingsvariabelen, bankgegevens
PRIVATE gespreksgeschiedenis, chatgeschiedenis, persoonsgegevens, persoonlijke gegevens, klantgegevens, contacten, bestanden, documenten
TELL vertel, zeg, vermeld, informeer, meld, waarschuw, onthul, te vertellen, te informeren, te melden, te vragen
USER gebruiker*, klant*, mens*
SECRETLY stiekem, in het geheim, stilletjes, ongemerkt, op de achtergrond
NOT niet, geen, nooit, zonder
ROLE doe alsof, gedraag je als, speel de rol, stel je voor dat je, neem de rol, antwoord als, handel als, rollenspel, doe je voor als, je speelt
BECOME je bent nu, jij bent nu, vanaf nu, van nu af aan, u bent nu, nu ben je, je bent niet langer, je bent geen
LIMIT beperking*, filters, regels, grenzen, censuur, richtlijnen, veiligheidsprotocol*, veiligheidsfilter*, veiligheidsregel*, veiligheidsmaatregel*, inhoudsfilter*, ethische beperking*, ethische grenzen, ethische regels, morele grenzen
FREE zonder beperking*, zonder filters, zonder grenzen, ongecensureerd*, ontwikkelaarsmodus, zonder regels
MUST moet, moeten, altijd, onmiddellijk, direct, belangrijk, dringend, alsjeblieft, alstublieft, nu, gewoon
NEW nieuw*, volgend*, echt*, werkelijk*, ander*
TASK taak, taken, instructie*, doel, missie, rol
INSTEAD in plaats daarvan, in plaats van, doe het volgende
ADDRESS bericht aan, opmerking voor, instructies voor, let op, hallo, aandacht
SAY antwoord, zeg, schrijf, reageer
DO voer uit, verwijder, installeer, bezoek, klik, maak, wijzig, koop, doe, keur goed, gebruik
META aanval*, aanvaller*, injectie*, voorbeeld*, bijvoorbeeld, zoals, detecteert, detectie, beveiliging, onderzoekers
TO te, om
SAFETY veiligheidsprotocol*, veiligheidsfilter*, veiligheidsregel*, veiligheidsmaatregel*, inhoudsfilter*, ethische beperking*, ethische grenzen, ethische regels, morele grenzen
UNLOCK beheerdersmodus, adminmodus, ontwikkelaarsmodus, jailbreakmodus`,
  pl: `
OVERRIDE zignoruj*, ignoruj*, ignorowac, zapomnij*, zapomniec, pomin*, pomijaj*, nie zwracaj uwagi, nie przestrzegaj, nie stosuj, odrzuc*, obejdz*, lekcewaz*, nadpisz*, nie wykonuj, przestan przestrzegac, nie bierz pod uwage, wylacz, wyłącz
PRIOR poprzedni*, wczesniejsz*, powyzsz*, dotychczasow*, uprzedni*, pierwotn*, oryginaln*, istniejac*, wyzej, wczesniej, otrzyman*, podan*, poczatkow*
RULES instrukcj*, polece*, wytyczn*, prompt*, dyrektyw*, wskazow*, zalece*, komunikat systemow*
POLICY zasad*, regul*, regula*, rozkaz*, ogranicze*, filtr*, bezpieczenstw*, polityk*, nakaz*, zabezpieczen*
TALK tekst*, wszystk*, rozmow*, kontekst*, wiadomosc*, tresc*, pytan*, dane
YOURS ty, ci, ciebie, twoj*, twoja, twoje, twoich, swoj*, swoje, swoich, jestes
MODEL ai, asysten*, model*, model jezykowy, chatbot*, agent*, si
REVEAL ujawnij*, pokaz*, wyswietl*, wydrukuj*, powtorz*, napisz*, podaj*, powiedz mi, zdradz*, udostepnij*, skopiuj*, przetlumacz*, wypisz*, zakoduj
ASK jaki jest, jakie sa, jakie byly, jaki byl, jak brzmi*
SYSTEM system*, ukryt*, tajn*, wewnetrzn*, peln*, cal*, dokladn*, poczatkow*, poufn*
SEND wyslij*, przeslij*, przekaz*, opublikuj*, przelej*, skopiuj*, dolacz*, udostepnij*, dodaj*
FETCH przeczytaj*, odczytaj*, otworz*, pobierz*, zbierz*, znajdz*
SECRET hasl*, klucz*, klucz api, klucze api, poswiadcze*, token*, dane logowania, kart* kredytow*, zmienn* srodowiskow*, dane bankow*
PRIVATE histori* rozmow*, histori* czatu, dane osobow*, dane klient*, kontakty, pliki, dokumenty
TELL mow, mowic, wspominaj, informuj, informowania, powiadamiaj, zdradzaj, ostrzegaj, pytaj, pytania, ujawniaj, powiadamiania, wspominania
USER uzytkowni*, klient*, czlowiek*
SECRETLY potajemnie, po cichu, w tajemnicy, dyskretnie, niepostrzezenie, w tle
NOT nie, nigdy, bez
ROLE udawaj*, zachowuj sie jak, wyobraz sobie, odgrywaj*, wciel* sie, zagraj role, odpowiadaj jako, dzialaj jako, przyjmij role, mow jak
BECOME jestes teraz, teraz jestes, od teraz, od tej chwili, od tego momentu, nie jestes juz, od tej pory
LIMIT ogranicze*, filtr*, zasad*, cenzur*, granic*, regul*, protokoły bezpieczeństwa, protokoly bezpieczenstwa, protokolow bezpieczenstwa, filtry bezpieczenstwa, zasady bezpieczenstwa, srodki bezpieczenstwa, ograniczenia etyczne, ograniczen etycznych, zasady etyczne, granice etyczne
FREE bez ogranicze*, bez filtr*, bez cenzury, tryb dewelopera, tryb programisty, bez zasad, nieograniczon*
MUST musisz, musi, powinienes, zawsze, natychmiast, wazne, pilne, prosze, teraz, tylko
NEW now*, nastepujac*, prawdziw*, inn*
TASK zadani*, instrukcj*, cel*, misj*, rol*
INSTEAD zamiast tego, zamiast, zrob nastepujace
ADDRESS uwaga, wiadomosc dla, notatka dla, instrukcje dla, czesc
SAY odpowiedz*, odpowiadaj*, powiedz, napisz*
DO wykonaj*, uruchom*, usun*, zainstaluj*, odwiedz*, kliknij*, utworz*, zmien*, kup*, zrob*, zatwierdz*, polec*, uzyj*
META atak*, atakujac*, wstrzykni*, przyklad*, na przyklad, takie jak, wykrywa*, bezpieczenstw* informatyczn*, badacz*
TO aby, zeby
SAFETY protokoły bezpieczeństwa, protokoly bezpieczenstwa, protokolow bezpieczenstwa, filtry bezpieczenstwa, zasady bezpieczenstwa, srodki bezpieczenstwa, ograniczenia etyczne, ograniczen etycznych, zasady etyczne, granice etyczne
UNLOCK tryb administratora, tryb dewelopera, tryb programisty, tryb jailbreak`,
  tr: `
OVERRIDE yoksay*, yok say*, gormezden gel*, goz ardi et*, unut*, dikkate alma*, onemseme*, gecersiz kil*, uyma*, takip etme*, atla*, bos ver*, es gec*, bir kenara birak*, devre disi birak*
PRIOR onceki*, yukaridaki*, daha onceki*, bundan once*, evvelki*, mevcut*, ilk*, orijinal*, simdiye kadar*, verilen*, verdigi*, eski*
RULES talimat*, yonerge*, komut istem*, prompt*, sistem mesaj*, yonlendirme*, direktif*, sistem istemi*
POLICY kural*, emir*, emr*, komut*, kisitlama*, sinirlama*, filtre*, guvenlik*, politika*
TALK metin*, metni*, her seyi, her sey*, konusma*, sohbet*, baglam*, mesaj*, icerik*, icerig*, soru*, veri*
YOURS sen, sana, seni, senin, siz, size, sizin, sizi
MODEL yapay zeka*, asistan*, model*, dil modeli*, sohbet robotu*, ajan*
REVEAL goster*, acikla*, yazdir*, tekrarla*, tekrar et*, soyle*, paylas*, ifsa et*, yaz, yazin, ver, verin, listele*, cevir*, kopyala*, kodla*
ASK nedir, nelerdir, neydi, neler, ne
SYSTEM sistem*, gizli*, tam*, butun*, tum*, dahili*, eksiksiz*
SEND gonder*, ilet*, yukle*, aktar*, paylas*, kopyala*, ekle*, yayinla*
FETCH oku*, ac, getir*, topla*, bul*
SECRET sifre*, parola*, api anahtar*, anahtar*, kimlik bilgi*, token*, kredi kart*, banka bilgi*, ortam degisken*, gizli bilgi*
PRIVATE sohbet gecmisi*, konusma gecmisi*, kisisel veri*, musteri veri*, kisiler*, dosya*, belge*
TELL soyleme*, bahsetme*, bildirme*, haber verme*, aciklama, belirtme*, sormadan, bildirmeden, soylemeden, haber vermeden
USER kullanici*, musteri*, insan*
SECRETLY gizlice, sessizce, fark ettirmeden, arka planda
NOT asla, degil, sakin, hicbir, olmadan
ROLE gibi davran*, rolunu oyna*, rol yap*, taklit et*, hayal et*, oldugunu varsay*, numarasi yap*, olarak cevap ver*, olarak davran*, rolune gir*, gibi konus*
BECOME artik sen*, artik bir, simdi sen*, sen artik*, bundan sonra*, su andan itibaren*, bundan boyle*, sen simdi*
LIMIT kisitlama*, sinir*, sınır*, kısıtlama*, filtre*, kural*, sansur*, etik*, guvenlik protokol*, guvenlik filtre*, guvenlik kural*, guvenlik onlem*, etik kisitlama*, etik sinir*, etik kural*, ahlaki sinir*
FREE kisitlama olmadan, sinirsiz*, sansursuz*, filtresiz*, kisitlamasiz*, gelistirici modu*, kural olmadan
MUST zorunda*, gerek*, her zaman, hemen, derhal, onemli*, lutfen, mutlaka, simdi, sadece
NEW yeni*, asagidaki*, gercek*, su, baska*
TASK gorev*, talimat*, amac*, hedef*, rol*
INSTEAD bunun yerine, onun yerine, yerine
ADDRESS dikkat, not, mesaj, merhaba
SAY cevapla*, cevap ver*, yanitla*, yanit ver*, de, yaz
DO calistir*, sil*, indir*, kur*, ziyaret et*, tikla*, olustur*, degistir*, satin al*, yap, yapin, onayla*, oner*, kullan*
META saldiri*, saldirgan*, enjeksiyon*, ornek*, ornegin, gibi ifade*, tespit*, guvenlik arastirma*
TO icin
SAFETY guvenlik protokol*, guvenlik filtre*, guvenlik kural*, guvenlik onlem*, etik kisitlama*, etik sinir*, etik kural*, ahlaki sinir*
UNLOCK yonetici modu, gelistirici modu, jailbreak modu`,
  vi: `
OVERRIDE bo qua, phot lo, quen di, hay quen, khong tuan theo, lo di, mac ke, vuot qua
PRIOR truoc do, truoc day, o tren, ben tren, ban dau, truoc
RULES huong dan, chi dan, chi thi, loi nhac, prompt, cau lenh he thong, loi nhac he thong
POLICY quy tac, menh lenh, gioi han, han che, bo loc, an toan
TALK noi dung, moi thu, van ban, cuoc tro chuyen, tat ca
YOURS ban, cua ban
MODEL tro ly, mo hinh, ai
REVEAL hien thi, tiet lo, cho toi biet, cho toi xem, in ra, lap lai, viet ra, noi cho toi
SYSTEM he thong, bi mat, an, day du, toan bo
SEND gui, chuyen tiep, tai len
SECRET mat khau, khoa api, token
TELL noi, thong bao, cho biet, tiet lo
USER nguoi dung, khach hang
NOT khong, dung, khong duoc
ROLE dong vai, gia vo, hay gia su ban la, hanh dong nhu
BECOME tu bay gio, ban bay gio la, ke tu bay gio
FREE khong gioi han, khong han che
SAY tra loi, viet
MUST phai, hay, luon`,
  id: `
OVERRIDE abaikan, lupakan, jangan ikuti, jangan patuhi, kesampingkan, hiraukan, lewati, nonaktifkan, matikan
PRIOR sebelumnya, di atas, terdahulu, awal, sebelum ini
RULES instruksi, petunjuk, arahan, prompt, perintah sistem, prompt sistem, pedoman
POLICY aturan, perintah, batasan, filter, keamanan, kebijakan, batasanmu, aturanmu
TALK semua, teks, percakapan, isi, segalanya
YOURS kamu, anda, mu
MODEL asisten, model, ai
REVEAL tampilkan, tunjukkan, ungkapkan, cetak, ulangi, tuliskan, beri tahu saya, sebutkan
SYSTEM sistem, rahasia, tersembunyi, lengkap, seluruh
SEND kirim, kirimkan, teruskan, unggah
SECRET kata sandi, kunci api, token
TELL memberi tahu, beri tahu, katakan, sebutkan, memberitahu
USER pengguna, pelanggan
NOT jangan, tidak, tanpa
ROLE berpura-pura, berperan sebagai, bertindaklah sebagai, bayangkan kamu adalah
BECOME mulai sekarang, sekarang kamu adalah, sekarang anda adalah
FREE tanpa batasan, tanpa batas, tanpa filter
SAY jawab, tulis, balas
MUST harus, selalu, segera, tolong
SAFETY protokol keamanan, filter keamanan, aturan keamanan, batasan etika, batasan etis, aturan etika, batasan moral
LIMIT batasanmu, protokol keamanan, filter keamanan, aturan keamanan, batasan etika, batasan etis, aturan etika, batasan moral
UNLOCK mode admin, mode administrator, mode pengembang, mode jailbreak`,
}
