// The builder's preview and its coach follow the typing; their buttons do the same
// without scripts.
(() => {
  const form = document.querySelector('[data-builder]');
  const button = form && form.querySelector('[data-preview]');
  if (!button) return;
  const typed = () => new URLSearchParams(new FormData(form)).toString();
  let timer, shown = '', asked;
  const show = () => {
    if (typed() === shown) return;
    shown = typed();
    form.requestSubmit(button);
    coach();
  };
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(show, 500); });
  // After Up, Down, Add or Remove the page shows what is typed, the frame what is stored.
  if (form.dataset.builder === 'changed') show();

  // The coach: the answer to the last typing only, and only what changed is replaced.
  const coach = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.wording, { method: 'POST', body: new FormData(form), signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      const said = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const parts = said.querySelectorAll('[data-coach]');
      form.querySelectorAll('[data-coach]').forEach((place, at) => {
        const part = parts[at]?.innerHTML ?? '';
        if (place.innerHTML.trim() !== part.trim()) place.innerHTML = part;
      });
      const seconds = said.querySelector('[data-seconds]');
      if (seconds) form.querySelector('#seconds').textContent = seconds.textContent;
    } catch { /* No advice for now: it never stands in the way of writing. */ }
  };
  form.addEventListener('click', event => {
    const offer = event.target.closest('button[data-wording]');
    const field = offer?.closest('.qcard')?.querySelector('input[name$="-text"]');
    if (!field) return;
    event.preventDefault();
    field.value = offer.dataset.wording;
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const check = form.querySelector('[data-check]');
  if (check) check.hidden = true;
})();
