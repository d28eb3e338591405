// Small additions to pages that work without it: toasts, dialogs, menus, single keys.
(() => {
  const doc = document, one = (s, from = doc) => from.querySelector(s);
  doc.documentElement.classList.add('js');

  // Focus: error summaries, once after load and after each htmx swap.
  const focusFirst = () => {
    for (const opener of doc.querySelectorAll('[data-open][hidden]')) opener.hidden = false;
    const target = one('[data-focus]');
    if (target) { target.focus(); target.removeAttribute('data-focus'); }
    // J and K leave the focus on the row, also when htmx was not ready and the browser
    // loaded the whole page.
    if (!sessionStorage.getItem('moved')) return;
    sessionStorage.removeItem('moved');
    if (doc.activeElement === doc.body) one('.row[aria-current] .who a')?.focus();
  };
  focusFirst();
  doc.addEventListener('htmx:after:swap', focusFirst);

  // Toasts go after 10 seconds, unless someone is on them.
  const watchToast = toast => {
    if (toast.dataset.watched) return;
    toast.dataset.watched = '1';
    const close = one('[data-dismiss]', toast);
    if (close) { close.hidden = false; close.onclick = () => toast.remove(); }
    let timer;
    const start = () => { clearTimeout(timer); timer = setTimeout(end, 10000); };
    const end = () => toast.matches(':hover, :focus-within') ? start() : toast.remove();
    start();
  };
  const toasts = one('#toasts');
  if (toasts) {
    const watchAll = () => toasts.querySelectorAll('[data-toast]').forEach(watchToast);
    watchAll();
    new MutationObserver(watchAll).observe(toasts, { childList: true });
  }

  // Dialogs, menus, printing, copying.
  doc.addEventListener('click', event => {
    const opener = event.target.closest('[data-open]');
    if (opener) one(opener.dataset.open)?.showModal();
    const copier = event.target.closest('[data-copy]');
    if (copier) copy(copier);
    for (const menu of doc.querySelectorAll('details.menu[open]'))
      if (!menu.contains(event.target)) menu.open = false;
  });
  const copy = async button => {
    const source = one(button.dataset.copy);
    if (!source || !navigator.clipboard) return;
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    if (button.dataset.copied) button.textContent = button.dataset.copied;
  };
  doc.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && event.target.closest('details.menu[open]');
    if (menu) { menu.open = false; one('summary', menu).focus(); }
  });

  // Looking for news every so often, while somebody is looking; htmx asks (data-look).
  let looked = Date.now();
  setInterval(() => {
    const news = one('[data-look]');
    if (!news || doc.hidden || Date.now() - looked < news.dataset.look * 1000) return;
    looked = Date.now();
    news.dispatchEvent(new Event('look'));
  }, 1000);

  // Selects and checkboxes that send their form at once; a button does it without us.
  doc.addEventListener('change', event => {
    if (event.target.matches('[data-submit]')) event.target.form.requestSubmit();
  });

  // Single keys (WCAG 2.1.4: a switch on the server turns them off).
  if (doc.body.dataset.keys === 'off') return;
  let going = 0;
  const shown = element => element && element.getClientRects().length > 0;
  const use = selector => {
    const element = [...doc.querySelectorAll(selector)].find(shown);
    if (!element) return false;
    element.matches('input:not([type=submit]),textarea,select') ? element.focus() : element.click();
    return true;
  };
  const move = step => {
    const links = [...doc.querySelectorAll('.row .who a, [data-row]')].filter(shown);
    if (!links.length) return false;
    const at = links.findIndex(a => a === doc.activeElement);
    const now = at >= 0 ? at : links.findIndex(a => a.closest('[aria-current]'));
    const next = links[Math.min(links.length - 1, Math.max(0, now + step))];
    next.focus();
    // With two panes in view and htmx on the link, moving also reads.
    if (next.hasAttribute('hx-get') && matchMedia('(min-width: 48em)').matches) {
      sessionStorage.setItem('moved', '1');
      next.click();
    }
    return true;
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = doc.activeElement.closest?.('.row') || one('.row[aria-current]');
      one('.pick input', row || doc)?.click();
      return Boolean(row);
    },
    g: () => { going = Date.now(); return true; },
    '?': () => { one('#keys')?.showModal(); return true; },
  };
  doc.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (one('dialog[open]') || event.isComposing) return;
    if (event.target.closest('input,textarea,select,[contenteditable]')) return;
    const key = event.key.toLowerCase(), went = Date.now() - going < 1500;
    if (key !== 'g') going = 0;
    if (!/^[a-z/?]$/.test(key)) return;
    const done = went && key !== 'g' ? use(`[data-go="${key}"]`) || goHidden(key)
      : keys[key] ? keys[key]() : use(`[data-key="${key}"]`);
    if (done) event.preventDefault();
  });
  // The side bar is hidden on small screens; its addresses still hold.
  const goHidden = key => {
    const link = one(`a[data-go="${key}"]`);
    if (link) location.assign(link.href);
    return Boolean(link);
  };
})();
