// Keeps the progress of a list up to date; another state loads the page that shows it.
(() => {
  const box = document.querySelector('[data-import]');
  if (!box) return;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.address, { headers: { 'X-Requested-With': 'fetch' } });
      if (!answer.ok) throw new Error(answer.statusText);
      if (answer.headers.get('X-Import-State') !== box.dataset.import) return location.reload();
      box.innerHTML = await answer.text();
    } catch {
      // Out of reach for a moment: look again.
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
})();
