// Keeps what is being typed beside a reply when somebody moves on with J and K, per tab.
(() => {
  const key = field => `draft:${field.dataset.draft}`;
  const restore = () => {
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
  document.addEventListener('input', event => {
    if (event.target.matches('[data-draft]')) sessionStorage.setItem(key(event.target), event.target.value);
  });
  document.addEventListener('htmx:after:swap', restore);
  restoreDrafts();
})();
