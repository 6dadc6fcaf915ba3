// Asks the browser for a passkey, and puts its answer into the form that stands on the page.

const WAYS = {
  create: (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
}

async function fill(form) {
  const asked = await fetch(form.dataset.options, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
  })
  // What is wrong with the form, its own page says better.
  if (!asked.ok) return true
  const options = await asked.json()
  if (options.sign_in !== undefined) {
    location.assign(options.sign_in)
    return false
  }
  const credential = await WAYS[form.dataset.passkey](options)
  form.elements.response.value = JSON.stringify(credential.toJSON())
  return true
}

/** A form that a script sends leaves out which button was pressed. */
function send(form, button) {
  if (button?.name) {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: button.name, value: button.value })
    form.append(field)
  }
  form.submit()
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (window.PublicKeyCredential?.parseRequestOptionsFromJSON === undefined) continue
  form.hidden = false
  for (const button of form.querySelectorAll('button[hidden]')) button.hidden = false
  form.addEventListener('submit', async (event) => {
    const { when } = form.dataset
    if (when !== undefined && event.submitter?.value !== when) return
    event.preventDefault()
    const box = form.querySelector('.error[role=alert]')
    box.hidden = true
    try {
      if (await fill(form)) send(form, event.submitter)
    } catch {
      box.textContent = 'The browser gave no passkey. Try again.'
      box.hidden = false
    }
  })
}
