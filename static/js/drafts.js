// Keeps what is being typed beside a reply: at once in this tab, and a moment later on
// the server, so that it waits on any device and others see that somebody is writing.
(() => {
  const key = field => `draft:${field.dataset.draft}`;
  const waiting = new Map();
  const current = () => document.querySelector('#read')?.dataset.reply;
  let shown = current();
  const restore = () => {
    // A list that was drawn anew beside the same reply takes nothing from its fields.
    if (current() === shown) return;
    shown = current();
    // What was typed for one customer must not stay in the fields of the next.
    for (const form of document.querySelectorAll('#read form')) form.reset();
    restoreDrafts();
  };
  const restoreDrafts = () => {
    for (const field of document.querySelectorAll('[data-draft]')) {
      // One more answer changes the name of the draft: the older ones were sent.
      const [reply] = field.dataset.draft.split(':');
      for (const name of Object.keys(sessionStorage))
        if (name.startsWith(`draft:${reply}:`) && name !== key(field)) sessionStorage.removeItem(name);
      field.value = sessionStorage.getItem(key(field)) ?? field.defaultValue;
    }
  };

  // The server has it once it says so; until then this tab keeps it.
  const save = async (field, keepalive = false) => {
    clearTimeout(waiting.get(field));
    waiting.delete(field);
    const form = field.form, button = form?.querySelector('[data-save]');
    if (!button) return;
    const name = key(field), value = field.value, body = new FormData(form);
    body.set('kind', button.value);
    if (value.trim() === (field.dataset.blank ?? '').trim()) body.set('words', '');
    try {
      const response = await fetch(button.formAction, {
        method: 'POST', body, keepalive, headers: { Accept: 'application/json' },
      });
      if (!response.ok || response.redirected) return;
      const answer = await response.json();
      if (key(field) !== name) return;
      tell(form, answer);
      if (sessionStorage.getItem(name) !== value) return;
      sessionStorage.removeItem(name);
      field.defaultValue = value;
    } catch { /* Away from the network: this tab keeps it. */ }
  };
  const tell = (form, answer) => {
    const others = form.querySelector('[data-writing]');
    if (others) {
      if (others.textContent !== answer.others) others.textContent = answer.others;
      others.hidden = !answer.others;
    }
    const kept = form.querySelector('[data-kept]');
    if (kept && kept.textContent !== kept.dataset.said) kept.textContent = kept.dataset.said;
  };
  const saveAll = () => { for (const field of [...waiting.keys()]) save(field, true); };

  document.addEventListener('input', event => {
    const field = event.target;
    if (!field.matches('[data-draft]')) return;
    sessionStorage.setItem(key(field), field.value);
    const kept = field.form?.querySelector('[data-kept]');
    if (kept) kept.textContent = '';
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => save(field), 1000));
  });
  // Sent is sent: no draft may arrive after it.
  document.addEventListener('submit', event => {
    for (const field of event.target.querySelectorAll('[data-draft]')) {
      clearTimeout(waiting.get(field));
      waiting.delete(field);
    }
  });
  document.addEventListener('htmx:before:request', saveAll);
  document.addEventListener('visibilitychange', () => { if (document.hidden) saveAll(); });
  document.addEventListener('htmx:after:swap', restore);
  restoreDrafts();
})();
