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
    body: new URLSearchParams({ csrf: form.elements.csrf.value }),
  })
  const options = await asked.json()
  if (options.sign_in !== undefined) {
    location.assign(options.sign_in)
    return false
  }
  const credential = await WAYS[form.dataset.passkey](options)
  form.elements.response.value = JSON.stringify(credential.toJSON())
  return true
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (window.PublicKeyCredential?.parseRequestOptionsFromJSON === undefined) continue
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const box = form.querySelector('.error')
    box.hidden = true
    try {
      if (await fill(form)) form.submit()
    } catch {
      box.textContent = 'The browser gave no passkey. Try again.'
      box.hidden = false
    }
  })
}
