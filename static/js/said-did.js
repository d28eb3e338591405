/* <said-did src="https://…/w/…/"> shows the newest "you said, we did" of a business.
   No cookie, no other file, nothing of the page around it is read. What stands inside
   the element stays until the words are here, and for good if they never come. */
customElements.get('said-did') || customElements.define('said-did', class extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) { return; }
    var make = function (name, ...parts) {
      var made = document.createElement(name);
      made.append(...parts);
      return made;
    };
    try {
      var url = new URL('card.json', this.getAttribute('src'));
      if (this.lang) { url.searchParams.set('lang', this.lang); }
      var options = { credentials: 'omit', referrerPolicy: 'no-referrer' };
      var answer = await fetch(url, options);
      if (!answer.ok) { return; }
      var said = await answer.json();
      var link = make('a', said.link);
      link.href = said.url;
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(':host{display:block;box-sizing:border-box;block-size:120px;overflow:auto;'
        + 'padding:10px 16px;border:1px solid #7f877f;border-radius:12px;background:#fff;color:#1e2522;'
        + 'font:14px/1.4 system-ui,sans-serif;text-align:start}p{margin:0 0 4px}'
        + 'q{font-family:ui-serif,Georgia,serif}small{color:#5f6862}a{color:#0e5a4c}');
      var pair = said.pair;
      var parts = pair ? [
        make('p', pair.said_label + ' ', make('q', pair.said), ' ', make('small', pair.who)),
        make('p', pair.did_label + ' ', make('b', pair.did))
      ] : [make('p', make('b', said.name))];
      parts.push(make('p', make('small', said.counts), ' ', link));
      var box = document.createElement('div');
      box.lang = said.lang;
      box.dir = said.dir;
      box.append(...parts);
      var root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      root.append(box);
    } catch (error) { /* The link inside stays. */ }
  }
});
