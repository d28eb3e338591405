// The builder's preview follows the typing; its button does the same without scripts.
(() => {
  const form = document.querySelector('[data-builder]');
  const button = form && form.querySelector('[data-preview]');
  if (!button) return;
  let timer, shown = '';
  const show = () => {
    const typed = new URLSearchParams(new FormData(form)).toString();
    if (typed === shown) return;
    shown = typed;
    form.requestSubmit(button);
  };
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(show, 500); });
  // After Up, Down, Add or Remove the page shows what is typed, the frame what is stored.
  if (form.dataset.builder === 'changed') show();
})();
